"""Promises that analysed texts state, as rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Text, cast, select, update

from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, SegmentRow

STATED = cast(AnalysisRow.promises, Text) != "[]"
"""Analyses that found any."""


class PromiseRepository(Repository):
    """Reads and renews promises inside the caller's transaction."""

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

    def texts(self, after: str, n: int) -> Sequence[tuple[Any, ...]]:
        """Feedback id, text and promises of the next analysed texts in order of id."""
        statement = (
            select(FeedbackRow.id, FeedbackRow.text, AnalysisRow.promises)
            .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(FeedbackRow.id > after)
            .order_by(FeedbackRow.id)
            .limit(n)
        )
        return self.session.execute(statement).all()

    def renew(self, promises: Mapping[str, list[dict[str, Any]]]) -> None:
        """Replace the promises of texts, by feedback id."""
        for id_, own in promises.items():
            self.session.execute(update(AnalysisRow).where(AnalysisRow.feedback_id == id_).values(promises=own))
