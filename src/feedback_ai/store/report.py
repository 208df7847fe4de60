"""What a report tells beside labels: records that no figure counts, the words of the worst ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from feedback_ai.schema import Severity
from feedback_ai.store.labels import LabelKind, in_force
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, JobRow, LabelRow


class Uncounted(NamedTuple):
    """Records that are in no figure of a period.

    Attributes:
        pending: Written in the period, stored and not yet analysed.
        undated: Of the whole store, those of which nobody knows when they were written.
        refused: Rows that bulk requests received in the period could not use.
    """

    pending: int
    undated: int
    refused: int


class Graded(NamedTuple):
    """The words that a severity was read from, and its probability."""

    feedback_id: str
    words: str
    probability: float


class ReportRepository(Repository):
    """Counts and words, read only."""

    def uncounted(self, start: datetime, end: datetime) -> Uncounted:
        """The records that figures of a period leave out.

        Args:
            start: Its first moment, UTC.
            end: The first moment behind it, UTC.
        """
        count = select(func.count())
        pending = count.select_from(FeedbackRow).where(
            FeedbackRow.created_at >= start,
            FeedbackRow.created_at < end,
            ~select(AnalysisRow).where(AnalysisRow.feedback_id == FeedbackRow.id).exists(),
        )
        undated = count.select_from(FeedbackRow).where(FeedbackRow.created_at.is_(None))
        jobs = select(JobRow.refused).where(JobRow.created_at >= start, JobRow.created_at < end)
        return Uncounted(
            pending=self.session.scalar(pending) or 0,
            undated=self.session.scalar(undated) or 0,
            refused=sum(len(refused) for refused in self.session.scalars(jobs)),
        )

    def span(self) -> tuple[datetime | None, datetime | None]:
        """When the first and the last record was written, UTC; None where no record has a time."""
        first, last = self.session.execute(
            select(func.min(FeedbackRow.created_at), func.max(FeedbackRow.created_at))
        ).one()
        return first, last

    def words_of_severity(self, severity: Severity, ids: Sequence[str]) -> list[Graded]:
        """The words from which records got a severity, the surest first.

        Args:
            severity: The severity.
            ids: Ids of the records; those of another severity are left out.
        """
        rows = self.session.execute(
            select(FeedbackRow.id, FeedbackRow.text, LabelRow.start, LabelRow.end, LabelRow.probability)
            .join(LabelRow, LabelRow.feedback_id == FeedbackRow.id)
            .where(
                LabelRow.kind == str(LabelKind.SEVERITY),
                LabelRow.name == str(severity),
                in_force(),
                FeedbackRow.id.in_(ids),
            )
            .order_by(LabelRow.probability.desc(), FeedbackRow.id)
        )
        return [Graded(id_, text[start:end], probability or 0.0) for id_, text, start, end, probability in rows]
