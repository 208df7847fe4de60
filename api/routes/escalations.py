"""`/v1/escalations`: what followed from grades, as records."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import JsonBody, ManageKey, ManageReaders, RuntimeDep
from api.openapi import CHANGE, LISTED, problems
from api.schemas.alerts import StepBody
from api.schemas.escalations import Escalations, EscalationsQuery
from feedback_ai.services import escalations
from feedback_ai.services.escalations import EscalationView

router = APIRouter(prefix="/v1", tags=["escalations"])


@router.get(
    "/escalations",
    dependencies=[ManageReaders],
    responses=problems(*LISTED),
)
def list_escalations(query: Annotated[EscalationsQuery, Query()], runtime: RuntimeDep) -> Escalations:
    """What followed from letters of months that are over, the last month first. Needs the scope `read` or `manage`.

    They are kept whenever grades are computed (`/v1/measures/grades`).
    """
    return Escalations(items=escalations.list_escalations(runtime.store, unit=query.unit, every=query.every))


@router.post(
    "/escalations/{escalation_id}/acknowledge",
    dependencies=[JsonBody],
    responses=problems(*CHANGE),
)
def acknowledge_escalation(escalation_id: int, body: StepBody, runtime: RuntimeDep, key: ManageKey) -> EscalationView:
    """Take note of an escalation in the name of the key. Needs the scope `manage`."""
    return escalations.acknowledge(
        runtime.store, escalation_id, actor=key.name, note=body.note, settings=runtime.settings
    )
