"""The registry of lasting topics: what a fit meets, and what people do to topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from feedback_ai.store.insert import insert_all
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.tables import (
    FeedbackRow,
    TopicActRow,
    TopicAssignmentRow,
    TopicFitRow,
    TopicPrototypeRow,
    TopicRow,
)
from feedback_ai.store.topics import STORED, Vectors, as_vectors


@dataclass(frozen=True)
class KnownTopic:
    """A topic as the next fit meets it.

    Attributes:
        retired: Whether the last fit left it behind.
        kept: Whether people pinned, hid, split or merged it: its prototypes stay as they are.
        named: Whether people named it.
        labels: Its computed labels by language.
        terms: Its key terms by language.
        vectors: Its prototypes, float32 (m, dim).
    """

    id: int
    retired: bool
    kept: bool
    named: bool
    labels: dict[str, str]
    terms: dict[str, list[str]]
    vectors: Vectors


@dataclass(frozen=True)
class Act:
    """Something that a person did to a topic."""

    topic_id: int
    at: datetime
    actor: str
    kind: str
    detail: dict[str, Any]


class RegistryRepository(LockingRepository):
    """Reads and changes the registry inside the caller's transaction."""

    locked = (TopicFitRow,)
    """Stands for all that topics are made of: whoever fits or shapes them takes it."""

    def wait(self) -> None:
        """Let those who hold `lock` end first, and none take it before this transaction ends; many may do so."""
        self._take("ROW EXCLUSIVE")

    def known(self, model_version: str) -> list[KnownTopic]:
        """All topics of a model but those that were merged into others, by id."""
        rows = select(TopicRow).where(TopicRow.model_version == model_version, TopicRow.merged_into.is_(None))
        stored: dict[int, list[bytes]] = {}
        for prototype in self.session.scalars(select(TopicPrototypeRow).order_by(TopicPrototypeRow.position)):
            stored.setdefault(prototype.topic_id, []).append(prototype.vector)
        return [
            KnownTopic(
                id=row.id,
                retired=row.retired,
                kept=not row.retired and (row.pinned or row.hidden or row.shaped),
                named=bool(row.names),
                labels=row.labels,
                terms=row.terms,
                vectors=as_vectors(stored.get(row.id, [])),
            )
            for row in self.session.scalars(rows.order_by(TopicRow.id))
        ]

    def set_prototypes(self, topic_id: int, vectors: Vectors) -> None:
        """Let these stand for a topic, float32 (m, dim)."""
        self.session.execute(delete(TopicPrototypeRow).where(TopicPrototypeRow.topic_id == topic_id))
        rows = [
            {"topic_id": topic_id, "position": position, "vector": vector.astype(STORED).tobytes()}
            for position, vector in enumerate(vectors)
        ]
        insert_all(self.session, TopicPrototypeRow, rows)

    def in_use(self) -> list[int]:
        """Ids of the topics that are not left behind, ascending."""
        return list(self.session.scalars(select(TopicRow.id).where(TopicRow.retired.is_(False)).order_by(TopicRow.id)))

    def kept_by_people(self) -> list[int]:
        """Ids of topics in use, of whatever model, that people named, pinned, hid, split or merged others into."""
        rows = select(TopicRow).where(TopicRow.retired.is_(False)).order_by(TopicRow.id)
        return [row.id for row in self.session.scalars(rows) if row.names or row.pinned or row.hidden or row.shaped]

    def assigned(self) -> dict[tuple[str, int], int | None]:
        """The topic of each segment that was offered to the topics, None where it has none."""
        columns = (TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index, TopicAssignmentRow.topic_id)
        return {(id_, index): topic_id for id_, index, topic_id in self.session.execute(select(*columns))}

    def stored_after(self, moment: datetime) -> set[str]:
        """Ids of the records that were stored after a moment."""
        return set(self.session.scalars(select(FeedbackRow.id).where(FeedbackRow.stored_at > moment)))

    def keys_of(self, topic_id: int) -> list[tuple[str, int]]:
        """Feedback id and segment index of the segments that belong to a topic, in order."""
        columns = (TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index)
        rows = select(*columns).where(TopicAssignmentRow.topic_id == topic_id).order_by(*columns)
        return [(id_, index) for id_, index in self.session.execute(rows)]

    def vectors_of(self, topic_id: int) -> Vectors:
        """The prototypes of a topic, float32 (m, dim)."""
        rows = select(TopicPrototypeRow.vector).where(TopicPrototypeRow.topic_id == topic_id)
        return as_vectors(list(self.session.scalars(rows.order_by(TopicPrototypeRow.position))))

    def change(self, topic_id: int, **values: Any) -> None:
        """Set columns of a topic: `names`, `pinned`, `hidden`, `shaped`, `theme_id`, `examples`, `n_segments`, ..."""
        self.session.execute(update(TopicRow).where(TopicRow.id == topic_id).values(**values))

    def merge(self, topic_id: int, into: int) -> None:
        """Leave a topic behind for another one, which gets its prototypes; those merged into it before go along."""
        moved = self.vectors_of(topic_id)
        position = len(self.vectors_of(into))
        rows = [
            {"topic_id": into, "position": position + number, "vector": vector.astype(STORED).tobytes()}
            for number, vector in enumerate(moved)
        ]
        self.session.execute(delete(TopicPrototypeRow).where(TopicPrototypeRow.topic_id == topic_id))
        insert_all(self.session, TopicPrototypeRow, rows)
        self.session.execute(update(TopicRow).where(TopicRow.merged_into == topic_id).values(merged_into=into))
        self.change(topic_id, retired=True, merged_into=into)
        self.change(into, shaped=True)

    def add_act(self, topic_id: int, at: datetime, actor: str, kind: str, detail: Mapping[str, Any]) -> None:
        """Note what a person did."""
        self.session.add(TopicActRow(topic_id=topic_id, at=at, actor=actor, kind=kind, detail=dict(detail)))
        self.session.flush()

    def acts(self, topic_id: int) -> list[Act]:
        """What people did to a topic, the oldest first."""
        return self._acts(select(TopicActRow).where(TopicActRow.topic_id == topic_id))

    def shaping_acts(self) -> list[Act]:
        """All mergers and splits by people, the oldest first; each is kept of both topics."""
        return self._acts(select(TopicActRow).where(TopicActRow.kind.in_(("merge", "split"))))

    def _acts(self, rows: Select[TopicActRow]) -> list[Act]:
        found = self.session.scalars(rows.order_by(TopicActRow.id))
        return [Act(row.topic_id, row.at, row.actor, row.kind, row.detail) for row in found]
