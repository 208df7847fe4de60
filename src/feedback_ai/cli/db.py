"""`feedback-ai db`: the store's schema."""

import typer

app = typer.Typer(help="The store's schema.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keeps `upgrade` a subcommand while it is the only one."""


@app.command("upgrade")
def upgrade_() -> None:
    """Bring the store to the schema of this version; creates it if there is none."""
    from feedback_ai.settings import get_settings
    from feedback_ai.store import upgrade

    typer.echo(f"store at revision {upgrade(get_settings().store_url)}")
