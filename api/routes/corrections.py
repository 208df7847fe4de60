"""`/v1/feedback/{id}/corrections`: what people say is right."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from api.deps import JsonBody, RuntimeDep, require
from api.openapi import KEY, STORE, problems
from api.schemas.responses import Feedback
from feedback_ai.services import corrections
from feedback_ai.services.corrections import Judgement
from feedback_ai.store import ApiKey, Scope

router = APIRouter(prefix="/v1", tags=["feedback"])

_BODY = ("body_malformed", "input_too_large", "media_type_unsupported", "request_invalid")
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


@router.post(
    "/feedback/{feedback_id}/corrections",
    dependencies=[JsonBody],
    status_code=201,
    response_description="The record with what the model said and what people said.",
    responses=problems(*KEY, *_BODY, "not_found", "option_invalid", *STORE, "store_full"),
)
def correct_feedback(
    feedback_id: str,
    body: Annotated[Judgement, Body(openapi_examples=JUDGEMENTS)],
    runtime: RuntimeDep,
    key: Annotated[ApiKey, require(Scope.TRIAGE)],
) -> Feedback:
    """Say what is right of a text or its segments, in the key's name. Needs the scope `triage`.

    It counts at once in figures, lists, topics and reports; the model's labels stay beside it, under `analysis`. What
    is left out stays as it is. Of facets and causes of a segment all are given at once.
    """
    return Feedback.model_validate(corrections.correct(runtime.store, feedback_id, body, author=key.name))
