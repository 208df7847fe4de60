"""`feedback-ai report`: the voice-of-customer report."""

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
