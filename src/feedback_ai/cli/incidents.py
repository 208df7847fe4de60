"""`feedback-ai incidents`: mass incidents (突发事件)."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli.alert_words import Note, called, say, tell_figures, tell_history, tell_texts
from feedback_ai.cli.options import Actor, Language, actor_name, as_json, opened_store
from feedback_ai.cli.tables import ViewFormat, aligned
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    from feedback_ai.services.alert_views import IncidentDetail

app = typer.Typer(
    help="Mass incidents: many cases with one cause in a short time.", no_args_is_help=True, rich_markup_mode=None
)

IncidentId = Annotated[int, typer.Argument(help="The id that `incidents list` shows.")]


@app.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="proposed, confirmed, dismissed or closed.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Dismissed and closed ones too.")] = False,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1)] = 20,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Show mass incidents, the last begun first; `alerts check` proposes them."""
    from feedback_ai.services.incidents import list_incidents

    with opened_store() as store:
        found = list_incidents(store, state=state, every=all_, limit=limit)
    if format == "json":
        typer.echo(as_json(found))
        return
    rows = [
        [
            str(one.id),
            called(one.state, lang),
            f"{one.started_at:%Y-%m-%d %H:%M}",
            one.severity or "-",
            f"{one.n_cases:,}",
            str(len(one.units)),
            getattr(one.title, lang),
        ]
        for one in found
    ]
    header = say("incidents", lang).split("|")
    typer.echo(aligned(header, rows, right=[0, 4, 5]) if rows else say("no incidents", lang))


@app.command()
def show(incident_id: IncidentId, lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show one incident with its playbook, cases and history."""
    from feedback_ai.services.incidents import get_incident

    with opened_store() as store:
        _show(get_incident(store, incident_id), lang, format)


@app.command()
def confirm(incident_id: IncidentId, note: Note = None, actor: Actor = None, lang: Language = "en") -> None:
    """Say that it is an incident."""
    _move(incident_id, "confirmed", note, actor, lang)


@app.command()
def dismiss(
    incident_id: IncidentId,
    note: Annotated[str, typer.Option(help="Why it is none.")],
    actor: Actor = None,
    lang: Language = "en",
) -> None:
    """Say that it is none; it is not proposed again for the same cases."""
    _move(incident_id, "dismissed", note, actor, lang)


@app.command()
def close(incident_id: IncidentId, note: Note = None, actor: Actor = None, lang: Language = "en") -> None:
    """Say that it is over; later cases of its matter may make a new one."""
    _move(incident_id, "closed", note, actor, lang)


def _move(incident_id: int, wanted: str, note: str | None, actor: str | None, lang: Lang) -> None:
    from feedback_ai.services.incidents import move
    from feedback_ai.triage.incidents import incident_state

    with opened_store() as store:
        _show(move(store, incident_id, incident_state(wanted), actor=actor_name(actor), note=note), lang, "table")


def _show(one: "IncidentDetail", lang: Lang, format: ViewFormat) -> None:
    if format == "json":
        typer.echo(as_json(one))
        return
    typer.echo(f"#{one.id} {getattr(one.title, lang)}")
    state = called(one.state, lang)
    typer.echo(f"  {say('incident', lang, state=state, severity=one.severity or '-', at=one.started_at)}")
    units = listed((f"{unit or '-'} {n:,}" for unit, n in one.units.items()), lang)
    typer.echo(f"  {say('by unit', lang, told=units)}")
    tell_figures(one.figures, lang)
    if one.playbook is not None:
        typer.echo(f"\n{say('playbook', lang, name=getattr(one.playbook.name, lang))}")
        for number, step in enumerate(one.playbook.steps, 1):
            typer.echo(f"  {number}. {getattr(step, lang)}")
    tell_texts(one.cases, one.n_cases, lang)
    tell_history(one.history, lang)
