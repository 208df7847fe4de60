"""What routes ask for: the runtime, a key with a scope, a body that is declared as JSON."""

from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import ProblemError
from api.runtime import Runtime
from feedback_ai.errors import AuthenticationError
from feedback_ai.services import keys
from feedback_ai.services.filter_check import check_filter
from feedback_ai.store import ApiKey, Scope
from feedback_ai.store.records import EvidenceFilter

_bearer = HTTPBearer(
    scheme_name="key",
    description="An API key, made with `feedback-ai keys create`. Its scopes: "
    f"{', '.join(f'`{scope}`' for scope in Scope)}; `admin` may do everything.",
    auto_error=False,
)


async def get_runtime(request: Request) -> Runtime:
    """The state of this process."""
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(get_runtime)]


def require(scope: Scope, *others: Scope) -> Any:
    """A dependency that gives the request's key, which must have one of the scopes."""

    def check(
        runtime: RuntimeDep, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> ApiKey:
        if credentials is None:
            raise AuthenticationError(
                "The request has no API key.", hint="Send the header `Authorization: Bearer KEY`."
            )
        key = keys.authenticate(runtime.store, credentials.credentials)
        if not any(key.allows(other) for other in others):
            keys.require_scope(key, scope)
        return key

    return Depends(check)


TriageReaders = require(Scope.READ, Scope.TRIAGE)
"""Who may look at cases, alerts and incidents."""
ManageReaders = require(Scope.READ, Scope.MANAGE)
"""Who may look at topics, the backlog and escalations."""
TriageKey = Annotated[ApiKey, require(Scope.TRIAGE)]
"""The key of someone who works on cases, alerts and incidents; its name is the actor."""
ManageKey = Annotated[ApiKey, require(Scope.MANAGE)]
"""The key of someone who manages topics and the backlog; its name is the actor."""


def filtered(query: type[EvidenceFilter], *, surveys: bool = False) -> Any:
    """A dependency that gives the request's filter, and refuses one that names what the store does not have.

    Args:
        query: The filter with what else the route takes.
        surveys: As in `filter_check.check_filter`.
    """

    def check(runtime: RuntimeDep, wanted: Annotated[query, Query()]) -> EvidenceFilter:  # type: ignore[valid-type]
        given: EvidenceFilter = wanted
        check_filter(runtime.store, given, runtime.settings, surveys=surveys)
        return given

    return Depends(check)


async def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON.

    Raises:
        ProblemError: `media_type_unsupported`.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise ProblemError("media_type_unsupported", "Send the header `Content-Type: application/json`.")


JsonBody = Depends(require_json)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Any text of your own, new for each new request: sent again with the same body within 24 hours, "
        "the request is not carried out twice but answered as before.",
        min_length=1,
        max_length=255,
        pattern=r"^[\x20-\x7e]+$",
    ),
]
