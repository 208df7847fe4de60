"""What customers wrote: records, segments, analyses, labels, vectors."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_ai.store.tables.base import Table


class FeedbackRow(Table):
    """One feedback record, redacted; without a row in `analysis` it is pending.

    `sort_at` is `created_at`, or `UNKNOWN_TIME` where that is not known: the databases do not agree where NULL sorts.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("source", "record_id"),
        Index(None, "job_id"),
        Index(None, "sort_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    record_id: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    mixed: Mapped[bool]
    informative: Mapped[bool]
    channel: Mapped[str | None]
    unit: Mapped[str | None]
    touchpoint: Mapped[str | None]
    rating: Mapped[float | None]
    customer_hash: Mapped[str | None]
    customer_tier: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column("metadata")
    created_at: Mapped[datetime | None]
    sort_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    redactions: Mapped[list[Any]]
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))

    segments: Mapped[list["SegmentRow"]] = relationship(order_by="SegmentRow.index", viewonly=True, lazy="raise")
    analysis: Mapped["AnalysisRow | None"] = relationship(viewonly=True, lazy="raise")
    corrections: Mapped[list["CorrectionRow"]] = relationship(order_by="CorrectionRow.id", viewonly=True, lazy="raise")


class SegmentRow(Table):
    """One segment: `text[start:end]` of its feedback, in code points."""

    __tablename__ = "segment"

    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[int]
    end: Mapped[int]


class AnalysisRow(Table):
    """That a feedback record was analysed, by which model, whether a person should look, what exact rules found."""

    __tablename__ = "analysis"

    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    model_name: Mapped[str]
    model_version: Mapped[str]
    labels_version: Mapped[str]
    needs_review: Mapped[bool]
    review_reasons: Mapped[list[Any]]
    rules: Mapped[list[Any]] = mapped_column(server_default="[]")
    promises: Mapped[list[Any]] = mapped_column(server_default="[]")

    labels: Mapped[list["LabelRow"]] = relationship(order_by="LabelRow.position", viewonly=True, lazy="raise")


class LabelRow(Table):
    """One label with its evidence; `docs/store.md` tells what each kind puts into which column.

    Where a person corrected what the model said, the model's rows are `superseded` and stay; the person's stand beside
    them. `store.labels.in_force` chooses those that count.
    """

    __tablename__ = "label"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "segment_index"], ["segment.feedback_id", "segment.index"], ondelete="CASCADE"
        ),
        Index(None, "kind", "name", "feedback_id"),
    )

    feedback_id: Mapped[str] = mapped_column(ForeignKey("analysis.feedback_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    segment_index: Mapped[int | None]
    name: Mapped[str | None]
    sentiment: Mapped[str | None]
    score: Mapped[float | None]
    probability: Mapped[float | None]
    abstained: Mapped[bool]
    superseded: Mapped[bool] = mapped_column(server_default=false())
    start: Mapped[int]
    end: Mapped[int]
    model_version: Mapped[str]
    labels_version: Mapped[str]


class CorrectionRow(Table):
    """What a person says is right in place of what the model said, or of what a person said before; never changed.

    The last one of each kind and segment is in force, and `label` has a row for each label that it names.
    """

    __tablename__ = "correction"
    __table_args__ = (Index(None, "feedback_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    author: Mapped[str]
    kind: Mapped[str]
    segment_index: Mapped[int | None]
    labels: Mapped[list[Any]]
    replaced: Mapped[list[Any]]
    labels_version: Mapped[str]
    note: Mapped[str | None]


class SegmentVectorRow(Table):
    """The vector of a segment that judges something, float16 little-endian; topics are made of these."""

    __tablename__ = "segment_vector"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "segment_index"], ["segment.feedback_id", "segment.index"], ondelete="CASCADE"
        ),
    )

    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    segment_index: Mapped[int] = mapped_column(primary_key=True)
    model_version: Mapped[str]
    vector: Mapped[bytes]
