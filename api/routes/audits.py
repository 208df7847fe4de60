"""`/v1/audits`: random samples that people label, to correct the model's figures."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.deps import JsonBody, ManageKey, RuntimeDep, require
from api.openapi import BODY, KEY, ONE, STORE, problems
from api.schemas.audits import DRAWS, LABELS, AuditDraw, AuditLabels, Audits
from feedback_ai.services import audits
from feedback_ai.services.audit_views import AuditDetail, AuditView, LabelSummary
from feedback_ai.store import ApiKey, Scope

router = APIRouter(prefix="/v1", tags=["audits"])

_READERS = require(Scope.READ, Scope.TRIAGE, Scope.MANAGE)


@router.post(
    "/audits",
    status_code=201,
    dependencies=[JsonBody],
    response_description="What was drawn.",
    responses=problems(*KEY, *BODY, "option_invalid", "too_few", *STORE, "store_full"),
)
def draw_audit(
    body: Annotated[AuditDraw, Body(openapi_examples=DRAWS)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> AuditView:
    """Draw a random sample of a month's analysed texts for people to label. Needs the scope `manage`.

    A second sample of a month leaves out what the first one drew, and both count together.
    """
    return audits.draw(runtime.store, body.month, n=body.n, actor=key.name)


@router.get("/audits", dependencies=[_READERS], responses=problems(*KEY, *STORE))
def list_audits(runtime: RuntimeDep) -> Audits:
    """All audits, the latest month first. Needs the scope `read`, `triage` or `manage`."""
    return Audits(items=audits.list_audits(runtime.store))


@router.get(
    "/audits/{audit_id}",
    dependencies=[_READERS],
    responses=problems(*ONE),
)
def get_audit(audit_id: int, runtime: RuntimeDep) -> AuditDetail:
    """One audit with its texts and what people said of them. Needs the scope `read`, `triage` or `manage`.

    What the model says of a text is not in it: who has read that agrees with it too often.
    """
    return audits.get_audit(runtime.store, audit_id)


@router.put(
    "/audits/{audit_id}/labels",
    dependencies=[JsonBody],
    response_description="What was taken, and what was refused and why.",
    responses=problems(*KEY, *BODY, "not_found", *STORE, "store_full"),
)
def put_labels(
    audit_id: int,
    body: Annotated[AuditLabels, Body(openapi_examples=LABELS)],
    runtime: RuntimeDep,
    key: Annotated[ApiKey, require(Scope.TRIAGE, Scope.MANAGE)],
) -> LabelSummary:
    """Keep what a person says of texts, in the key's name. Needs the scope `triage` or `manage`.

    Some texts of an audit are enough for one request. A text that is wrong is refused and told by its place; the others
    are taken.
    """
    return audits.put_labels(runtime.store, audit_id, body.texts, actor=key.name)
