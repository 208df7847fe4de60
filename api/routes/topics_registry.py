"""`/v1/topics`: what people do to topics, and what fits did."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from api.deps import JsonBody, ManageKey, ManageReaders, RuntimeDep
from api.openapi import CHANGE, KEY, STORE, problems
from api.schemas.topics_registry import (
    MERGES,
    SPLITS,
    UPDATES,
    CompareQuery,
    Fits,
    TopicHalves,
    TopicMerge,
    TopicSplit,
    TopicUpdate,
)
from feedback_ai.services import topics_history, topics_shape
from feedback_ai.services.topics import TopicView
from feedback_ai.services.topics_history import Comparison

router = APIRouter(prefix="/v1", tags=["topics"])


@router.get("/topics/fits", dependencies=[ManageReaders], responses=problems(*KEY, *STORE))
def list_topic_fits(runtime: RuntimeDep) -> Fits:
    """All fits, the newest first, with what became of the topics. Needs the scope `read` or `manage`."""
    return Fits(items=topics_history.list_fits(runtime.store))


@router.get(
    "/topics/fits/compare",
    dependencies=[ManageReaders],
    responses=problems(*KEY, "not_found", "option_invalid", "request_invalid", *STORE),
)
def compare_topic_fits(query: Annotated[CompareQuery, Query()], runtime: RuntimeDep) -> Comparison:
    """What became of each topic from one fit to another. Needs the scope `read` or `manage`."""
    return topics_history.compare_fits(runtime.store, query.a, query.b)


@router.patch(
    "/topics/{topic_id}",
    dependencies=[JsonBody],
    response_description="The topic after the change.",
    responses=problems(*CHANGE),
)
def update_topic(
    topic_id: int,
    body: Annotated[TopicUpdate, Body(openapi_examples=UPDATES)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> TopicView:
    """Name, pin or hide a topic, or take that back; no fit undoes it. Needs the scope `manage`.

    Every change stands in the topic's history under the key's name.
    """
    return topics_shape.change(
        runtime.store,
        topic_id,
        actor=key.name,
        names=None if body.labels is None else body.labels.given,
        pinned=body.pinned,
        hidden=body.hidden,
    )


@router.post(
    "/topics/{topic_id}/merge",
    dependencies=[JsonBody],
    response_description="The topic that stays.",
    responses=problems(*CHANGE),
)
def merge_topic(
    topic_id: int,
    body: Annotated[TopicMerge, Body(openapi_examples=MERGES)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> TopicView:
    """Merge a topic into another one; its id leads there from then on. Needs the scope `manage`."""
    return topics_shape.merge(runtime.store, topic_id, body.into, actor=key.name)


@router.post(
    "/topics/{topic_id}/split",
    dependencies=[JsonBody],
    response_description="The topic and its new half.",
    responses=problems(*CHANGE, "too_few"),
)
def split_topic(
    topic_id: int,
    body: Annotated[TopicSplit, Body(openapi_examples=SPLITS)],
    runtime: RuntimeDep,
    key: ManageKey,
) -> TopicHalves:
    """Split a topic in two; the new half gets a new id. Needs the scope `manage`."""
    examples = [(example.feedback_id, example.segment_index) for example in body.examples]
    topic, new = topics_shape.split(runtime.store, topic_id, actor=key.name, examples=examples)
    return TopicHalves(topic=topic, new=new)
