"""The topics of a store: fit, list, show, growth, candidates."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from feedback_ai.errors import NotFoundError
from feedback_ai.services.topics_candidates import Candidate, candidates
from feedback_ai.services.topics_discover import DiscoverSummary, discover_file
from feedback_ai.services.topics_fit import FitSummary, fit
from feedback_ai.services.topics_growth import Growth, emerging
from feedback_ai.services.topics_series import TopicSeries, series
from feedback_ai.store import Store
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.topics import Topic, TopicRepository

__all__ = [
    "Candidate",
    "DiscoverSummary",
    "FitSummary",
    "Growth",
    "TopicDetail",
    "TopicExample",
    "TopicRecord",
    "TopicSeries",
    "TopicView",
    "candidates",
    "discover_file",
    "emerging",
    "fit",
    "get_topic",
    "list_topics",
    "series",
]

EXAMPLES = 4
"""Example segments that are shown, a language."""
RECORDS = 100
"""Records that are named, the newest ones."""
MAX_ID = 2**31 - 1


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class TopicView(_View):
    """A topic.

    Attributes:
        id: Never moves and is never given to another topic.
        labels: Its name for people in `en` and `zh`.
        terms: Its key terms in `en` and `zh`, best first; none where no text of that language belongs to it.
        n_segments: Segments that belong to it now.
        n_texts: Records that these are of.
        retired: Whether the last fit left it behind.
        first_fit: When it was first found, UTC.
        last_fit: When a fit found it last, UTC.
    """

    id: int
    labels: dict[str, str]
    terms: dict[str, list[str]]
    n_segments: int
    n_texts: int
    retired: bool
    first_fit: datetime
    last_fit: datetime

    @classmethod
    def of(cls, topic: Topic) -> Self:
        """The view of a stored topic."""
        return cls(**_fields(topic))


class TopicExample(_View):
    """A segment that shows what a topic is about, in its redacted words."""

    feedback_id: str
    record_id: str
    segment_index: int
    language: str
    text: str


class TopicRecord(_View):
    """A record that belongs to a topic with one of its segments at least."""

    feedback_id: str
    record_id: str
    created_at: datetime | None


class TopicDetail(TopicView):
    """A topic with what belongs to it.

    Attributes:
        examples: Segments nearest to its prototype, nearest first within each language, of each record one.
        records: The newest `RECORDS` records that belong to it.
    """

    examples: tuple[TopicExample, ...]
    records: tuple[TopicRecord, ...]


def list_topics(store: Store, *, retired: bool = False) -> list[TopicView]:
    """The topics, those with the most texts first.

    Args:
        store: The store.
        retired: Whether those that the last fit left behind are listed too, behind the others.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        return [TopicView.of(topic) for topic in TopicRepository(session).all(retired=retired)]


def get_topic(store: Store, topic_id: int) -> TopicDetail:
    """A topic, also one that was left behind, with examples and records.

    Raises:
        NotFoundError: If there never was one under that id.
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        repository = TopicRepository(session)
        topic = repository.get(topic_id) if 0 < topic_id <= MAX_ID else None
        if topic is None:
            raise NotFoundError("There is no topic under that id.", hint="`feedback-ai topics list` shows the ids.")
        words = EvidenceRepository(session).words(topic.examples)
        feedback = FeedbackRepository(session)
        examples: list[TopicExample] = []
        shown: dict[str, int] = {}
        for id_, index in topic.examples:
            # An example whose record was deleted since is passed over.
            stored = feedback.get(id_) if (id_, index) in words else None
            lang = "zh" if stored is not None and stored.language.startswith("zh") else "en"
            if stored is None or shown.get(lang, 0) == EXAMPLES:
                continue
            shown[lang] = shown.get(lang, 0) + 1
            examples.append(
                TopicExample(
                    feedback_id=id_,
                    record_id=stored.record_id,
                    segment_index=index,
                    language=stored.language,
                    text=words[id_, index],
                )
            )
        records = tuple(
            TopicRecord(feedback_id=id_, record_id=record_id, created_at=at)
            for id_, record_id, at in repository.records(topic_id, RECORDS)
        )
    return TopicDetail(**_fields(topic), examples=tuple(examples), records=records)


def _fields(topic: Topic) -> dict[str, object]:
    return {
        "id": topic.id,
        "labels": topic.labels,
        "terms": topic.terms,
        "n_segments": topic.n_segments,
        "n_texts": topic.n_texts,
        "retired": topic.retired,
        "first_fit": topic.first_fit.created_at,
        "last_fit": topic.last_fit.created_at,
    }
