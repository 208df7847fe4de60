"""`feedback-ai webhooks`: who is told of alerts."""

from typing import Annotated

import typer

from feedback_ai.cli.alert_words import say
from feedback_ai.cli.options import Language, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat
from feedback_ai.schema.marks import listed

app = typer.Typer(help="Webhooks: who is told of alerts.", no_args_is_help=True, rich_markup_mode=None)

WebhookId = Annotated[str, typer.Argument(help="The id that `webhooks list` shows.")]


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where messages are posted: an http or https address.")],
    rule: Annotated[
        list[str] | None, typer.Option(help="Name of an alert rule; may be repeated. All rules if none is given.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Register a webhook and show the secret that its messages are signed with, once."""
    from feedback_ai.notify.titles import rule_called
    from feedback_ai.services.webhooks import add_webhook

    with opened_store() as store:
        made = add_webhook(store, url, [rule_called(name) for name in rule or []])
    typer.echo(say("webhook", lang, id=made.id, url=made.url), err=True)
    typer.echo(made.secret)


@app.command("list")
def list_(lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show all webhooks, without their secrets."""
    from feedback_ai.notify.titles import rule_name
    from feedback_ai.schema.messages import told
    from feedback_ai.services.webhooks import list_webhooks

    with opened_store() as store:
        found = list_webhooks(store)
    if format == "json":
        typer.echo(as_json(found))
        return
    for hook in found:
        state = say("revoked on", lang, at=hook.revoked_at) if hook.revoked_at else say("active", lang)
        counts = say("counts", lang, waiting=hook.waiting, delivered=hook.delivered, dead=hook.dead)
        error = say("last error", lang, error=told(hook.last_error, lang)) if hook.last_error else ""
        rules = listed((rule_name(rule, lang) for rule in hook.rules), lang) or say("all rules", lang)
        typer.echo(f"{hook.id}  {hook.url}  {rules}  {state}  {counts}{error}")


@app.command()
def revoke(webhook_id: WebhookId, lang: Language = "en") -> None:
    """Send nothing more to a webhook; what still waits for it is given up."""
    from feedback_ai.services.webhooks import revoke_webhook

    with opened_store() as store:
        revoke_webhook(store, webhook_id)
    typer.echo(say("revoked", lang, id=webhook_id))


@app.command("test")
def send(webhook_id: WebhookId, lang: Language = "en") -> None:
    """Send a test message now; exit code 1 if it was not taken."""
    from feedback_ai.schema.messages import told
    from feedback_ai.services.webhooks import send_test

    with opened_store() as store:
        sent = send_test(store, webhook_id)
    how = "test delivered" if sent.delivered else "test failed"
    typer.echo(say(how, lang, id=sent.message_id, error=told(sent.error or "", lang)))
    if not sent.delivered:
        raise typer.Exit(1)
