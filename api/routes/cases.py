"""`/v1/cases`: complaints and who deals with them."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import examples_figures as examples
from api.deps import RuntimeDep, require
from api.openapi import KEY, STORE, problems
from api.schemas.cases import CasesQuery
from feedback_ai.services.case_views import CaseList
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["cases"])


@router.get(
    "/cases",
    dependencies=[require(Scope.READ, Scope.TRIAGE)],
    responses={**examples.answer(examples.CASES), **problems(*KEY, "option_invalid", "request_invalid", *STORE)},
)
def list_cases(query: Annotated[CasesQuery, Query()], runtime: RuntimeDep) -> CaseList:
    """Complaints with the team that the routing rules name, the worst first. Needs the scope `read` or `triage`."""
    from feedback_ai.services import cases

    return cases.list_cases(
        runtime.store,
        query,
        team=query.team,
        unrouted=query.unrouted,
        limit=query.limit,
        skip=query.skip,
        settings=runtime.settings,
    )
