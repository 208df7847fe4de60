"""`feedback-ai topics`: topics: discovery, registry, emergence."""

import typer

app = typer.Typer(help="Topics: discovery, registry, emergence.", no_args_is_help=True)
