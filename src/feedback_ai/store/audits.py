"""Audits: what was drawn, and what people said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from feedback_ai.schema import Language
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.insert import insert_all
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.tables import (
    AnalysisRow,
    AuditLabelRow,
    AuditRow,
    AuditTextRow,
    FeedbackRow,
    SegmentRow,
)

Label = tuple[int, str, str]
"""Index of a segment, facet, sentiment."""


@dataclass(frozen=True)
class StoredAudit:
    """A draw, and how far people are with it.

    Attributes:
        n: Texts drawn that are still stored.
        n_labelled: How many of them people labelled.
    """

    id: int
    month: str
    drawn_at: datetime
    drawn_by: str
    seed: int
    n_population: int
    n: int
    n_labelled: int


@dataclass(frozen=True)
class StoredAuditText:
    """A text that was drawn: what people read of it and what they said, never what the model says.

    Attributes:
        segments: Start and end of each segment in `text`, in order.
        labels: What people said; empty while `labelled_at` is None.
    """

    feedback_id: str
    record_id: str
    language: str
    text: str
    segments: tuple[tuple[int, int], ...]
    probability: float
    labelled_at: datetime | None
    labelled_by: str | None
    labels: tuple[Label, ...]


class AuditRepository(LockingRepository):
    """Reads and writes audits inside the caller's transaction."""

    locked = (AuditRow,)

    def population(self, start: datetime, end: datetime) -> list[str]:
        """Ids of the analysed texts of a time, in languages that the model reads, sorted."""
        statement = (
            select(FeedbackRow.id)
            .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(FeedbackRow.created_at >= start, FeedbackRow.created_at < end)
            .where(FeedbackRow.language != str(Language.OTHER))
        )
        return sorted(self.session.scalars(statement))

    def drawn(self, month: str) -> set[str]:
        """Texts that audits of a month have drawn already."""
        statement = (
            select(AuditTextRow.feedback_id)
            .join(AuditRow, AuditRow.id == AuditTextRow.audit_id)
            .where(AuditRow.month == month)
        )
        return set(self.session.scalars(statement))

    def add(
        self, *, month: str, at: datetime, actor: str, seed: int, n_population: int, feedback_ids: Sequence[str]
    ) -> int:
        """Store a draw; gives its id.

        Args:
            month: Its name, as `2026-09`.
            at: When it was drawn.
            actor: Who drew it.
            seed: What the draw started from.
            n_population: Texts that each had the same chance.
            feedback_ids: The texts, in the order of the draw.
        """
        row = AuditRow(month=month, drawn_at=at, drawn_by=actor, seed=seed, n_population=n_population)
        self.session.add(row)
        self.session.flush()
        common = {"audit_id": row.id, "probability": len(feedback_ids) / n_population}
        empty = {"labelled_at": None, "labelled_by": None}
        texts = [
            {**common, **empty, "feedback_id": id_, "position": position} for position, id_ in enumerate(feedback_ids)
        ]
        insert_all(self.session, AuditTextRow, texts)
        return row.id

    def all(self) -> list[StoredAudit]:
        """All audits, the latest month first, of each month the latest draw."""
        rows = self.session.scalars(select(AuditRow).order_by(AuditRow.month.desc(), AuditRow.id.desc()))
        counts = self._counts()
        return [_from_row(row, *counts.get(row.id, (0, 0))) for row in rows]

    def get(self, audit_id: int) -> StoredAudit | None:
        """One audit; None if there is none under that id."""
        row = self.session.get(AuditRow, audit_id) if 0 < audit_id <= MAX_ID else None
        return None if row is None else _from_row(row, *self._counts().get(row.id, (0, 0)))

    def texts(self, audit_id: int) -> list[StoredAuditText]:
        """What was drawn, in the order of the draw."""
        statement = (
            select(AuditTextRow, FeedbackRow)
            .join(FeedbackRow, FeedbackRow.id == AuditTextRow.feedback_id)
            .where(AuditTextRow.audit_id == audit_id)
            .order_by(AuditTextRow.position)
        )
        rows = self.session.execute(statement).all()
        segments = self._segments([record.id for _, record in rows])
        labels = self._labels(audit_id)
        return [
            StoredAuditText(
                feedback_id=record.id,
                record_id=record.record_id,
                language=record.language,
                text=record.text,
                segments=tuple(segments.get(record.id, ())),
                probability=own.probability,
                labelled_at=own.labelled_at,
                labelled_by=own.labelled_by,
                labels=tuple(labels.get(record.id, ())),
            )
            for own, record in rows
        ]

    def label(self, audit_id: int, feedback_id: str, labels: Iterable[Label], at: datetime, actor: str) -> None:
        """Keep what a person said of a text, in place of what was said before."""
        key = {"audit_id": audit_id, "feedback_id": feedback_id}
        self.session.execute(delete(AuditLabelRow).filter_by(**key))
        self.session.execute(update(AuditTextRow).filter_by(**key).values(labelled_at=at, labelled_by=actor))
        rows = [
            {**key, "segment_index": index, "facet": facet, "sentiment": sentiment}
            for index, facet, sentiment in sorted(labels)
        ]
        insert_all(self.session, AuditLabelRow, rows)

    def labelled(self) -> dict[str, str]:
        """All texts that people labelled in any audit, each with the month of the audit."""
        statement = (
            select(AuditTextRow.feedback_id, AuditRow.month)
            .join(AuditRow, AuditRow.id == AuditTextRow.audit_id)
            .where(AuditTextRow.labelled_at.is_not(None))
            .order_by(AuditTextRow.feedback_id)
        )
        return {feedback_id: month for feedback_id, month in self.session.execute(statement)}  # noqa: C416

    def mentions(self) -> list[tuple[str, int, str, str]]:
        """What people said in all audits: feedback id, segment, facet, sentiment."""
        statement = select(
            *(AuditLabelRow.feedback_id, AuditLabelRow.segment_index, AuditLabelRow.facet, AuditLabelRow.sentiment)
        ).order_by(AuditLabelRow.feedback_id, AuditLabelRow.segment_index, AuditLabelRow.facet)
        return [(id_, index, facet, sentiment) for id_, index, facet, sentiment in self.session.execute(statement)]

    def _counts(self) -> dict[int, tuple[int, int]]:
        statement = select(
            AuditTextRow.audit_id, func.count(AuditTextRow.feedback_id), func.count(AuditTextRow.labelled_at)
        ).group_by(AuditTextRow.audit_id)
        return {audit_id: (n, labelled) for audit_id, n, labelled in self.session.execute(statement)}

    def _segments(self, feedback_ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        statement = (
            select(SegmentRow)
            .where(SegmentRow.feedback_id.in_(feedback_ids))
            .order_by(SegmentRow.feedback_id, SegmentRow.index)
        )
        for row in self.session.scalars(statement):
            found.setdefault(row.feedback_id, []).append((row.start, row.end))
        return found

    def _labels(self, audit_id: int) -> dict[str, list[Label]]:
        found: dict[str, list[Label]] = {}
        statement = select(AuditLabelRow).where(AuditLabelRow.audit_id == audit_id)
        for row in self.session.scalars(statement.order_by(AuditLabelRow.segment_index, AuditLabelRow.facet)):
            found.setdefault(row.feedback_id, []).append((row.segment_index, row.facet, row.sentiment))
        return found


def _from_row(row: AuditRow, n: int, n_labelled: int) -> StoredAudit:
    return StoredAudit(
        id=row.id,
        month=row.month,
        drawn_at=row.drawn_at,
        drawn_by=row.drawn_by,
        seed=row.seed,
        n_population=row.n_population,
        n=n,
        n_labelled=n_labelled,
    )
