"""`feedback-ai cases`: complaints, who deals with them, how that stands; `cases_work` has what changes them."""

from typing import TYPE_CHECKING, Annotated

import typer

from feedback_ai.cli import cases_work
from feedback_ai.cli.cases_shown import (
    CaseName,
    checked_order,
    echo_case,
    one_of,
    outcomes_table,
    said,
)
from feedback_ai.cli.filters import with_filter
from feedback_ai.cli.options import Language, as_json, opened_store
from feedback_ai.cli.tables import TableFormat, ViewFormat, aligned, as_csv, check_format, cut
from feedback_ai.schema.marks import listed
from feedback_ai.schema.names import Lang, name_of

if TYPE_CHECKING:
    from feedback_ai.services.case_views import CaseList, CaseView
    from feedback_ai.services.sheets import Cell
    from feedback_ai.store.records import EvidenceFilter

app = typer.Typer(help="Complaints and who deals with them.", no_args_is_help=True, rich_markup_mode=None)

WORDS = 60
"""Columns of the terminal that are given to what the customer wrote."""


@app.command("list")
@with_filter
def list_(
    wanted: "EvidenceFilter",
    team: Annotated[str | None, typer.Option(help="Only those that the routing rules give to this team.")] = None,
    unrouted: Annotated[bool, typer.Option("--unrouted", help="Only those that no routing rule names.")] = False,
    state: Annotated[str | None, typer.Option(help="Only those in this state, such as received or closed.")] = None,
    clock: Annotated[
        str | None,
        typer.Option(
            help="Only those whose next deadline stands so: running, warning, paused, met, unanswered, breached."
        ),
    ] = None,
    assignee: Annotated[str | None, typer.Option(help="Only those that this person deals with.")] = None,
    order: Annotated[str, typer.Option(help="severity, or queue: the highest priority first.")] = "severity",
    limit: Annotated[int, typer.Option(help="At most so many.")] = 20,
    all_: Annotated[bool, typer.Option("--all", help="All of them, whatever the limit.")] = False,
    lang: Language = "en",
    format: TableFormat = "table",
) -> None:
    """Show complaints, the worst first, with the team that the routing rules name, state and next deadline.

    The rules are in the file that FEEDBACK_AI_ROUTING names, the deadlines in the profile that FEEDBACK_AI_SLA names.
    """
    from feedback_ai.services.cases import list_cases
    from feedback_ai.services.filter_check import check_filter
    from feedback_ai.settings import get_settings
    from feedback_ai.store import Store
    from feedback_ai.triage.clocks import Status
    from feedback_ai.triage.states import CaseState

    check_format(format)
    with Store.open(get_settings().store_url) as store:
        check_filter(store, wanted)
        found = list_cases(
            store,
            wanted,
            team=team,
            unrouted=unrouted,
            state=None if state is None else one_of(state, CaseState, "state"),
            clock=None if clock is None else one_of(clock, Status, "deadline"),
            assignee=assignee,
            order=checked_order(order),
            limit=None if all_ else limit,
        )
    if format == "json":
        typer.echo(found.model_dump_json())
    elif format == "csv":
        typer.echo(_csv(found))
    else:
        typer.echo(_table(found, lang))


@app.command()
def show(case: CaseName, lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show a case with its deadlines, the parts of its priority, and all that happened to it."""
    from feedback_ai.services.case_detail import get_case

    with opened_store() as store:
        found = get_case(store, case)
    echo_case(found, lang, format)


@app.command()
def outcomes(lang: Language = "en", format: ViewFormat = "table") -> None:
    """Show what follow-ups found, and the model's severity against the severity that people found."""
    from feedback_ai.services.case_outcomes import outcomes as count

    with opened_store() as store:
        found = count(store)
    typer.echo(as_json(found) if format == "json" else outcomes_table(found, lang))


cases_work.add_to(app)


def _table(found: "CaseList", lang: Lang) -> str:
    def named(code: str) -> str:
        return code if lang == "en" else name_of(code, lang)

    none = said("no rule", lang)
    rows = [
        [
            case.severity or "-",
            "-" if case.created_at is None else f"{case.created_at:%Y-%m-%d}",
            case.record_id,
            case.unit or "-",
            case.team or none,
            listed(map(named, case.dimensions), lang) or "-",
            said(case.state, lang),
            "-" if case.due_at is None else f"{case.due_at:%Y-%m-%d %H:%M}",
            "-" if case.clock is None else said(case.clock, lang),
            cut(case.text, WORDS),
        ]
        for case in found.items
    ]
    teams = [[count.team or none, f"{count.n:,}"] for count in found.teams]
    return "\n\n".join(
        [
            said("listed", lang).format(n=len(found.items), of=found.total),
            aligned(said("list", lang).split("|"), rows),
            said("teams", lang).format(n=sum(count.n for count in found.teams)),
            aligned([said("team", lang), "n"], teams, right=[1]),
        ]
    )


def _csv(found: "CaseList") -> str:
    header = ["id", "record_id", "source", "created_at", "severity", "intent", "unit", "touchpoint", "channel"]
    header += ["language", "team", "dimensions", "causes", "topics", "text"]
    header += ["state", "assignee", "assigned_unit", "due_at", "clock", "priority"]
    return as_csv(header, [_cells(case, header) for case in found.items])


def _cells(case: "CaseView", header: list[str]) -> "list[Cell]":
    values = case.model_dump(mode="json")
    lists = {name: " ".join(map(str, value)) for name, value in values.items() if isinstance(value, list)}
    return [(values | lists)[name] for name in header]
