"""Promises that analysed texts state, as rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from feedback_ai.store.tables import AnalysisRow, SegmentRow

STATED = cast(AnalysisRow.promises, Text) != "[]"
"""Analyses that found any."""


class PromiseRepository:
    """Reads promises inside the caller's transaction.

    Attributes:
        session: A transaction of `Store.reading`.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def promises(self) -> dict[str, list[dict[str, Any]]]:
        """Promises and outcomes as JSON, by feedback id; only of texts that state any."""
        rows = self.session.execute(
            select(AnalysisRow.feedback_id, AnalysisRow.promises).where(STATED).order_by(AnalysisRow.feedback_id)
        )
        return {row.feedback_id: row.promises for row in rows}

    def segments(self) -> Sequence[tuple[Any, ...]]:
        """Feedback id, index, start and end of the segments of these texts."""
        statement = (
            select(SegmentRow.feedback_id, SegmentRow.index, SegmentRow.start, SegmentRow.end)
            .join(AnalysisRow, AnalysisRow.feedback_id == SegmentRow.feedback_id)
            .where(STATED)
            .order_by(SegmentRow.feedback_id, SegmentRow.index)
        )
        return self.session.execute(statement).all()
