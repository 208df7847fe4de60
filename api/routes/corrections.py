"""`/v1/feedback/{id}/corrections`, `/v1/corrections/export`: what people say is right."""

from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.responses import Response

from api.deps import JsonBody, RuntimeDep, TriageKey, require
from api.openapi import CHANGE, KEY, STORE, problems
from api.schemas.responses import Feedback
from feedback_ai.services import corrections, corrections_export
from feedback_ai.services.corrections import Judgement
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["feedback"])

JUDGEMENTS: dict[str, Any] = {
    "severity": {"summary": "A grade", "value": {"severity": "S2", "note": "A child was hurt."}},
    "segment": {
        "summary": "All of a segment",
        "value": {
            "sentiment": "negative",
            "segments": [
                {"index": 0, "facets": {"reliability": "negative"}, "causes": ["people"], "expectation": True}
            ],
            "note": "说好半小时，等了一下午",
        },
    },
    "nothing": {"summary": "A segment judges nothing", "value": {"segments": [{"index": 0, "facets": {}}]}},
}
"""Requests for `/openapi.json`; a test sends every one."""


NDJSON = "application/x-ndjson"
LEFT_OUT = "Texts-Left-Out"
"""Header: how many corrected texts make no training row."""
_ROWS: dict[str, Any] = {
    "description": "A JSON line a text, in the codebook's form.",
    "content": {NDJSON: {"schema": {"type": "string"}}},
    "headers": {
        LEFT_OUT: {
            "description": "Corrected texts without sentiment, intent or severity, or in another language.",
            "schema": {"type": "string"},
        }
    },
}


@router.post(
    "/feedback/{feedback_id}/corrections",
    dependencies=[JsonBody],
    status_code=201,
    response_description="The record with what the model said and what people said.",
    responses=problems(*CHANGE),
)
def correct_feedback(
    feedback_id: str,
    body: Annotated[Judgement, Body(openapi_examples=JUDGEMENTS)],
    runtime: RuntimeDep,
    key: TriageKey,
) -> Feedback:
    """Say what is right of a text or its segments, in the key's name. Needs the scope `triage`.

    It counts at once in figures, lists, topics and reports; the model's labels stay beside it, under `analysis`. What
    is left out stays as it is. Of facets and causes of a segment all are given at once.
    """
    return Feedback.model_validate(corrections.correct(runtime.store, feedback_id, body, author=key.name))


@router.get(
    "/corrections/export",
    dependencies=[require(Scope.READ)],
    response_class=Response,
    responses={200: _ROWS, **problems(*KEY, *STORE)},
)
def export_corrections(runtime: RuntimeDep) -> Response:
    """Every corrected text with the labels in force as a training row, redacted. Needs the scope `read`."""
    stream = BytesIO()
    done = corrections_export.write_corrections(runtime.store, stream)
    headers = {"Content-Disposition": 'attachment; filename="corrections.jsonl"', LEFT_OUT: str(done.left_out)}
    return Response(stream.getvalue(), media_type=NDJSON, headers=headers)
