"""`feedback-ai measure`: tables of figures."""

import typer

app = typer.Typer(help="Tables of figures.", no_args_is_help=True)
