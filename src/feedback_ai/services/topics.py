"""The topics of a store: fit, list, show, growth, candidates."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from feedback_ai.errors import NotFoundError
from feedback_ai.services.topics_candidates import Candidate, candidates
from feedback_ai.services.topics_discover import DiscoverSummary, discover_file
from feedback_ai.services.topics_fit import FitSummary, fit
from feedback_ai.services.topics_growth import Growth, emerging
from feedback_ai.services.topics_history import Act, Passage, history_of
from feedback_ai.services.topics_series import TopicSeries, series
from feedback_ai.store import Store
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.evidence import EvidenceRepository
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.topic_registry import RegistryRepository
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
        names: Those of the labels that people gave it; they win over computed ones.
        retired: Whether the last fit left it behind, or people merged it into another one.
        pinned: Whether people pinned it: fits leave it as it is.
        hidden: Whether people hid it: it takes its segments, but is in no list, growth or backlog.
        merged_into: The topic that it was merged into; None where it was not.
        theme_id: The theme that the last fit put it into; None where it has none.
        first_fit: When it was first found, UTC.
        last_fit: When a fit found it last, UTC.
    """

    id: int
    labels: dict[str, str]
    names: dict[str, str]
    terms: dict[str, list[str]]
    n_segments: int
    n_texts: int
    retired: bool
    pinned: bool
    hidden: bool
    merged_into: int | None
    theme_id: int | None
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
        lineage: What every fit did to it, the oldest first.
        acts: What people did to it, the oldest first.
    """

    examples: tuple[TopicExample, ...]
    records: tuple[TopicRecord, ...]
    lineage: tuple[Passage, ...]
    acts: tuple[Act, ...]


def list_topics(store: Store, *, retired: bool = False, hidden: bool = False) -> list[TopicView]:
    """The topics, those with the most texts first.

    Args:
        store: The store.
        retired: Whether those that the last fit left behind are listed too, behind the others.
        hidden: Whether those that people hid are listed too.

    Raises:
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        return [TopicView.of(topic) for topic in TopicRepository(session).all(retired=retired, hidden=hidden)]


def get_topic(store: Store, topic_id: int) -> TopicDetail:
    """A topic, also one that was left behind, with examples and records.

    Raises:
        NotFoundError: If there never was one under that id.
        StoreError: If the store cannot be read.
    """
    with store.reading() as session:
        repository = TopicRepository(session)
        topic = found_topic(session, topic_id)
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
        lineage, acts = history_of(session, topic_id)
    return TopicDetail(**_fields(topic), examples=tuple(examples), records=records, lineage=lineage, acts=acts)


def found_topic(session: Session, topic_id: int) -> Topic:
    """A topic, whatever became of it.

    Raises:
        NotFoundError: If there never was one under that id.
    """
    topic = TopicRepository(session).get(topic_id) if 0 < topic_id <= MAX_ID else None
    if topic is None:
        raise NotFoundError(
            "There is no topic under that id.",
            hint="`feedback-ai topics list` shows the ids.",
            options=[str(id_) for id_ in RegistryRepository(session).in_use()],
        )
    return topic


def _fields(topic: Topic) -> dict[str, object]:
    return {
        "id": topic.id,
        "labels": topic.labels,
        "names": topic.names,
        "terms": topic.terms,
        "n_segments": topic.n_segments,
        "n_texts": topic.n_texts,
        "retired": topic.retired,
        "pinned": topic.pinned,
        "hidden": topic.hidden,
        "merged_into": topic.merged_into,
        "theme_id": topic.theme_id,
        "first_fit": topic.first_fit.created_at,
        "last_fit": topic.last_fit.created_at,
    }
