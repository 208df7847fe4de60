"""`/v1/analyze`: labels without a trace; nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import bodies
from api.deps import JsonBody, RuntimeDep, require
from api.examples import ANALYSES
from api.limits import MAX_ANALYZE, MAX_EXPLAIN
from api.openapi import BODY, KEY, MODEL, STORE, problems
from api.schemas.requests import RecordBody
from api.schemas.responses import Analyses
from feedback_ai.ingest import Rules
from feedback_ai.schema import Analysis
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["analyze"])


@router.post(
    "/analyze",
    dependencies=[require(Scope.READ), JsonBody],
    response_model=Analysis | Analyses,
    response_description="The analysis, or under `results` one for each record, in order.",
    responses={
        200: {"content": {"application/json": {"examples": ANALYSES}}},
        **problems(*KEY, *BODY, "record_refused", *MODEL, *STORE),
    },
)
async def analyze(
    body: RecordBody,
    runtime: RuntimeDep,
    explain: Annotated[bool, Query(description="Tell under `explanations` the words that carried each label.")] = False,
) -> Response:
    """Analyse one record, or up to 256, without storing anything. Needs the scope `read`.

    If any record is refused, nothing is analysed and `errors` lists every refused one. Records without an `id` get
    their place in the request as id. With `explain=true` at most 8 records are taken: every word of a text is left out
    in turn to see which label falls.
    """

    def work() -> str:
        batch = bodies.read(
            body, MAX_EXPLAIN if explain else MAX_ANALYZE, lambda index: Rules(defaults={"id": str(index)})
        )
        bodies.require_complete(batch)
        analyzer = runtime.analyzer
        analyses = (analyzer.explain_records if explain else analyzer.analyze_records)(batch.records)
        return (analyses[0] if batch.single else Analyses(results=analyses)).model_dump_json()

    return Response(await runtime.gate.run(work), media_type="application/json")
