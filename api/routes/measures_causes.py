"""`/v1/measures`: causes in depth, and the service circle."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.responses import Response

from api import examples_causes as examples
from api.deps import RuntimeDep, filtered, require
from api.examples_figures import answer
from api.inert import inert
from api.openapi import FILTERED, problems
from api.schemas.measures_causes import DrawnQuery, Drill, DrillQuery, FishboneData, FishboneQuery, Spread, SpreadQuery
from api.schemas.service_circle import ElementQuery, Elements, JourneyTable, Training, TrainingQuery
from feedback_ai.store import Scope

router = APIRouter(prefix="/v1/measures", tags=["measures"])

SVG = "image/svg+xml"
_PROBLEMS = problems(*FILTERED)


def _drawable(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    found: dict[int | str, dict[str, Any]] = answer(example)
    found[200]["content"][SVG] = {"schema": {"type": "string"}}
    return found


@router.get(
    "/causes/drill",
    dependencies=[require(Scope.READ)],
    responses={**answer(examples.DRILL), **_PROBLEMS, **problems("not_found")},
)
def drill(query: Annotated[DrillQuery, filtered(DrillQuery)], runtime: RuntimeDep) -> Drill:
    """Go down from dimension to cause to topic to the words of customers. Needs the scope `read`.

    Each level gives the next one's counts; the findings of a level add up to those of the level above.
    """
    from feedback_ai.services.cause_drill import drill as service

    found = service(
        runtime.store,
        query,
        dimension=query.dimension,
        cause=query.cause,
        topic=query.topic,
        limit=query.limit,
        settings=runtime.settings,
    )
    return Drill.model_validate(found)


@router.get(
    "/causes/spread",
    dependencies=[require(Scope.READ)],
    responses={**answer(examples.SPREAD), **_PROBLEMS},
)
def spread(query: Annotated[SpreadQuery, filtered(SpreadQuery)], runtime: RuntimeDep) -> Spread:
    """Whether causes gather at units or in weeks more than by chance, and what that means. Needs the scope `read`."""
    from feedback_ai.services.cause_spread import spread as service

    return Spread.model_validate(service(runtime.store, query, occasional=query.occasional, settings=runtime.settings))


@router.get(
    "/fishbone",
    dependencies=[require(Scope.READ)],
    response_model=FishboneData,
    responses={**_drawable(examples.FISHBONE), **_PROBLEMS, **problems("not_found")},
)
def fishbone(query: Annotated[FishboneQuery, filtered(FishboneQuery)], runtime: RuntimeDep) -> FishboneData | Response:
    """The fishbone of a dimension, a topic or all unhappy texts, as data or drawn. Needs the scope `read`."""
    from feedback_ai.services import cause_fishbone as service

    found = service.fishbone(
        runtime.store, query, dimension=query.dimension, topic=query.topic, settings=runtime.settings
    )
    if query.format == "svg":
        return inert(service.draw_fishbone(found, query.lang), SVG)
    return FishboneData.model_validate(found)


@router.get(
    "/elements",
    dependencies=[require(Scope.READ)],
    responses={**answer(examples.ELEMENTS), **_PROBLEMS},
)
def elements(query: Annotated[ElementQuery, filtered(ElementQuery)], runtime: RuntimeDep) -> Elements:
    """Causes rolled up to the three elements of service: hardware, software, people. Needs the scope `read`."""
    from feedback_ai.services.elements import elements as service

    by = None if query.by == "none" else query.by
    return Elements.model_validate(service(runtime.store, query, by=by, settings=runtime.settings))


@router.get(
    "/training",
    dependencies=[require(Scope.READ)],
    responses={**answer(examples.TRAINING), **_PROBLEMS},
)
def training(query: Annotated[TrainingQuery, filtered(TrainingQuery)], runtime: RuntimeDep) -> Training:
    """Units whose people are named as the cause more often than others', and what to train. Needs the scope `read`."""
    from feedback_ai.services.elements import training as service

    return Training.model_validate(service(runtime.store, query, settings=runtime.settings))


@router.get(
    "/journey",
    dependencies=[require(Scope.READ)],
    response_model=JourneyTable,
    responses={**_drawable(examples.JOURNEY), **_PROBLEMS},
)
def journey(query: Annotated[DrawnQuery, filtered(DrawnQuery)], runtime: RuntimeDep) -> JourneyTable | Response:
    """The service circle: dimensions by touchpoint, and the moments of truth, as data or drawn.

    Needs the scope `read`.
    """
    from feedback_ai.services import service_circle as service

    found = service.service_circle(runtime.store, query, settings=runtime.settings)
    if query.format == "svg":
        return inert(service.draw_circle(found, query.lang), SVG)
    return JourneyTable.model_validate(found)
