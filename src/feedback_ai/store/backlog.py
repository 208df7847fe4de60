"""The improvement backlog: items, what they rest on, and what happened to them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select

from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.insert import insert_all
from feedback_ai.store.present import present
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.tables import (
    BacklogEventRow,
    BacklogEvidenceRow,
    BacklogItemRow,
    FeedbackRow,
    SegmentRow,
    TopicFitRow,
    TopicRow,
)
from feedback_ai.store.topics import shown

Segment = tuple[str, int]
CLOSED = "closed"
STATE_EVENT = "state"
BUILT_EVENT = "built"
AFTER_CLOSED = "after_closed_item"
"""What the first event of an item names: the closed one that was about the same."""


@dataclass(frozen=True)
class StoredItem:
    """An item as it is stored, field by field as `tables.BacklogItemRow`.

    Attributes:
        n_texts: Different texts among what it rests on now: counted, not stored.
    """

    id: int
    topic_id: int | None
    cause: str
    dimension: str
    unit: str | None
    state: str
    owner: str | None
    team: str | None
    due_at: datetime | None
    priority: float
    parts: dict[str, Any]
    n_texts: int
    seen: bool
    window_to: datetime | None
    first_seen: datetime | None
    last_seen: datetime | None
    created_at: datetime
    updated_at: datetime
    effect: dict[str, Any] | None = None
    countermeasures: Sequence[Any] = ()
    impact: float | None = None
    confidence: float | None = None
    effort: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class StoredEvidence:
    """A segment that an item rests on, with its redacted words and its record."""

    feedback_id: str
    segment_index: int
    source: str
    record_id: str
    language: str
    created_at: datetime | None
    words: str


FIELDS = tuple(name for name in StoredItem.__dataclass_fields__ if name != "n_texts")


class BacklogRepository(LockingRepository):
    """Reads and writes the backlog inside the caller's transaction."""

    locked = (BacklogItemRow,)

    def items(
        self,
        *,
        state: str | None = None,
        unit: str | None = None,
        open_only: bool = False,
        limit: int | None = None,
    ) -> list[StoredItem]:
        """Items that the last build saw, then the others; of each the highest priority first, then the oldest."""
        order = (BacklogItemRow.seen.desc(), BacklogItemRow.priority.desc(), BacklogItemRow.id)
        statement = _counted().order_by(*order).limit(limit)
        if state is not None:
            statement = statement.where(BacklogItemRow.state == state)
        if unit is not None:
            statement = statement.where(BacklogItemRow.unit == unit)
        if open_only:
            statement = statement.where(BacklogItemRow.state != CLOSED)
        return [_from_row(row, n_texts) for row, n_texts in self.session.execute(statement)]

    def get(self, item_id: int) -> StoredItem | None:
        """One item; None if there is none under that id."""
        if not 0 < item_id <= MAX_ID:
            return None
        found = self.session.execute(_counted().where(BacklogItemRow.id == item_id)).one_or_none()
        return None if found is None else _from_row(*found)

    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new item; gives its id."""
        row = BacklogItemRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.id

    def change(self, item_id: int, values: Mapping[str, Any]) -> None:
        """Set fields of an item."""
        row = self.session.get_one(BacklogItemRow, item_id)
        for name, value in values.items():
            setattr(row, name, value)

    def segments(self) -> dict[int, set[Segment]]:
        """What each item rests on."""
        found: dict[int, set[Segment]] = {}
        rows = select(BacklogEvidenceRow.item_id, BacklogEvidenceRow.feedback_id, BacklogEvidenceRow.segment_index)
        for item_id, feedback_id, index in self.session.execute(rows):
            found.setdefault(item_id, set()).add((feedback_id, index))
        return found

    def add_segments(self, item_id: int, segments: Collection[Segment]) -> None:
        """Let an item rest on further segments, new to it; records deleted meanwhile are passed over."""
        there = present(self.session, sorted({feedback_id for feedback_id, _ in segments}))
        rows = [
            {"item_id": item_id, "feedback_id": feedback_id, "segment_index": index}
            for feedback_id, index in sorted(segments)
            if feedback_id in there
        ]
        insert_all(self.session, BacklogEvidenceRow, rows)

    def remove_segments(self, item_id: int, segments: Collection[Segment]) -> None:
        """Let an item no longer rest on these segments."""
        for feedback_id, index in sorted(segments):
            self.session.execute(
                delete(BacklogEvidenceRow).where(
                    BacklogEvidenceRow.item_id == item_id,
                    BacklogEvidenceRow.feedback_id == feedback_id,
                    BacklogEvidenceRow.segment_index == index,
                )
            )

    def evidence(self, item_id: int) -> list[StoredEvidence]:
        """What an item rests on, the newest first, those without a time last."""
        statement = (
            select(BacklogEvidenceRow, FeedbackRow, SegmentRow)
            .join(FeedbackRow, FeedbackRow.id == BacklogEvidenceRow.feedback_id)
            .join(
                SegmentRow,
                (SegmentRow.feedback_id == BacklogEvidenceRow.feedback_id)
                & (SegmentRow.index == BacklogEvidenceRow.segment_index),
            )
            .where(BacklogEvidenceRow.item_id == item_id)
            .order_by(FeedbackRow.sort_at.desc(), FeedbackRow.id, BacklogEvidenceRow.segment_index)
        )
        return [
            StoredEvidence(
                feedback_id=own.feedback_id,
                segment_index=own.segment_index,
                source=record.source,
                record_id=record.record_id,
                language=record.language,
                created_at=record.created_at,
                words=" ".join(record.text[segment.start : segment.end].split()),
            )
            for own, record, segment in self.session.execute(statement)
        ]

    def record_ids(self, item_ids: Sequence[int]) -> dict[int, list[str]]:
        """Record ids of what items rest on, each once, by item and in their order."""
        statement = (
            select(BacklogEvidenceRow.item_id, FeedbackRow.record_id)
            .distinct()
            .join(FeedbackRow, FeedbackRow.id == BacklogEvidenceRow.feedback_id)
            .where(BacklogEvidenceRow.item_id.in_(item_ids))
        )
        found: dict[int, list[str]] = {item_id: [] for item_id in item_ids}
        for item_id, record_id in self.session.execute(statement):
            found[item_id].append(record_id)
        return {item_id: sorted(ids) for item_id, ids in found.items()}

    def add_event(self, item_id: int, at: datetime, actor: str, kind: str, detail: Mapping[str, Any]) -> None:
        """Note what happened to an item."""
        self.session.add(BacklogEventRow(item_id=item_id, at=at, actor=actor, kind=kind, detail=dict(detail)))

    def events(self, item_id: int) -> list[StoredEvent]:
        """What happened to an item, the first first."""
        rows = select(BacklogEventRow).where(BacklogEventRow.item_id == item_id).order_by(BacklogEventRow.id)
        return [StoredEvent(row.at, row.actor, row.kind, row.detail) for row in self.session.scalars(rows)]

    def events_of_all(self) -> dict[int, list[StoredEvent]]:
        """What happened to every item, by its id, the first first."""
        found: dict[int, list[StoredEvent]] = {}
        for row in self.session.scalars(select(BacklogEventRow).order_by(BacklogEventRow.id)):
            found.setdefault(row.item_id, []).append(StoredEvent(row.at, row.actor, row.kind, row.detail))
        return found

    def closed_at(self) -> dict[int, datetime]:
        """When items that are closed now were closed last."""
        statement = (
            select(BacklogEventRow.item_id, func.max(BacklogEventRow.id))
            .join(BacklogItemRow, BacklogItemRow.id == BacklogEventRow.item_id)
            .where(BacklogItemRow.state == CLOSED, BacklogEventRow.kind == STATE_EVENT)
            .group_by(BacklogEventRow.item_id)
        )
        last = [event_id for _, event_id in self.session.execute(statement)]
        rows = select(BacklogEventRow).where(BacklogEventRow.id.in_(last))
        return {row.item_id: row.at for row in self.session.scalars(rows)}

    def predecessors(self) -> dict[int, int]:
        """The closed item that an item was filed after, by its id, for those that were."""
        rows = select(BacklogEventRow.item_id, BacklogEventRow.detail).where(BacklogEventRow.kind == BUILT_EVENT)
        told = {item_id: detail.get(AFTER_CLOSED) for item_id, detail in self.session.execute(rows)}
        return {item_id: before for item_id, before in told.items() if before is not None}

    def built_to(self) -> datetime | None:
        """End of the furthest window that a build saw an item in; None where no window had an end."""
        return self.session.scalar(select(func.max(BacklogItemRow.window_to)))

    def topic_labels(self) -> dict[int, dict[str, Any]]:
        """Labels of all topics by language, retired ones too."""
        rows = self.session.execute(select(TopicRow.id, TopicRow.labels, TopicRow.names))
        return {id_: shown(labels, names) for id_, labels, names in rows}

    def has_topics(self) -> bool:
        """Whether there are topics that the last fit has not left behind."""
        return self.session.scalar(select(TopicRow.id).where(TopicRow.retired.is_(False)).limit(1)) is not None

    def has_fit(self) -> bool:
        """Whether topics were ever fitted."""
        return self.session.scalar(select(TopicFitRow.id).limit(1)) is not None


def _counted() -> Select[BacklogItemRow, int]:
    """Items with the number of different texts that they rest on."""
    n_texts = (
        select(func.count(BacklogEvidenceRow.feedback_id.distinct()))
        .where(BacklogEvidenceRow.item_id == BacklogItemRow.id)
        .correlate(BacklogItemRow)
        .scalar_subquery()
    )
    return select(BacklogItemRow, n_texts)


def _from_row(row: BacklogItemRow, n_texts: int) -> StoredItem:
    return StoredItem(n_texts=n_texts, **{name: getattr(row, name) for name in FIELDS})
