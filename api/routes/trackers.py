"""`/v1/trackers`: where items of the backlog go, and what became of their issues."""

from typing import Annotated

from fastapi import APIRouter, Body

from api.deps import JsonBody, RuntimeDep, require
from api.limits import SYNC_S
from api.openapi import BODY, KEY, ONE, STORE, problems
from api.schemas.trackers import SYNCS, SyncBody, Syncs, Trackers
from feedback_ai.services import trackers, trackers_sync
from feedback_ai.services.tracker_views import Probe
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1", tags=["backlog"])


@router.get("/trackers", dependencies=[require(Scope.MANAGE)], responses=problems(*KEY, *STORE, "setting_invalid"))
def list_trackers(runtime: RuntimeDep) -> Trackers:
    """All trackers without their tokens, and how their messages fare. Needs the scope `manage`.

    `ready` tells whether the process of the server has the token; the deliverer may be another one.
    """
    return Trackers(items=trackers.list_trackers(runtime.store, settings=runtime.settings))


@router.post(
    "/trackers/sync",
    dependencies=[JsonBody, require(Scope.MANAGE)],
    response_description="What came of each tracker.",
    responses=problems(
        *KEY,
        *(*BODY, "not_found", *STORE, "store_full", "setting_invalid"),
    ),
)
def sync_trackers(body: Annotated[SyncBody, Body(openapi_examples=SYNCS)], runtime: RuntimeDep) -> Syncs:
    """Read the status of the issues of open items back, one after the other. Needs the scope `manage`.

    Repeating it changes nothing. A tracker that does not answer is told as such, and the others are read. The time of
    a request is bounded: `left` counts the issues that were not read, and the next request begins with them.
    """
    items = trackers_sync.sync(runtime.store, name=body.name, settings=runtime.settings, longest_s=SYNC_S)
    return Syncs(items=items)


@router.post(
    "/trackers/{name}/test",
    dependencies=[require(Scope.MANAGE)],
    response_description="Whether everything is in order, or what is not.",
    responses=problems(*ONE, "setting_invalid"),
)
def test_tracker(name: str, runtime: RuntimeDep) -> Probe:
    """Ask a tracker whether token and rights are in order; no issue is made. Needs the scope `manage`."""
    return trackers.probe(name, settings=runtime.settings)
