"""Lasting topics, the fits that made them, and which segment belongs to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import delete, func, select, update

from feedback_ai.store.insert import insert_all
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import (
    FeedbackRow,
    TopicAssignmentRow,
    TopicFitRow,
    TopicPrototypeRow,
    TopicRow,
)

Vectors = npt.NDArray[np.float32]
STORED = np.dtype("<f4")


@dataclass(frozen=True)
class TopicFit:
    """One fit of topics.

    Attributes:
        n_segments: Segments that judge something at the time.
        cut: Least cosine at which a segment belongs to its nearest topic.
        summary: What came out.
    """

    id: int
    created_at: datetime
    model_version: str
    n_segments: int
    cut: float
    summary: dict[str, Any]


@dataclass(frozen=True)
class Topic:
    """A lasting topic with what belongs to it now.

    Attributes:
        model_version: The model whose vectors it is made of.
        labels: Its name by language: the one that people gave it, else the computed one.
        names: Those of them that people gave it.
        terms: Its key terms by language, best first.
        examples: Feedback id and segment index of segments near its prototype, nearest first within a language.
        n_segments: Segments that belong to it.
        n_texts: Records that these are of.
        pinned: Whether people pinned it.
        hidden: Whether people hid it.
        merged_into: The topic that people merged it into.
        theme_id: The theme that the last fit put it into.
    """

    id: int
    first_fit: TopicFit
    last_fit: TopicFit
    retired: bool
    model_version: str
    labels: dict[str, str]
    names: dict[str, str]
    terms: dict[str, list[str]]
    examples: tuple[tuple[str, int], ...]
    n_segments: int
    n_texts: int
    pinned: bool
    hidden: bool
    merged_into: int | None
    theme_id: int | None


@dataclass(frozen=True)
class TopicContent:
    """What a fit says of a topic, new or continued; `labels` and `terms` are by language."""

    model_version: str
    labels: Mapping[Any, str]
    terms: Mapping[Any, Sequence[str]]
    examples: Sequence[tuple[str, int]]
    n_segments: int


@dataclass(frozen=True)
class Assignment:
    """The topic of a segment, None where even the nearest one is too far."""

    feedback_id: str
    segment_index: int
    topic_id: int | None
    nearest_id: int
    similarity: float


class TopicRepository(Repository):
    """Reads and writes topics inside the caller's transaction."""

    def prototypes(self, model_version: str) -> tuple[list[int], Vectors]:
        """Topic of each, ascending, and prototypes (p, dim) of the topics of a model that are in use.

        Args:
            model_version: Prototypes of another model are of another space, and left out.
        """
        statement = (
            select(TopicPrototypeRow.topic_id, TopicPrototypeRow.vector)
            .join(TopicRow, TopicRow.id == TopicPrototypeRow.topic_id)
            .where(TopicRow.model_version == model_version, TopicRow.retired.is_(False))
            .order_by(TopicPrototypeRow.topic_id, TopicPrototypeRow.position)
        )
        rows = self.session.execute(statement).all()
        return [row.topic_id for row in rows], as_vectors([row.vector for row in rows])

    def last_fit(self, model_version: str | None = None) -> TopicFit | None:
        """The last fit, of a model or at all; None where there was none."""
        statement = select(TopicFitRow).order_by(TopicFitRow.id.desc()).limit(1)
        if model_version is not None:
            statement = statement.where(TopicFitRow.model_version == model_version)
        row = self.session.scalar(statement)
        return None if row is None else _fit(row)

    def add_fit(self, model_version: str, n_segments: int, cut: float, at: datetime) -> int:
        """Note a fit and give its id; `finish_fit` tells what came out."""
        row = TopicFitRow(model_version=model_version, n_segments=n_segments, cut=cut, created_at=at, summary={})
        self.session.add(row)
        self.session.flush()
        return row.id

    def finish_fit(self, fit_id: int, summary: Mapping[str, Any]) -> None:
        """Note what came out of a fit."""
        self.session.execute(update(TopicFitRow).where(TopicFitRow.id == fit_id).values(summary=dict(summary)))

    def add(self, fit_id: int, content: TopicContent) -> int:
        """Store a new topic and give its id, which no topic had before."""
        row = TopicRow(first_fit=fit_id, last_fit=fit_id, retired=False, **_values(content))
        self.session.add(row)
        self.session.flush()
        return row.id

    def continue_(self, topic_id: int, fit_id: int, content: TopicContent) -> None:
        """Let a fit go on with a known topic, also one that was left behind before."""
        values = {"last_fit": fit_id, "retired": False, **_values(content)}
        self.session.execute(update(TopicRow).where(TopicRow.id == topic_id).values(**values))

    def retire_others(self, kept: Sequence[int]) -> list[int]:
        """Leave behind all topics but these; gives the ids of those that were not left behind before."""
        current = self.session.scalars(select(TopicRow.id).where(TopicRow.retired.is_(False)).order_by(TopicRow.id))
        gone = sorted(set(current) - set(kept))
        if gone:
            self.session.execute(update(TopicRow).where(TopicRow.id.in_(gone)).values(retired=True))
        return gone

    def clear_assignments(self) -> None:
        """Forget the topics of all segments."""
        self.session.execute(delete(TopicAssignmentRow))

    def add_assignments(self, assignments: Sequence[Assignment]) -> None:
        """Store the topics of segments that have none yet."""
        insert_all(self.session, TopicAssignmentRow, [vars(assignment) for assignment in assignments])

    def assigned_segments(self, feedback_id: str) -> set[tuple[str, int]]:
        """The segments of a record that were offered to the topics, as (feedback id, segment index)."""
        columns = (TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index)
        rows = self.session.execute(select(*columns).where(TopicAssignmentRow.feedback_id == feedback_id))
        return {(id_, index) for id_, index in rows}

    def all(self, *, retired: bool, hidden: bool = False) -> list[Topic]:
        """The topics, those with the most texts first; with or without those left behind, and those that people hid."""
        statement = select(TopicRow)
        if not retired:
            statement = statement.where(TopicRow.retired.is_(False))
        if not hidden:
            statement = statement.where(TopicRow.hidden.is_(False))
        topics = self._topics(list(self.session.scalars(statement)))
        return sorted(topics, key=lambda topic: (topic.retired, -topic.n_texts, topic.id))

    def get(self, topic_id: int) -> Topic | None:
        """A topic, also one left behind; None if there never was one under that id."""
        row = self.session.get(TopicRow, topic_id)
        return None if row is None else self._topics([row])[0]

    def records(self, topic_id: int, limit: int) -> list[tuple[str, str, datetime | None]]:
        """Id, record id and time of the newest records that belong to a topic."""
        belongs = select(TopicAssignmentRow.feedback_id).where(TopicAssignmentRow.topic_id == topic_id)
        statement = (
            select(FeedbackRow.id, FeedbackRow.record_id, FeedbackRow.created_at)
            .where(FeedbackRow.id.in_(belongs))
            .order_by(FeedbackRow.sort_at.desc(), FeedbackRow.id)
            .limit(limit)
        )
        return [(id_, record_id, created_at) for id_, record_id, created_at in self.session.execute(statement)]

    def unassigned(self, since: datetime, until: datetime) -> dict[tuple[str, int], datetime]:
        """Segments that belong to no topic and whose record has a time from `since` to `until`, with that time."""
        statement = (
            select(TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index, FeedbackRow.created_at)
            .join(FeedbackRow, FeedbackRow.id == TopicAssignmentRow.feedback_id)
            .where(TopicAssignmentRow.topic_id.is_(None), FeedbackRow.created_at.between(since, until))
            .order_by(TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index)
        )
        return {(id_, index): at for id_, index, at in self.session.execute(statement) if at is not None}

    def _topics(self, rows: Sequence[TopicRow]) -> list[Topic]:
        fits = {row.id: _fit(row) for row in self.session.scalars(select(TopicFitRow))}
        statement = (
            select(
                TopicAssignmentRow.topic_id,
                func.count(),
                func.count(TopicAssignmentRow.feedback_id.distinct()),
            )
            .where(TopicAssignmentRow.topic_id.in_([row.id for row in rows]))
            .group_by(TopicAssignmentRow.topic_id)
        )
        counts = {id_: (segments, texts) for id_, segments, texts in self.session.execute(statement)}
        return [_topic(row, fits, *counts.get(row.id, (0, 0))) for row in rows]


