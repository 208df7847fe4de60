"""Every error that the API gives: its HTTP status, and its body as RFC 9457 problem details."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.commands import in_paths
from api.schemas.problems import Problem, ProblemItem
from feedback_ai.errors import FeedbackError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: its HTTP status and its title."""

    status: int
    title: str


KINDS: dict[str, Kind] = {
    # Of the library, by `FeedbackError.code`.
    "error": Kind(500, "The request failed."),
    "input_unreadable": Kind(400, "The input cannot be read."),
    "input_not_found": Kind(400, "The input is not there."),
    "input_empty": Kind(400, "The input is empty."),
    "input_format": Kind(400, "The format of the input is unknown."),
    "input_encoding": Kind(400, "The input is not text in any encoding that is read."),
    "input_column": Kind(400, "A column of the input is missing."),
    "input_too_large": Kind(413, "The request is larger than its limit."),
    "output_unwritable": Kind(500, "The result cannot be written."),
    "model_not_found": Kind(503, "There is no model."),
    "model_corrupt": Kind(503, "The model is damaged."),
    "store_unavailable": Kind(503, "The store cannot be used."),
    "store_newer": Kind(503, "The store was written by a newer version."),
    "store_outdated": Kind(503, "The store must be upgraded first."),
    "store_full": Kind(507, "The store is full."),
    "store_busy": Kind(503, "The store is busy."),
    "not_found": Kind(404, "There is no such thing."),
    "too_few": Kind(409, "There is too little data for an answer."),
    "setting_invalid": Kind(500, "A setting of the server cannot be used."),
    "option_invalid": Kind(422, "A value is not one of the valid ones."),
    "key_invalid": Kind(401, "The API key is missing, unknown or revoked."),
    "scope_missing": Kind(403, "The API key lacks the scope that the request needs."),
    "idempotency_conflict": Kind(422, "The Idempotency-Key was used for another request."),
    "idempotency_pending": Kind(409, "The first request with this Idempotency-Key is still being answered."),
    "overloaded": Kind(503, "More work is waiting than is accepted."),
    # Of the API itself.
    "body_malformed": Kind(400, "The body is not valid JSON."),
    "route_unknown": Kind(404, "There is no such path."),
    "method_not_allowed": Kind(405, "The path does not take this method."),
    "media_type_unsupported": Kind(415, "The body is not declared as JSON."),
    "request_invalid": Kind(422, "The request has a missing or wrong value."),
    "record_refused": Kind(422, "A record cannot be used."),
    "internal": Kind(500, "An unforeseen error."),
    "not_ready": Kind(503, "The server cannot answer requests now."),
}

RETRY_AFTER_S = {"overloaded": 2, "store_busy": 5, "idempotency_pending": 1}
"""Seconds after which the same request may succeed."""

# What the framework raises by itself.
_BY_STATUS = {
    400: ("body_malformed", "Send one JSON object."),
    404: ("route_unknown", "`/openapi.json` lists all paths."),
    405: ("method_not_allowed", "The header `Allow` lists the methods that it takes."),
    413: ("input_too_large", "The body has more bytes than the server accepts. Send fewer records at a time."),
}


class ProblemError(Exception):
    """A problem that only the API knows.

    Attributes:
        code: Key of `KINDS`.
        detail: What happened and what to do.
        errors: What exactly is wrong.
    """

    def __init__(self, code: str, detail: str, errors: Sequence[ProblemItem] = ()) -> None:
        self.code, self.detail, self.errors = code, detail, errors
        super().__init__(code)


def respond(
    code: str, detail: str, errors: Sequence[ProblemItem] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The response that tells of a problem.

    Args:
        code: Key of `KINDS`.
        detail: What happened and what to do.
        errors: What exactly is wrong.
        headers: Further headers.
    """
    kind = KINDS[code]
    body = Problem(
        type=f"/problems/{code}", title=kind.title, status=kind.status, detail=detail, code=code, errors=list(errors)
    )
    own = dict(headers or {})
    if code in RETRY_AFTER_S:
        own["Retry-After"] = str(RETRY_AFTER_S[code])
    if kind.status == 401:
        own["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body.model_dump(), kind.status, own, MEDIA_TYPE)


def respond_internal(request_id: str) -> JSONResponse:
    """The response to what the operator must look into; says nothing but where."""
    return respond("internal", f"The server's log tells the reason, under request {request_id}.")


async def _on_feedback_error(request: Request, error: FeedbackError) -> JSONResponse:
    if error.code == "overloaded" or KINDS[error.code].status < 500:
        return respond(error.code, error.message.replace(error.hint, in_paths(error.hint), 1))
    # Such messages are written for the operator: they name files and servers.
    request_id = request.state.request_id
    logger.error("Request %s failed: %s", request_id, error)
    return respond(error.code, f"The server's log tells more, under request {request_id}.")


async def _on_problem_error(_request: Request, error: ProblemError) -> JSONResponse:
    return respond(error.code, error.detail, error.errors)


async def _on_http_error(request: Request, error: HTTPException) -> JSONResponse:
    if error.status_code not in _BY_STATUS:
        return respond_internal(request.state.request_id)
    code, detail = _BY_STATUS[error.status_code]
    return respond(code, detail, headers=_allowed(request) if error.status_code == 405 else None)


def _allowed(request: Request) -> dict[str, str]:
    """The header of a 405. The framework knows one route at a time, and each method is a route of its own."""
    path = getattr(request.scope.get("route"), "path", "")
    methods = request.app.openapi()["paths"].get(path, {"get": {}})
    return {"Allow": ", ".join(sorted(method.upper() for method in methods))}


async def _on_validation_error(_request: Request, error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        return respond("body_malformed", f"The JSON breaks off at character {found[0]['loc'][-1]}.")
    # Only these three keys: the others repeat what was sent.
    items = [ProblemItem(loc=jsonable_encoder(one["loc"]), msg=one["msg"], code=one["type"]) for one in found]
    return respond("request_invalid", "Correct what `errors` lists; `/openapi.json` tells the valid values.", items)


HANDLERS: dict[int | type[Exception], Any] = {
    FeedbackError: _on_feedback_error,
    ProblemError: _on_problem_error,
    HTTPException: _on_http_error,
    RequestValidationError: _on_validation_error,
}
"""What answers each kind of exception; all others are `RequestMiddleware`'s."""
