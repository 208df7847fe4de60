"""`feedback-ai cases`: complaints and who deals with them."""

import typer

app = typer.Typer(help="Complaints and who deals with them.", no_args_is_help=True)
