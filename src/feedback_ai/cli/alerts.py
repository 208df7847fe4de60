"""`feedback-ai alerts`: rules are checked, alerts worked on, messages delivered."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.alert_words import (
    Note,
    called,
    duration,
    say,
    tell_figures,
    tell_history,
    tell_texts,
)
from feedback_ai.cli.options import Actor, Language, actor_name, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.alert_views import AlertDetail, AlertList, CheckSummary, DeliverySummary

app = typer.Typer(help="Alerts: check, work on, deliver.", no_args_is_help=True, rich_markup_mode=None)

AlertId = Annotated[int, typer.Argument(help="The id that `alerts list` shows.")]


@app.command()
def check(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Last day (to its end), or moment, that counts (UTC); the newest record's day."),
    ] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Open alerts and propose mass incidents by the rules; repeating it changes nothing. Later records don't count.

    The rules are in the files that FEEDBACK_AI_ALERTS and FEEDBACK_AI_INCIDENTS name, or the built-in ones.
    """
    from feedback_ai.services import alerts_check
    from feedback_ai.services.topics_window import parse_as_of

    end = parse_as_of(as_of)
    with opened_store() as store:
        summary = alerts_check.check(store, as_of=end, actor=actor_name(actor))
    typer.echo(as_json(summary) if format == "json" else _checked(summary, lang))


@app.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="open, acknowledged or closed.")] = None,
    rule: Annotated[str | None, typer.Option(help="Only alerts of this rule.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Closed alerts too.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show alerts, the last opened first, and how long they took from a text's arrival."""
    from feedback_ai.notify.titles import rule_called
    from feedback_ai.services.alerts import list_alerts

    with opened_store() as store:
        found = list_alerts(store, state=state, rule=rule and rule_called(rule), closed=all_, limit=limit)
    typer.echo(as_json(found) if format == "json" else _table(found, lang))


@app.command()
def show(alert_id: AlertId, lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show one alert with its texts, messages and history."""
    from feedback_ai.services.alerts import get_alert

    with opened_store() as store:
        _show(get_alert(store, alert_id), lang, format)


@app.command()
def acknowledge(alert_id: AlertId, note: Note = None, actor: Actor = None, lang: Language = "en") -> None:
    """Say that someone looks after an alert."""
    from feedback_ai.services.alerts import acknowledge as step

    with opened_store() as store:
        _show(step(store, alert_id, actor=actor_name(actor), note=note), lang, "table")


@app.command()
def close(alert_id: AlertId, note: Note = None, actor: Actor = None, lang: Language = "en") -> None:
    """Close an alert; it opens again when its matter comes back."""
    from feedback_ai.services.alerts import close as step

    with opened_store() as store:
        _show(step(store, alert_id, actor=actor_name(actor), note=note), lang, "table")


@app.command()
def deliver(
    every: Annotated[
        float | None, typer.Option(help="Go on for ever, with pauses of so many seconds.", min=0.1, max=86_400)
    ] = None,
    lang: Language = "en",
) -> None:
    """Send the messages of the outbox that are due to their webhooks and trackers."""
    from feedback_ai.schema.messages import told
    from feedback_ai.services import alerts_deliver

    with opened_store() as store:
        if every is None:
            typer.echo(_sent(alerts_deliver.deliver(store), lang))
            for message in alerts_deliver.list_dead(store):
                error = told(message.last_error or "", lang)
                typer.echo(say("given up", lang, id=message.id, to=message.to, error=error), err=True)
            return
        for summary in alerts_deliver.keep_delivering(store, every):
            if summary.delivered or summary.failed or summary.dead:
                typer.echo(_sent(summary, lang))


def _checked(summary: "CheckSummary", lang: Lang) -> str:
    from feedback_ai.schema.messages import told

    lists = {name: len(getattr(summary, name)) for name in ("opened", "reopened", "updated")}
    return "\n".join(
        [
            *([] if summary.as_of is None else [say("up to", lang, at=summary.as_of)]),
            say("checked", lang, **lists, unchanged=summary.n_unchanged),
            say("checked incidents", lang, proposed=len(summary.incidents), joined=summary.n_joined),
            say("checked messages", lang, n=summary.n_messages),
            *(say("not looked at", lang, note=told(note, lang)) for note in summary.notes),
        ]
    )


def _sent(summary: "DeliverySummary", lang: Lang) -> str:
    return say("sent", lang, delivered=summary.delivered, failed=summary.failed, dead=summary.dead)


def _table(found: "AlertList", lang: Lang) -> str:
    from feedback_ai.notify.titles import rule_name

    rows = [
        [
            str(alert.id),
            called(alert.state, lang),
            f"{alert.opened_at:%Y-%m-%d %H:%M}",
            alert.severity or "-",
            f"{alert.n_texts:,}",
            rule_name(alert.rule, lang),
            getattr(alert.title, lang),
        ]
        for alert in found.items
    ]
    opened, delivered = found.latency.opened, found.latency.delivered
    waits = [
        [say(name, lang), f"{own.n:,}", duration(own.median_s, lang), duration(own.p90_s, lang)]
        for name, own in (("opening", opened), ("delivery", delivered))
    ]
    table = aligned(say("alerts", lang).split("|"), rows, right=[0, 4])
    latency = aligned(say("waits", lang).split("|"), waits, right=[1, 2, 3])
    return f"{table if rows else say('no alerts', lang)}\n\n{latency}"


def _show(alert: "AlertDetail", lang: Lang, format: ViewFormat) -> None:
    if format == "json":
        typer.echo(as_json(alert))
        return
    from feedback_ai.notify.titles import rule_name
    from feedback_ai.schema.messages import told

    typer.echo(f"#{alert.id} {getattr(alert.title, lang)}")
    values = {
        "rule": rule_name(alert.rule, lang),
        "state": called(alert.state, lang),
        "severity": alert.severity or "-",
    }
    typer.echo(f"  {say('alert', lang, n=alert.openings, **values)}")
    waits = {name: duration(alert.latency_s[name], lang) for name in ("opened", "delivered")}
    typer.echo(f"  {say('latency', lang, **waits)}")
    tell_figures(alert.figures, lang)
    for message in alert.messages:
        sent = say("message", lang, id=message.id, to=message.webhook_id, state=called(message.state, lang))
        wait = say("due", lang, at=message.due_at) if message.state == "waiting" else ""
        typer.echo(f"  {sent}{wait} {told(message.last_error or '', lang)}".rstrip())
    tell_texts(alert.evidence, alert.n_texts, lang)
    tell_history(alert.history, lang)
