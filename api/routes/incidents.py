"""`/v1/incidents`: mass incidents, many cases with one cause in a short time."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.deps import JsonBody, RuntimeDep, TriageKey, TriageReaders
from api.openapi import CHANGE, LISTED, ONE, problems
from api.schemas.alerts import DISMISSALS, Dismissal, Incidents, IncidentsQuery, StepBody
from feedback_ai.services import incidents
from feedback_ai.services.alert_views import IncidentDetail
from feedback_ai.triage.incidents import IncidentState

router = APIRouter(prefix="/v1", tags=["incidents"])

_STEP = problems(*CHANGE)


@router.get("/incidents", dependencies=[TriageReaders], responses=problems(*LISTED))
def list_incidents(query: Annotated[IncidentsQuery, Query()], runtime: RuntimeDep) -> Incidents:
    """Mass incidents, the last begun first. Needs the scope `read` or `triage`."""
    found = incidents.list_incidents(runtime.store, state=query.state, every=query.every, limit=query.limit)
    return Incidents(items=found)


@router.get(
    "/incidents/{incident_id}",
    dependencies=[TriageReaders],
    responses=problems(*ONE),
)
def get_incident(incident_id: int, runtime: RuntimeDep) -> IncidentDetail:
    """One incident with its playbook, its cases and its history. Needs the scope `read` or `triage`."""
    return incidents.get_incident(runtime.store, incident_id)


@router.post("/incidents/{incident_id}/confirm", dependencies=[JsonBody], responses=_STEP)
def confirm_incident(incident_id: int, body: StepBody, runtime: RuntimeDep, key: TriageKey) -> IncidentDetail:
    """Say that a proposed incident is one. Needs the scope `triage`."""
    return incidents.move(runtime.store, incident_id, IncidentState.CONFIRMED, actor=key.name, note=body.note)


@router.post("/incidents/{incident_id}/dismiss", dependencies=[JsonBody], responses=_STEP)
def dismiss_incident(
    incident_id: int,
    body: Annotated[Dismissal, Body(openapi_examples=DISMISSALS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> IncidentDetail:
    """Say that a proposed incident is none; it is not proposed again for the same cases. Needs the scope `triage`."""
    return incidents.move(runtime.store, incident_id, IncidentState.DISMISSED, actor=key.name, note=body.note)


@router.post("/incidents/{incident_id}/close", dependencies=[JsonBody], responses=_STEP)
def close_incident(incident_id: int, body: StepBody, runtime: RuntimeDep, key: TriageKey) -> IncidentDetail:
    """Say that a confirmed incident is over. Needs the scope `triage`."""
    return incidents.move(runtime.store, incident_id, IncidentState.CLOSED, actor=key.name, note=body.note)