def shown(labels: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The name of a topic by language: what people called it wins over what was computed."""
    return {**labels, **names}


def as_vectors(stored: Sequence[bytes]) -> Vectors:
    """Stored prototypes as rows, float32 (p, dim)."""
    rows = np.array([np.frombuffer(vector, dtype=STORED) for vector in stored], dtype=np.float32)
    return rows if stored else np.zeros((0, 0), dtype=np.float32)


def _values(content: TopicContent) -> dict[str, Any]:
    return {
        "model_version": content.model_version,
        "labels": dict(content.labels),
        "terms": {lang: list(terms) for lang, terms in content.terms.items()},
        "examples": [list(key) for key in content.examples],
        "n_segments": content.n_segments,
    }


def _fit(row: TopicFitRow) -> TopicFit:
    return TopicFit(row.id, row.created_at, row.model_version, row.n_segments, row.cut, row.summary)


def _topic(row: TopicRow, fits: Mapping[int, TopicFit], n_segments: int, n_texts: int) -> Topic:
    return Topic(
        id=row.id,
        first_fit=fits[row.first_fit],
        last_fit=fits[row.last_fit],
        retired=row.retired,
        model_version=row.model_version,
        labels=shown(row.labels, row.names),
        names=row.names,
        terms=row.terms,
        examples=tuple((id_, index) for id_, index in row.examples),
        n_segments=n_segments,
        n_texts=n_texts,
        pinned=row.pinned,
        hidden=row.hidden,
        merged_into=row.merged_into,
        theme_id=row.theme_id,
    )
