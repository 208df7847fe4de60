"""What a store's records can be filtered by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_ai.store.tables import AnalysisRow, FeedbackRow

MOST = 500
"""Values of a field that are offered: the most frequent ones."""
FIELDS = ("source", "channel", "unit", "touchpoint", "language")


@dataclass(frozen=True)
class Choices:
    """What analysed records have to offer.

    Attributes:
        n_texts: Analysed records.
        n_waiting: Records that are stored and not analysed yet.
        first: When the oldest of those that have a time was written, UTC.
        last: When the newest was.
        values: By field of `FIELDS`, what occurs in it, with the number of records; by name.
    """

    n_texts: int
    n_waiting: int
    first: datetime | None
    last: datetime | None
    values: dict[str, dict[str, int]]


def read_choices(session: Session) -> Choices:
    """What the records of a store can be filtered by.

    Args:
        session: A transaction of `Store.reading`.
    """
    n_texts = session.scalar(select(func.count()).select_from(AnalysisRow)) or 0
    n_stored = session.scalar(select(func.count()).select_from(FeedbackRow)) or 0
    period = session.execute(
        select(func.min(FeedbackRow.created_at), func.max(FeedbackRow.created_at)).join(
            AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id
        )
    ).one()
    values = {field: _values(session, field) for field in FIELDS}
    return Choices(n_texts, n_stored - n_texts, period[0], period[1], values)


def _values(session: Session, field: str) -> dict[str, int]:
    column, n = getattr(FeedbackRow, field), func.count().label("n")
    rows = session.execute(
        select(column, n)
        .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
        .where(column.is_not(None))
        .group_by(column)
        .order_by(n.desc(), column)
        .limit(MOST)
    )
    return dict(sorted((str(value), count) for value, count in rows))
