"""What people say is right: every correction kept, and the last of each laid over the model's labels."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from feedback_ai.schema import LABELS_VERSION
from feedback_ai.store.insert import insert_all
from feedback_ai.store.labels import HUMAN, LabelKind, in_force
from feedback_ai.store.records import Correction
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import CorrectionRow, FeedbackRow, LabelRow, SegmentRow, TopicAssignmentRow

MAX_NAMED = 10_000
"""Records that one statement names; databases bound them."""
Label = dict[str, Any]
"""`name` and `sentiment` of a label."""


class CorrectionRepository(Repository):
    """Writes corrections inside the caller's transaction; `corrected_ids` is content with one that reads."""

    def add(
        self,
        feedback_id: str,
        kind: LabelKind,
        segment_index: int | None,
        labels: Sequence[Label],
        *,
        at: datetime,
        author: str,
        note: str | None,
    ) -> None:
        """Keep a correction and let it count at once; the record must have its labels.

        Args:
            feedback_id: The record.
            kind: What it is about.
            segment_index: Of which segment; None for what is of the text.
            labels: All that hold there.
            at: When it was said, UTC.
            author: Who said it.
            note: What was said about it.
        """
        row = CorrectionRow(
            feedback_id=feedback_id,
            at=at,
            author=author,
            kind=str(kind),
            segment_index=segment_index,
            labels=list(labels),
            replaced=self._in_force(feedback_id, kind, segment_index),
            labels_version=LABELS_VERSION,
            note=note,
        )
        self.session.add(row)
        self.session.flush()
        _apply(self.session, row)

    def corrected_ids(self) -> list[str]:
        """Ids of the records of which a person said anything, in order."""
        ids = select(CorrectionRow.feedback_id).distinct().order_by(CorrectionRow.feedback_id)
        return list(self.session.scalars(ids))

    def _in_force(self, feedback_id: str, kind: LabelKind, segment_index: int | None) -> list[Label]:
        rows = select(LabelRow.name, LabelRow.sentiment).where(
            LabelRow.feedback_id == feedback_id, *_of(str(kind), segment_index), in_force()
        )
        found = self.session.execute(rows.order_by(LabelRow.position))
        return [{"name": name, "sentiment": sentiment} for name, sentiment in found]


def apply_again(session: Session, feedback_ids: Collection[str]) -> None:
    """Lay the corrections of records over labels that are new."""
    ids = sorted(feedback_ids)
    for start in range(0, len(ids), MAX_NAMED):
        some = CorrectionRow.feedback_id.in_(ids[start : start + MAX_NAMED])
        rows = session.scalars(select(CorrectionRow).where(some).order_by(CorrectionRow.id))
        for row in _last(rows.all()):
            _apply(session, row)


def to_records(rows: Sequence[CorrectionRow]) -> tuple[Correction, ...]:
    """Corrections of a record, the first first."""
    last = {row.id for row in _last(rows)}
    names = ("at", "author", "kind", "segment_index", "labels", "replaced", "note")
    return tuple(
        Correction.model_validate({name: getattr(row, name) for name in names} | {"in_force": row.id in last})
        for row in rows
    )


def _last(rows: Sequence[CorrectionRow]) -> list[CorrectionRow]:
    """The last correction of each kind and segment."""
    return list({(row.feedback_id, row.kind, row.segment_index): row for row in rows}.values())


def _apply(session: Session, row: CorrectionRow) -> None:
    """Put a correction's labels in the place of those that are there."""
    here = (LabelRow.feedback_id == row.feedback_id, *_of(row.kind, row.segment_index))
    session.execute(delete(LabelRow).where(*here, LabelRow.model_version == HUMAN))
    session.execute(update(LabelRow).where(*here).values(superseded=True))
    last = session.scalar(select(func.max(LabelRow.position)).where(LabelRow.feedback_id == row.feedback_id))
    start, end = _evidence(session, row)
    common = {
        "feedback_id": row.feedback_id,
        "kind": row.kind,
        "segment_index": row.segment_index,
        "score": None,
        "probability": 1.0,
        "abstained": False,
        "start": start,
        "end": end,
        "model_version": HUMAN,
        "labels_version": row.labels_version,
    }
    first = 0 if last is None else last + 1
    insert_all(
        session,
        LabelRow,
        [{**common, **label, "position": position} for position, label in enumerate(row.labels, first)],
    )
    if row.kind == LabelKind.FACET and not row.labels:  # topics are of segments that judge something
        session.execute(
            delete(TopicAssignmentRow).where(
                TopicAssignmentRow.feedback_id == row.feedback_id,
                TopicAssignmentRow.segment_index == row.segment_index,
            )
        )


def _of(kind: str, segment_index: int | None) -> tuple[Any, ...]:
    return LabelRow.kind == kind, LabelRow.segment_index.is_not_distinct_from(segment_index)


def _evidence(session: Session, row: CorrectionRow) -> tuple[int, int]:
    """The span in the text that a correction is about."""
    if row.segment_index is None:
        return 0, len(session.execute(select(FeedbackRow.text).where(FeedbackRow.id == row.feedback_id)).scalar_one())
    span = select(SegmentRow.start, SegmentRow.end).where(
        SegmentRow.feedback_id == row.feedback_id, SegmentRow.index == row.segment_index
    )
    start, end = session.execute(span).one()
    return start, end
