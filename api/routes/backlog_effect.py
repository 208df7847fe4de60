"""`/v1/backlog/{id}/plan|verify|countermeasures|estimate`, `/v1/backlog/watch`: whether improvements work."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.deps import JsonBody, ManageKey, RuntimeDep
from api.openapi import CHANGE, problems
from api.schemas.backlog_effect import (
    COUNTERMEASURES,
    DONE,
    ESTIMATES,
    PLANS,
    VERIFICATIONS,
    CountermeasureBody,
    DoneBody,
    EstimateBody,
    PlanBody,
    VerifyBody,
    Watches,
)
from feedback_ai.services import backlog_effect, backlog_watch, backlog_work
from feedback_ai.services.backlog_views import ItemDetail
from feedback_ai.services.topics_window import parse_as_of
from feedback_ai.services.verification import Verification

router = APIRouter(prefix="/v1", tags=["backlog"])

_PROBLEMS = problems(*CHANGE, "setting_invalid")


@router.post(
    "/backlog/watch", dependencies=[JsonBody], response_description="Where each watch stands.", responses=_PROBLEMS
)
def watch_backlog(
    body: Annotated[VerifyBody, Body(openapi_examples=VERIFICATIONS)], runtime: RuntimeDep, key: ManageKey
) -> Watches:
    """Look whether problems that were closed as effective came back. Needs the scope `manage`.

    Repeating it changes nothing. Items that were closed otherwise are listed with why they are not watched. Where one
    has come back, its verdict is withdrawn and the item is opened again, or the open item about the same problem is
    named.
    """
    as_of = parse_as_of(body.as_of)
    return Watches(watches=backlog_watch.watch(runtime.store, actor=key.name, as_of=as_of, settings=runtime.settings))


@router.post(
    "/backlog/{item_id}/plan",
    dependencies=[JsonBody],
    response_description="The item with its effect test.",
    responses=_PROBLEMS,
)
def plan_item(
    item_id: int, body: Annotated[PlanBody, Body(openapi_examples=PLANS)], runtime: RuntimeDep, key: ManageKey
) -> ItemDetail:
    """Fix the effect test of an item before work begins; it tells the power that it has. Needs the scope `manage`."""
    given = body.model_dump(exclude={"as_of"})
    as_of = parse_as_of(body.as_of)
    return backlog_effect.plan_effect(
        runtime.store, item_id, actor=key.name, as_of=as_of, settings=runtime.settings, **given
    )


@router.post(
    "/backlog/{item_id}/verify",
    dependencies=[JsonBody],
    response_description="The verdict with its figures.",
    responses=_PROBLEMS,
)
def verify_item(
    item_id: int, body: Annotated[VerifyBody, Body(openapi_examples=VERIFICATIONS)], runtime: RuntimeDep, key: ManageKey
) -> Verification:
    """Judge an item by its effect test: effective, ineffective or undecided. Needs the scope `manage`.

    The verdict stands in the item's history. With `as_of` it is what would have been said then, and is not kept; a
    moment before the baseline's end is refused. Texts that were labelled by several model versions are refused.
    """
    as_of = parse_as_of(body.as_of)
    return backlog_effect.verify(runtime.store, item_id, actor=key.name, as_of=as_of, settings=runtime.settings)


@router.post(
    "/backlog/{item_id}/countermeasures",
    dependencies=[JsonBody],
    response_description="The item with its countermeasures.",
    responses=_PROBLEMS,
)
def add_countermeasure(
    item_id: int,
    body: Annotated[CountermeasureBody, Body(openapi_examples=COUNTERMEASURES)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> ItemDetail:
    """Note what contains the harm at once, then what removes the cause. Needs the scope `manage`."""
    return backlog_work.add_countermeasure(
        runtime.store,
        item_id,
        actor=key.name,
        kind=body.kind,
        text=body.text,
        owner=body.owner,
        due_at=body.due,
        cost=body.cost,
        note=body.note,
        settings=runtime.settings,
    )


@router.post(
    "/backlog/{item_id}/countermeasures/{number}/done",
    dependencies=[JsonBody],
    response_description="The item with its countermeasures.",
    responses=_PROBLEMS,
)
def finish_countermeasure(
    item_id: int,
    number: int,
    body: Annotated[DoneBody, Body(openapi_examples=DONE)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> ItemDetail:
    """Mark a countermeasure as done, by its number. Needs the scope `manage`.

    A lasting one before the containment needs a note; one that is done already, or has failed, is refused.
    """
    return backlog_work.finish_countermeasure(
        runtime.store, item_id, number, actor=key.name, at=body.at, note=body.note, settings=runtime.settings
    )


@router.post(
    "/backlog/{item_id}/estimate",
    dependencies=[JsonBody],
    response_description="The item with RICE and WSJF, where they follow.",
    responses=_PROBLEMS,
)
def estimate_item(
    item_id: int, body: Annotated[EstimateBody, Body(openapi_examples=ESTIMATES)], runtime: RuntimeDep, key: ManageKey
) -> ItemDetail:
    """Note what people estimate of an item. Needs the scope `manage`."""
    return backlog_work.estimate(runtime.store, item_id, actor=key.name, **body.model_dump())
