"""`feedback-ai corrections`: what people said is right, for training."""

from typing import Annotated

import typer

from feedback_ai.cli.options import opened_store

app = typer.Typer(help="What people said is right.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keeps `export` a subcommand while it is the only one."""


@app.command()
def export(
    output: Annotated[str, typer.Option("--output", help="The file, or - for standard output.")],
) -> None:
    """Write every corrected text as a training row in the codebook's form, one JSON line each."""
    from feedback_ai.services.corrections_export import export_corrections

    with opened_store() as store:
        done = export_corrections(store, output)
    typer.echo(f"wrote {done.rows:,} texts", err=True)
    if done.left_out:
        typer.echo(
            f"left out {done.left_out:,}: without sentiment, intent or severity, or in another language", err=True
        )
