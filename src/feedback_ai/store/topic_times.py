"""When texts were written, from where and by which model they were read: what topics are counted against."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, TopicAssignmentRow


@dataclass(frozen=True)
class Text:
    """A text that has a time.

    Attributes:
        id: Of its record.
        at: When it was written.
        origin: Its source and the version of the model that read it.
        unit: Where it belongs; None where not told.
        channel: By which way it came; None where not told.
    """

    id: str
    at: datetime
    origin: tuple[str, str]
    unit: str | None = None
    channel: str | None = None


class TopicTimeRepository(Repository):
    """Reads the times of texts inside the caller's transaction."""

    def texts(self, until: datetime) -> dict[str, Text]:
        """The analysed records that have a time up to and with `until`, by id, in order of time."""
        statement = (
            select(
                FeedbackRow.id,
                FeedbackRow.created_at,
                FeedbackRow.source,
                AnalysisRow.model_version,
                FeedbackRow.unit,
                FeedbackRow.channel,
            )
            .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(FeedbackRow.created_at <= until)
            .order_by(FeedbackRow.created_at, FeedbackRow.id)
        )
        rows = self.session.execute(statement)
        return {
            id_: Text(id_, at, (source, version), unit, channel)
            for id_, at, source, version, unit, channel in rows
            if at is not None
        }

    def of_topics(self, until: datetime) -> Iterator[tuple[int, str]]:
        """Topic and record of each record that belongs to a topic and has a time up to `until`, by time."""
        statement = (
            select(TopicAssignmentRow.topic_id, FeedbackRow.id, FeedbackRow.created_at)
            .distinct()
            .join(FeedbackRow, FeedbackRow.id == TopicAssignmentRow.feedback_id)
            .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(TopicAssignmentRow.topic_id.is_not(None), FeedbackRow.created_at <= until)
            .order_by(FeedbackRow.created_at, FeedbackRow.id, TopicAssignmentRow.topic_id)
        )
        for topic_id, id_, _ in self.session.execute(statement):
            if topic_id is not None:
                yield topic_id, id_
