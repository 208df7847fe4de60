"""`/v1/jobs`: bulk requests and how far they are."""

from fastapi import APIRouter

from api.deps import RuntimeDep, require
from api.openapi import ONE, problems
from api.schemas.responses import Job
from feedback_ai.services import feedback
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["jobs"])


@router.get(
    "/jobs/{job_id}",
    dependencies=[require(Scope.INGEST, Scope.READ)],
    responses=problems(*ONE),
)
def get_job(job_id: str, runtime: RuntimeDep) -> Job:
    """A bulk request and how far it is. Needs the scope `ingest` or `read`."""
    return Job.of(feedback.get_job(runtime.store, job_id))
