"""`feedback-ai backlog`: the improvement backlog."""

import typer

app = typer.Typer(help="The improvement backlog.", no_args_is_help=True)
