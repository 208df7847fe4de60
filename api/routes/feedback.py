"""`/v1/feedback`: what customers wrote, into the store and out of it."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import bodies, idempotency
from api.deps import IdempotencyKey, JsonBody, RuntimeDep, require
from api.limits import MAX_BULK
from api.openapi import BODY, KEY, LISTED, MODEL, ONE, STORE, problems
from api.runtime import Runtime
from api.schemas.requests import DEFAULT_SOURCE, FeedbackQuery, RecordBody
from api.schemas.responses import Feedback, FeedbackPage, Job
from feedback_ai.ingest import Rules
from feedback_ai.services import feedback
from feedback_ai.store import ApiKey, Scope

router = APIRouter(prefix="/v1", tags=["feedback"])

_HEADERS: dict[str, Any] = {
    "headers": {
        "Location": {"description": "Where to find it.", "schema": {"type": "string"}},
        idempotency.REPLAYED: {
            "description": "`true` where the answer was given before.",
            "schema": {"type": "string"},
        },
    }
}


@router.post(
    "/feedback",
    dependencies=[JsonBody],
    status_code=201,
    response_model=Feedback,
    response_description="The record is stored and analysed.",
    responses={
        200: {"model": Feedback, "description": "The record was stored before and stays as it was."} | _HEADERS,
        201: _HEADERS,
        202: {"model": Job, "description": "The records are stored and will be analysed."} | _HEADERS,
        **problems(
            *KEY, *BODY, "record_refused", "idempotency_conflict", "idempotency_pending", *MODEL, *STORE, "store_full"
        ),
    },
)
async def add_feedback(
    request: Request,
    body: RecordBody,
    runtime: RuntimeDep,
    key: Annotated[ApiKey, require(Scope.INGEST)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Store one record with its analysis, or up to 1,000 that are analysed soon after. Needs the scope `ingest`.

    Everything is redacted before it is stored. Of several records, refused ones are listed in the answer and the
    others are taken; a single refused one, or a request of nothing but refused ones, is an error.
    """
    content = b"POST /v1/feedback\n" + await request.body()
    claim = None if idempotency_key is None else idempotency.Claim(key.id, idempotency_key, content)

    def work() -> Response:
        ids = idempotency.content_ids(runtime.settings, claim)
        rules = Rules(defaults={"source": DEFAULT_SOURCE}, ids=ids)
        status, answer, replayed = idempotency.answer(
            runtime.store, runtime.settings, claim, lambda: _store(runtime, key, body, rules)
        )
        kind = "jobs" if status == 202 else "feedback"
        location = f"/v1/{kind}/{json.loads(answer)['id']}"
        return idempotency.respond(status, answer, location, replayed=replayed)

    return await runtime.gate.run(work)


@router.get(
    "/feedback",
    dependencies=[require(Scope.READ)],
    responses=problems(*LISTED),
)
def list_feedback(query: Annotated[FeedbackQuery, Query()], runtime: RuntimeDep) -> FeedbackPage:
    """Stored feedback that passes the filters, newest first. Needs the scope `read`."""
    page = feedback.page(runtime.store, query, cursor=query.cursor, limit=query.limit)
    return FeedbackPage.model_validate(page)


@router.get(
    "/feedback/{feedback_id}",
    dependencies=[require(Scope.READ)],
    responses=problems(*ONE),
)
def get_feedback(feedback_id: str, runtime: RuntimeDep) -> Feedback:
    """One stored record with its analysis. Needs the scope `read`."""
    return Feedback.model_validate(feedback.get(runtime.store, feedback_id))


@router.delete(
    "/feedback/{feedback_id}",
    dependencies=[require(Scope.MANAGE)],
    status_code=204,
    response_description="It is gone.",
    responses=problems(*ONE),
)
def delete_feedback(feedback_id: str, runtime: RuntimeDep) -> None:
    """Delete a record with its analysis and with kept answers that repeat it. Needs the scope `manage`."""
    feedback.delete(runtime.store, feedback_id)


def _store(runtime: Runtime, key: ApiKey, body: object, rules: Rules) -> tuple[int, str]:
    """Store what the body holds; gives the status and the body of the answer."""
    batch = bodies.read(body, MAX_BULK, lambda _: rules)
    if batch.single:
        (record,) = batch.records
        stored, created = feedback.add(runtime.store, runtime.analyzer, record, settings=runtime.settings)
        return 201 if created else 200, Feedback.model_validate(stored).model_dump_json()
    if not batch.records:
        bodies.require_complete(batch)
    worker = runtime.worker
    job = feedback.add_bulk(runtime.store, batch.records, batch.refused, actor=key.id, settings=runtime.settings)
    worker.submit(job.id)
    return 202, Job.of(job).model_dump_json()
