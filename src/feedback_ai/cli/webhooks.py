"""`feedback-ai webhooks`: who is told of alerts."""

from typing import Annotated

import typer

from feedback_ai.cli.options import as_json, opened_store
from feedback_ai.cli.tables import ViewFormat

app = typer.Typer(help="Webhooks: who is told of alerts.", no_args_is_help=True, rich_markup_mode=None)

WebhookId = Annotated[str, typer.Argument(help="The id that `webhooks list` shows.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where messages are posted: an http or https address.")],
    rule: Annotated[
        list[str] | None, typer.Option(help="Name of an alert rule; may be repeated. All rules if none is given.")
    ] = None,
) -> None:
    """Register a webhook and show the secret that its messages are signed with, once."""
    from feedback_ai.services.webhooks import add_webhook

    with opened_store() as store:
        made = add_webhook(store, url, rule or [])
    typer.echo(f"webhook {made.id} to {made.url}; keep the secret, it is not shown again:", err=True)
    typer.echo(made.secret)


@app.command("list")
def list_(format: ViewFormat = "table") -> None:
    """Show all webhooks, without their secrets."""
    from feedback_ai.services.webhooks import list_webhooks

    with opened_store() as store:
        found = list_webhooks(store)
    if format == "json":
        typer.echo(as_json(found))
        return
    for hook in found:
        state = f"revoked {hook.revoked_at:%Y-%m-%d}" if hook.revoked_at else "active"
        counts = f"waiting {hook.waiting}, delivered {hook.delivered}, given up {hook.dead}"
        error = f"  last error: {hook.last_error}" if hook.last_error else ""
        typer.echo(f"{hook.id}  {hook.url}  {', '.join(hook.rules) or 'all rules'}  {state}  {counts}{error}")


@app.command()
def revoke(webhook_id: WebhookId) -> None:
    """Send nothing more to a webhook; what still waits for it is given up."""
    from feedback_ai.services.webhooks import revoke_webhook

    with opened_store() as store:
        revoke_webhook(store, webhook_id)
    typer.echo(f"revoked {webhook_id}")


@app.command()
def test(webhook_id: WebhookId) -> None:
    """Send a test message now; exit code 1 if it was not taken."""
    from feedback_ai.services.webhooks import send_test

    with opened_store() as store:
        sent = send_test(store, webhook_id)
    typer.echo(f"{'delivered' if sent.delivered else f'not delivered: {sent.error}'} ({sent.message_id})")
    if not sent.delivered:
        raise typer.Exit(1)
