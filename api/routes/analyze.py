"""`/v1/analyze`: labels without a trace; nothing is stored."""

from fastapi import APIRouter
from starlette.responses import Response

from api import bodies
from api.deps import JsonBody, RuntimeDep, require
from api.examples import ANALYSES
from api.limits import MAX_ANALYZE
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
        **problems(*KEY, *BODY, *MODEL, *STORE),
    },
)
async def analyze(body: RecordBody, runtime: RuntimeDep) -> Response:
    """Analyse one record, or up to 256, without storing anything. Needs the scope `read`.

    If any record is refused, nothing is analysed and `errors` lists every refused one. Records without an `id` get
    their place in the request as id.
    """

    def work() -> str:
        batch = bodies.read(body, MAX_ANALYZE, lambda index: Rules(defaults={"id": str(index)}))
        bodies.require_complete(batch)
        analyses = runtime.analyzer.analyze_records(batch.records)
        return (analyses[0] if batch.single else Analyses(results=analyses)).model_dump_json()

    return Response(await runtime.gate.run(work), media_type="application/json")
