"""`/healthz` and `/readyz`, for whatever watches the process; they need no key and tell nothing of the data."""

import logging

from fastapi import APIRouter

from api.deps import RuntimeDep
from api.errors import KINDS, ProblemError
from api.openapi import problems
from api.schemas.problems import ProblemItem
from api.schemas.responses import Health, Readiness

router = APIRouter(tags=["health"])
logger = logging.getLogger(__name__)


@router.get("/healthz")
async def healthz() -> Health:
    """Whether the process is alive."""
    return Health()


@router.get("/readyz", responses=problems("not_ready"))
def readyz(runtime: RuntimeDep) -> Readiness:
    """Whether the store answers and has the right schema, and the model is loaded; if not, `errors` names why."""
    failures = runtime.failures()
    for error in failures.values():
        logger.warning("Not ready: %s", error)
    if failures:
        items = [
            ProblemItem(loc=[name], msg=KINDS[error.code].title, code=error.code) for name, error in failures.items()
        ]
        raise ProblemError("not_ready", "`errors` names what is missing; the server's log tells more.", items)
    return Readiness(model=runtime.analyzer.model_info)
