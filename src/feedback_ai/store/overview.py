"""What a store holds at a glance: telling segments, critical texts."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from feedback_ai.schema import Facet, Sentiment, Severity
from feedback_ai.store.labels import LabelKind, in_force
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import FeedbackRow, LabelRow

TELLING_CHARS = (15, 160)
"""Segments of this length read well as examples."""
TELLING_CHARS_CHINESE = (8, 60)
UNHAPPY_RATING = 3
"""A customer who gave more than this is not quoted as unhappy."""


@dataclass(frozen=True)
class Quote:
    """A piece of a text with what it is evidence for.

    Attributes:
        text: The redacted words.
        probability: Calibrated, of the label it was chosen for.
    """

    record_id: str
    unit: str | None
    text: str
    probability: float


class OverviewRepository(Repository):
    """Examples, read only."""

    def complaints(self, facet: Facet, *, chinese: bool, limit: int) -> list[Quote]:
        """Segments that most surely judge a facet negative and are of a telling length."""
        shortest, longest = TELLING_CHARS_CHINESE if chinese else TELLING_CHARS
        length = LabelRow.end - LabelRow.start
        rows = self.session.execute(
            select(FeedbackRow, LabelRow)
            .join(LabelRow, LabelRow.feedback_id == FeedbackRow.id)
            .where(
                in_force(),
                LabelRow.kind == str(LabelKind.FACET),
                LabelRow.name == str(facet),
                LabelRow.sentiment == str(Sentiment.NEGATIVE),
                FeedbackRow.language.startswith("zh") if chinese else FeedbackRow.language == "en",
                length.between(shortest, longest),
            )
            .where(FeedbackRow.id.in_(_unhappy()))
            .order_by(LabelRow.probability.desc(), FeedbackRow.id)
            .limit(limit)
        )
        return [_quote(feedback, label) for feedback, label in rows]

    def critical(self, limit: int) -> tuple[int, list[Quote]]:
        """How many texts are graded S1, and the surest of those that are negative as a whole."""
        graded = (in_force(), LabelRow.kind == str(LabelKind.SEVERITY), LabelRow.name == str(Severity.S1))
        total = self.session.scalar(select(func.count()).select_from(LabelRow).where(*graded)) or 0
        rows = self.session.execute(
            select(FeedbackRow, LabelRow)
            .join(LabelRow, LabelRow.feedback_id == FeedbackRow.id)
            .where(*graded, FeedbackRow.id.in_(_unhappy()))
            .order_by(LabelRow.probability.desc(), FeedbackRow.id)
            .limit(limit)
        )
        return total, [_quote(feedback, label) for feedback, label in rows]


def _unhappy() -> Select[str]:
    """Ids of texts that are negative as a whole and not rated well; a complaint quoted from others is often misread."""
    return (
        select(LabelRow.feedback_id)
        .join(FeedbackRow, FeedbackRow.id == LabelRow.feedback_id)
        .where(
            in_force(),
            LabelRow.kind == str(LabelKind.SENTIMENT),
            LabelRow.name == str(Sentiment.NEGATIVE),
            or_(FeedbackRow.rating.is_(None), FeedbackRow.rating <= UNHAPPY_RATING),
        )
    )


def _quote(feedback: FeedbackRow, label: LabelRow) -> Quote:
    words = " ".join(feedback.text[label.start : label.end].split())
    return Quote(feedback.record_id, feedback.unit, words, label.probability or 0.0)
