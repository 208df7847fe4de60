"""Labels as columns, mostly those in force: what measures, backlog and report are counted from."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from feedback_ai.store.labels import LabelKind, awaits_review, by_model, in_force
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, FeedbackRow, LabelRow, SegmentRow, TopicAssignmentRow, TopicRow

TEXT_LABELS = (LabelKind.SENTIMENT, LabelKind.INTENT, LabelKind.SEVERITY)


class EvidenceRepository(Repository):
    """Reads rows for frames; touchpoint is not filtered here, since it may have to be found in the text.

    Attributes:
        of: Only these records; all if None.
        counts: Which labels are read.
    """

    def __init__(self, session: Session, of: Sequence[str] | None = None, *, uncorrected: bool = False) -> None:
        super().__init__(session)
        self.of = of
        self.counts = by_model if uncorrected else in_force

    def texts(self, wanted: EvidenceFilter) -> Sequence[tuple[Any, ...]]:
        """One row an analysed record, with its text only where it names no touchpoint; by time, then id."""
        labels = {kind: aliased(LabelRow) for kind in TEXT_LABELS}
        statement = select(
            FeedbackRow.id.label("feedback_id"),
            *(FeedbackRow.record_id, FeedbackRow.source, FeedbackRow.channel, FeedbackRow.unit, FeedbackRow.touchpoint),
            *(FeedbackRow.language, FeedbackRow.created_at, FeedbackRow.rating),
            FeedbackRow.customer_hash.label("customer"),
            *(labels[kind].name.label(str(kind)) for kind in TEXT_LABELS),
            awaits_review().label("needs_review"),
            *(AnalysisRow.model_version, AnalysisRow.labels_version),
            case((FeedbackRow.touchpoint.is_(None), FeedbackRow.text)).label("text"),
        ).join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
        for kind, label in labels.items():
            statement = statement.outerjoin(
                label, and_(label.feedback_id == FeedbackRow.id, label.kind == str(kind), self.counts(label))
            )
        ordered = statement.where(*self._conditions(wanted)).order_by(FeedbackRow.sort_at, FeedbackRow.id)
        return self.session.execute(ordered).all()

    def labels(self, kind: LabelKind, wanted: EvidenceFilter) -> Sequence[tuple[Any, ...]]:
        """One row a given label of segments (`facet` or `cause`), by record, segment and position."""
        statement = (
            select(
                *(LabelRow.feedback_id, LabelRow.segment_index, LabelRow.name),
                *(LabelRow.sentiment, LabelRow.probability),
            )
            .join(FeedbackRow, FeedbackRow.id == LabelRow.feedback_id)
            .where(LabelRow.kind == str(kind), self.counts(), *self._conditions(wanted))
            .order_by(LabelRow.feedback_id, LabelRow.position)
        )
        return self.session.execute(statement).all()

    def abstentions(self, wanted: EvidenceFilter) -> Sequence[tuple[Any, ...]]:
        """One row a facet that was too close to call in a segment, by record, segment and position."""
        statement = (
            select(LabelRow.feedback_id, LabelRow.segment_index, LabelRow.name)
            .join(FeedbackRow, FeedbackRow.id == LabelRow.feedback_id)
            .where(LabelRow.kind == str(LabelKind.FACET), LabelRow.abstained.is_(True))
            .where(LabelRow.superseded.is_(False), *self._conditions(wanted))
            .order_by(LabelRow.feedback_id, LabelRow.position)
        )
        return self.session.execute(statement).all()

    def topics(self, wanted: EvidenceFilter) -> Sequence[tuple[Any, ...]]:
        """One row a segment that judges something and was offered to the topics."""
        statement = (
            select(
                *(TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index),
                *(TopicAssignmentRow.topic_id, TopicAssignmentRow.similarity),
            )
            .join(FeedbackRow, FeedbackRow.id == TopicAssignmentRow.feedback_id)
            .where(*self._conditions(wanted))
            .order_by(TopicAssignmentRow.feedback_id, TopicAssignmentRow.segment_index)
        )
        return self.session.execute(statement).all()

    def words(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The redacted words of segments, by (feedback id, segment index)."""
        statement = (
            select(SegmentRow.feedback_id, SegmentRow.index, SegmentRow.start, SegmentRow.end, FeedbackRow.text)
            .join(FeedbackRow, FeedbackRow.id == SegmentRow.feedback_id)
            .where(SegmentRow.feedback_id.in_({feedback_id for feedback_id, _ in keys}))
        )
        wanted = set(keys)
        return {
            (id_, index): " ".join(text[start:end].split())
            for id_, index, start, end, text in self.session.execute(statement)
            if (id_, index) in wanted
        }

    def metadata(self, wanted: EvidenceFilter) -> dict[str, dict[str, Any]]:
        """The metadata that is kept of analysed records, by feedback id."""
        statement = (
            select(FeedbackRow.id, FeedbackRow.extra)
            .join(AnalysisRow, AnalysisRow.feedback_id == FeedbackRow.id)
            .where(*self._conditions(wanted))
        )
        return {str(row.id): row.extra for row in self.session.execute(statement)}

    def hidden_topics(self) -> set[int]:
        """Topics that people hid."""
        return set(self.session.scalars(select(TopicRow.id).where(TopicRow.hidden)))

    def latest(self) -> Any:
        """When the newest record was written, UTC; None where no record has a time."""
        return self.session.scalar(select(func.max(FeedbackRow.created_at)))

    def _conditions(self, wanted: EvidenceFilter) -> Iterator[ColumnElement[bool]]:
        if self.of is not None:
            yield FeedbackRow.id.in_(self.of)
        for name in ("source", "channel", "unit", "language"):
            if (value := getattr(wanted, name)) is not None:
                yield getattr(FeedbackRow, name) == str(value)
        unknown = FeedbackRow.created_at.is_(None) if wanted.undated else false()
        if wanted.created_from is not None:
            yield or_(FeedbackRow.created_at >= wanted.created_from, unknown)
        if wanted.created_to is not None:
            yield or_(FeedbackRow.created_at < wanted.created_to, unknown)
