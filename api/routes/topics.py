"""`/v1/topics`: what customers speak of, and what grows."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ManageReaders, RuntimeDep
from api.openapi import KEY, LISTED, ONE, STORE, problems
from api.schemas.topics import (
    CandidateTopics,
    EmergingQuery,
    EmergingTopics,
    GrowthQuery,
    SeriesQuery,
    Topics,
    TopicsQuery,
)
from feedback_ai.services import topics
from feedback_ai.services.topics import TopicDetail, TopicSeries
from feedback_ai.services.topics_history import list_themes
from feedback_ai.services.topics_window import parse_as_of

router = APIRouter(prefix="/v1", tags=["topics"])


@router.get("/topics", dependencies=[ManageReaders], responses=problems(*LISTED))
def list_topics(query: Annotated[TopicsQuery, Query()], runtime: RuntimeDep) -> Topics:
    """The topics, those with the most texts first, and their themes; none before the first fit.

    Needs the scope `read` or `manage`.
    """
    return Topics(
        items=topics.list_topics(runtime.store, retired=query.retired, hidden=query.hidden),
        themes=list_themes(runtime.store, hidden=query.hidden),
    )


@router.get(
    "/topics/emerging",
    dependencies=[ManageReaders],
    responses=problems(*KEY, "too_few", "option_invalid", "request_invalid", *STORE),
)
def list_emerging_topics(query: Annotated[GrowthQuery, Query()], runtime: RuntimeDep) -> EmergingTopics:
    """Topics with more texts than before, the surest growth first. Needs the scope `read` or `manage`.

    Each is compared by all texts of its time; later records are not counted.
    """
    as_of = parse_as_of(query.as_of)
    return EmergingTopics(
        items=topics.emerging(runtime.store, as_of=as_of, days=query.days, limit=query.limit, by=query.by)
    )


@router.get(
    "/topics/candidates",
    dependencies=[ManageReaders],
    responses=problems(*KEY, "too_few", "option_invalid", "request_invalid", *STORE),
)
def list_candidate_topics(query: Annotated[EmergingQuery, Query()], runtime: RuntimeDep) -> CandidateTopics:
    """Matters that no topic covers and that come more often than before. Needs the scope `read` or `manage`.

    A later fit makes topics of them once they are large enough; later records are not counted.
    """
    as_of = parse_as_of(query.as_of)
    return CandidateTopics(items=topics.candidates(runtime.store, as_of=as_of, days=query.days, limit=query.limit))


@router.get(
    "/topics/{topic_id}",
    dependencies=[ManageReaders],
    responses=problems(*ONE),
)
def get_topic(topic_id: int, runtime: RuntimeDep) -> TopicDetail:
    """One topic with example segments, records, lineage and what people did. Needs the scope `read` or `manage`.

    The id of a topic that was merged into another one works on; `merged_into` tells where it went.
    """
    return topics.get_topic(runtime.store, topic_id)


@router.get(
    "/topics/{topic_id}/series",
    dependencies=[ManageReaders],
    responses=problems(*KEY, "not_found", "too_few", "option_invalid", "request_invalid", *STORE),
)
def get_topic_series(topic_id: int, query: Annotated[SeriesQuery, Query()], runtime: RuntimeDep) -> TopicSeries:
    """A topic over time: its texts, as many as were expected, and all texts. Needs the scope `read` or `manage`."""
    as_of = parse_as_of(query.as_of)
    return topics.series(runtime.store, topic_id, as_of=as_of, days=query.days)
