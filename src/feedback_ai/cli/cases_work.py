"""The commands of `feedback-ai cases` that change a case: every change is kept with its actor."""

from datetime import datetime
from typing import Annotated

import typer

from feedback_ai.cli.cases_shown import CaseName, echo_case, one_of
from feedback_ai.cli.options import TIME, Actor, Language, actor_name, moment, opened_store
from feedback_ai.cli.tables import ViewFormat

Why = Annotated[str | None, typer.Option(help="The reason, for the history.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group."""
    for command in (assign, transition, pause, resume, correct):
        app.command()(command)
    app.command("follow-up")(follow_up)


def assign(
    case: CaseName,
    to: Annotated[str | None, typer.Option("--to", help="The person; nobody if not told.")] = None,
    unit: Annotated[str | None, typer.Option(help="The unit; none if not told.")] = None,
    why: Why = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Give a case to a person and a unit."""
    from feedback_ai.services import case_work

    with opened_store() as store:
        found = case_work.assign(store, case, actor=actor_name(actor), assignee=to, unit=unit, why=why)
    echo_case(found, lang, format)


def transition(
    case: CaseName,
    to: Annotated[
        str,
        typer.Argument(help="acknowledged, assessed, investigating, responded, closed or reopened.", metavar="STATE"),
    ],
    why: Annotated[
        str | None, typer.Option(help="The reason; needed to close without a response, to look again, and to reopen.")
    ] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Take a case to another state."""
    from feedback_ai.services import case_work
    from feedback_ai.triage.states import state_of

    with opened_store() as store:
        found = case_work.transition(store, case, state_of(to), actor=actor_name(actor), why=why)
    echo_case(found, lang, format)


def pause(
    case: CaseName,
    why: Annotated[str, typer.Option(help="What the customer is asked for.")],
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Stop the deadlines of a case, because the customer is waited for."""
    from feedback_ai.services import case_work

    with opened_store() as store:
        found = case_work.pause(store, case, actor=actor_name(actor), why=why)
    echo_case(found, lang, format)


def resume(
    case: CaseName, why: Why = None, actor: Actor = None, lang: Language = "en", format: ViewFormat = "table"
) -> None:
    """Let the deadlines of a case go on."""
    from feedback_ai.services import case_work

    with opened_store() as store:
        found = case_work.resume(store, case, actor=actor_name(actor), why=why)
    echo_case(found, lang, format)


def follow_up(
    case: CaseName,
    outcome: Annotated[
        str, typer.Argument(help="planned, attempted, no-answer, satisfied or dissatisfied.", metavar="OUTCOME")
    ],
    planned_for: Annotated[
        datetime | None,
        typer.Option("--for", parser=moment, metavar=TIME, help="When it is planned for, UTC; not past."),
    ] = None,
    severity: Annotated[
        str | None, typer.Option(help="How severe it was found to be, S0 to S4; a dissatisfied result needs S1 to S4.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What there is to say.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Note a follow-up of a closed case; a dissatisfied customer's case is opened again."""
    from feedback_ai.schema import Severity
    from feedback_ai.services import case_follow_up
    from feedback_ai.triage.follow_up import Outcome

    with opened_store() as store:
        found = case_follow_up.follow_up(
            store,
            case,
            one_of(outcome, Outcome, "outcome"),
            actor=actor_name(actor),
            planned_for=planned_for,
            severity=None if severity is None else one_of(severity, Severity, "severity"),
            note=note,
        )
    echo_case(found, lang, format)


def correct(
    case: CaseName,
    sentiment: Annotated[str | None, typer.Option(help="negative, neutral or positive.")] = None,
    intent: Annotated[str | None, typer.Option(help="complaint, praise, suggestion, question or other.")] = None,
    severity: Annotated[str | None, typer.Option(help="S0 to S4.")] = None,
    segment: Annotated[int | None, typer.Option(min=0, help="Of which segment the following are, from 0.")] = None,
    facet: Annotated[
        list[str] | None, typer.Option(help="A facet that it judges, as in reliability=negative; name all of them.")
    ] = None,
    no_facets: Annotated[bool, typer.Option("--no-facets", help="It judges nothing.")] = False,
    cause: Annotated[list[str] | None, typer.Option(help="A root cause that it names; name all of them.")] = None,
    no_causes: Annotated[bool, typer.Option("--no-causes", help="It names no cause.")] = False,
    expectation: Annotated[
        bool | None, typer.Option("--expectation/--no-expectation", help="Whether it states an expectation.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
    actor: Actor = None,
    lang: Language = "en",
    format: ViewFormat = "table",
) -> None:
    """Say what is right of a text; it counts at once, and the model's own labels stay beside it."""
    from feedback_ai.cli.judgement import none_or_named, read_judgement
    from feedback_ai.services.case_detail import find_id, get_case
    from feedback_ai.services.corrections import correct as keep

    judgement = read_judgement(
        {"sentiment": sentiment, "intent": intent, "severity": severity, "note": note},
        segment,
        facets=none_or_named(facet, "--facet", "--no-facets" if no_facets else None),
        causes=none_or_named(cause, "--cause", "--no-causes" if no_causes else None),
        expectation=expectation,
    )
    with opened_store() as store:
        id_ = find_id(store, case)
        keep(store, id_, judgement, author=actor_name(actor))
        found = get_case(store, id_)
    echo_case(found, lang, format)
