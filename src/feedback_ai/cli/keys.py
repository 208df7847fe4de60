"""`feedback-ai keys`: API keys."""

from typing import Annotated

import typer

from feedback_ai.cli.options import opened_store

app = typer.Typer(help="API keys: create, list, revoke.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is; it stands in audit trails.")],
    scope: Annotated[list[str], typer.Option(help="read, ingest, triage, manage or admin; may be repeated.")],
) -> None:
    """Make a key and show its token, once."""
    from feedback_ai.services.keys import create_key

    with opened_store() as store:
        key, token = create_key(store, name, scope)
    typer.echo(f"key {key.id} for {key.name}; keep the token, it is not shown again:", err=True)
    typer.echo(token)


@app.command("list")
def list_() -> None:
    """Show all keys, without their tokens."""
    from feedback_ai.services.keys import list_keys

    with opened_store() as store:
        for key in list_keys(store):
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "active"
            used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            typer.echo(f"{key.id}  {key.name}  {','.join(key.scopes)}  {state}  {used}")


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="The id that `keys list` shows.")]) -> None:
    """Make a key useless from now on."""
    from feedback_ai.services.keys import revoke_key

    with opened_store() as store:
        typer.echo(f"revoked {revoke_key(store, key_id).name}")
