"""`/v1/alerts`: what the alert rules found, and who looks after it."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.deps import JsonBody, RuntimeDep, TriageKey, require
from api.openapi import BODY, KEY, STORE, problems
from api.schemas.alerts import STEPS, AlertsQuery, Step
from feedback_ai.services import alerts
from feedback_ai.services.alert_views import AlertDetail, AlertList
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["alerts"])

_STEP = problems(*KEY, *BODY, "not_found", "option_invalid", *STORE, "store_full")


@router.get(
    "/alerts", dependencies=[require(Scope.READ, Scope.TRIAGE)], responses=problems(*KEY, "request_invalid", *STORE)
)
def list_alerts(query: Annotated[AlertsQuery, Query()], runtime: RuntimeDep) -> AlertList:
    """Alerts, the last opened first, and how long they took. Needs the scope `read` or `triage`."""
    return alerts.list_alerts(runtime.store, state=query.state, rule=query.rule, closed=query.closed, limit=query.limit)


@router.get(
    "/alerts/{alert_id}",
    dependencies=[require(Scope.READ, Scope.TRIAGE)],
    responses=problems(*KEY, "not_found", "request_invalid", *STORE),
)
def get_alert(alert_id: int, runtime: RuntimeDep) -> AlertDetail:
    """One alert with its newest texts, its messages and its history. Needs the scope `read` or `triage`."""
    return alerts.get_alert(runtime.store, alert_id)


@router.post("/alerts/{alert_id}/acknowledge", dependencies=[JsonBody], responses=_STEP)
def acknowledge_alert(
    alert_id: int,
    body: Annotated[Step, Body(openapi_examples=STEPS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> AlertDetail:
    """Say that someone looks after an open alert. Needs the scope `triage`."""
    return alerts.acknowledge(runtime.store, alert_id, actor=key.name, note=body.note)


@router.post("/alerts/{alert_id}/close", dependencies=[JsonBody], responses=_STEP)
def close_alert(
    alert_id: int,
    body: Annotated[Step, Body(openapi_examples=STEPS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> AlertDetail:
    """Close an alert; it opens again, with its history, when its matter comes back. Needs the scope `triage`."""
    return alerts.close(runtime.store, alert_id, actor=key.name, note=body.note)
