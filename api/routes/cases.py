"""`/v1/cases`: complaints, who deals with them, and how that stands."""

from typing import Annotated

from fastapi import APIRouter, Body

from api import examples_figures as examples
from api.deps import JsonBody, RuntimeDep, TriageKey, TriageReaders, filtered
from api.openapi import CHANGE, FILTERED, KEY, LISTED, STORE, problems
from api.schemas.cases import (
    ASSIGNMENTS,
    FOLLOW_UPS,
    PAUSES,
    TRANSITIONS,
    CaseAssignment,
    CaseFollowUp,
    CasePause,
    CasesQuery,
    CaseTransition,
)
from feedback_ai.services import case_detail, case_follow_up, case_work
from feedback_ai.services.case_outcomes import CaseOutcomes
from feedback_ai.services.case_views import CaseDetail, CaseList

router = APIRouter(prefix="/v1", tags=["cases"])

_READ = [TriageReaders]
_CHANGED = problems(*CHANGE)
AFTER = "The case after the change."


@router.get(
    "/cases",
    dependencies=_READ,
    responses={**examples.answer(examples.CASES), **problems(*FILTERED)},
)
def list_cases(query: Annotated[CasesQuery, filtered(CasesQuery)], runtime: RuntimeDep) -> CaseList:
    """Complaints with the team that the routing rules name, the worst first. Needs the scope `read` or `triage`.

    With `order=queue` those of the highest priority come first; `parts` of each tell what it is made of.
    """
    from feedback_ai.services import cases

    return cases.list_cases(
        runtime.store,
        query,
        team=query.team,
        unrouted=query.unrouted,
        state=query.state,
        clock=query.clock,
        assignee=query.assignee,
        order=query.order,
        limit=query.limit,
        skip=query.skip,
        settings=runtime.settings,
    )


@router.get("/cases/outcomes", dependencies=_READ, responses=problems(*LISTED))
def case_outcomes(runtime: RuntimeDep) -> CaseOutcomes:
    """What follow-ups found, and the model's severity against it. Needs the scope `read` or `triage`."""
    from feedback_ai.services.case_outcomes import outcomes

    return outcomes(runtime.store)


@router.get(
    "/cases/{case_id}",
    dependencies=_READ,
    responses=problems(*KEY, "not_found", "option_invalid", "request_invalid", *STORE),
)
def get_case(case_id: str, runtime: RuntimeDep) -> CaseDetail:
    """One case with clocks, parts of its priority, history and corrections. Needs the scope `read` or `triage`.

    `case_id` is the id of the stored feedback; the id of its record will do where only one source has it.
    """
    return case_detail.get_case(runtime.store, case_id, settings=runtime.settings)


@router.post("/cases/{case_id}/transitions", dependencies=[JsonBody], response_description=AFTER, responses=_CHANGED)
def move_case(
    case_id: str,
    body: Annotated[CaseTransition, Body(openapi_examples=TRANSITIONS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> CaseDetail:
    """Take a case to another state. Needs the scope `triage`.

    A step that its state does not allow, or that lacks its reason, is an error that lists those it does.
    """
    return case_work.transition(
        runtime.store, case_id, body.to, actor=key.name, why=body.why, settings=runtime.settings
    )


@router.post("/cases/{case_id}/assignment", dependencies=[JsonBody], response_description=AFTER, responses=_CHANGED)
def assign_case(
    case_id: str,
    body: Annotated[CaseAssignment, Body(openapi_examples=ASSIGNMENTS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> CaseDetail:
    """Give a case to a person and a unit, in place of those before. Needs the scope `triage`."""
    return case_work.assign(
        runtime.store,
        case_id,
        actor=key.name,
        assignee=body.assignee,
        unit=body.unit,
        why=body.why,
        settings=runtime.settings,
    )


@router.post("/cases/{case_id}/pauses", dependencies=[JsonBody], response_description=AFTER, responses=_CHANGED)
def pause_case(
    case_id: str,
    body: Annotated[CasePause, Body(openapi_examples=PAUSES)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> CaseDetail:
    """Stop the clocks of a case while the customer is waited for, or let them go on. Needs the scope `triage`."""
    work = case_work.pause if body.waiting else case_work.resume
    return work(runtime.store, case_id, actor=key.name, why=body.why, settings=runtime.settings)


@router.post("/cases/{case_id}/follow-ups", dependencies=[JsonBody], response_description=AFTER, responses=_CHANGED)
def follow_up_case(
    case_id: str,
    body: Annotated[CaseFollowUp, Body(openapi_examples=FOLLOW_UPS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> CaseDetail:
    """Note a follow-up of a closed case. Needs the scope `triage`.

    A dissatisfied customer's case is opened again; a severity that was found corrects the label at once.
    """
    return case_follow_up.follow_up(
        runtime.store,
        case_id,
        body.outcome,
        actor=key.name,
        planned_for=body.planned_for,
        severity=body.severity,
        note=body.note,
        settings=runtime.settings,
    )
