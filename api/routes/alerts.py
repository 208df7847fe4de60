"""`/v1/alerts`: what the alert rules found, and who looks after it."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.deps import JsonBody, RuntimeDep, TriageKey, TriageReaders, require
from api.openapi import BODY, CHANGE, KEY, LISTED, ONE, STORE, problems
from api.schemas.alerts import CHECKS, DELIVERIES, AlertCheck, AlertDelivery, AlertsQuery, StepBody
from feedback_ai.services import alerts, alerts_check, alerts_deliver
from feedback_ai.services.alert_views import AlertDetail, AlertList, CheckSummary, DeliverySummary
from feedback_ai.services.topics_window import parse_as_of
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["alerts"])

_STEP = problems(*CHANGE)


@router.get("/alerts", dependencies=[TriageReaders], responses=problems(*LISTED))
def list_alerts(query: Annotated[AlertsQuery, Query()], runtime: RuntimeDep) -> AlertList:
    """Alerts, the last opened first, and how long they took. Needs the scope `read` or `triage`."""
    return alerts.list_alerts(runtime.store, state=query.state, rule=query.rule, closed=query.closed, limit=query.limit)


@router.post(
    "/alerts/check",
    dependencies=[JsonBody],
    response_description="What the check did.",
    responses=problems(*KEY, *BODY, "option_invalid", *STORE, "store_full", "setting_invalid"),
)
def check_alerts(
    body: Annotated[AlertCheck, Body(openapi_examples=CHECKS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> CheckSummary:
    """Open alerts and propose mass incidents by the rules. Needs the scope `triage`.

    Repeating it changes nothing. Later records than `as_of` do not count. Messages are written, and sent by whoever
    delivers.
    """
    as_of = parse_as_of(body.as_of)
    return alerts_check.check(runtime.store, as_of=as_of, actor=key.name, settings=runtime.settings)


@router.post(
    "/alerts/deliver",
    dependencies=[JsonBody, require(Scope.ADMIN)],
    response_description="How the attempts of this round ended.",
    responses=problems(*KEY, *BODY, *STORE, "store_full", "setting_invalid"),
)
def deliver_alerts(
    body: Annotated[AlertDelivery, Body(openapi_examples=DELIVERIES)], runtime: RuntimeDep
) -> DeliverySummary:
    """Send messages of the outbox that are due to their webhooks and trackers, now. Needs the scope `admin`.

    The answer waits for every receiver. Nothing more is due where all three numbers are 0.
    """
    return alerts_deliver.deliver(runtime.store, limit=body.limit, settings=runtime.settings)


@router.get(
    "/alerts/{alert_id}",
    dependencies=[TriageReaders],
    responses=problems(*ONE),
)
def get_alert(alert_id: int, runtime: RuntimeDep) -> AlertDetail:
    """One alert with its newest texts, its messages and its history. Needs the scope `read` or `triage`."""
    return alerts.get_alert(runtime.store, alert_id)


@router.post("/alerts/{alert_id}/acknowledge", dependencies=[JsonBody], responses=_STEP)
def acknowledge_alert(alert_id: int, body: StepBody, runtime: RuntimeDep, key: TriageKey) -> AlertDetail:
    """Say that someone looks after an open alert. Needs the scope `triage`."""
    return alerts.acknowledge(runtime.store, alert_id, actor=key.name, note=body.note)


@router.post("/alerts/{alert_id}/close", dependencies=[JsonBody], responses=_STEP)
def close_alert(alert_id: int, body: StepBody, runtime: RuntimeDep, key: TriageKey) -> AlertDetail:
    """Close an alert; it opens again, with its history, when its matter comes back. Needs the scope `triage`."""
    return alerts.close(runtime.store, alert_id, actor=key.name, note=body.note)
