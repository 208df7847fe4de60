"""`/v1/measures/gap`: what was met against what was expected."""

from typing import Annotated

from fastapi import APIRouter

from api.deps import RuntimeDep, filtered, require
from api.examples_figures import answer
from api.examples_gap import GAP
from api.openapi import FILTERED, problems
from api.schemas.gap import GapQuery, Gaps
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1/measures", tags=["measures"])


@router.get(
    "/gap",
    dependencies=[require(Scope.READ)],
    responses={**answer(GAP), **problems(*FILTERED)},
)
def gap(query: Annotated[GapQuery, filtered(GapQuery, surveys=True)], runtime: RuntimeDep) -> Gaps:
    """Perception minus expectation from three sources: an imported survey, promises in texts, management's targets.

    The three are kept apart. Needs the scope `read`.
    """
    from feedback_ai.services.gap import gap as measured

    return Gaps.model_validate(measured(runtime.store, query, by=query.by, settings=runtime.settings).document())
