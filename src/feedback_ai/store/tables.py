"""The tables, as typed classes; `migrations/versions/` creates them and a test proves that both agree."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from feedback_ai.store.column_types import UtcDateTime

# Names that are the same on both databases, so that a migration can address a constraint.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

UNKNOWN_TIME = datetime(1, 1, 2, tzinfo=UTC)
"""Sorts before every real time; a day after the first one that Python knows, so that any time zone can show it."""


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        float: Double,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


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

    labels: Mapped[list["LabelRow"]] = relationship(order_by="LabelRow.position", viewonly=True, lazy="raise")


class LabelRow(Table):
    """One label with its evidence; `docs/store.md` tells what each kind puts into which column."""

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
    start: Mapped[int]
    end: Mapped[int]
    model_version: Mapped[str]
    labels_version: Mapped[str]


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


class TopicFitRow(Table):
    """One fit of topics: on what, with which model, and what came out."""

    __tablename__ = "topic_fit"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    model_version: Mapped[str]
    n_segments: Mapped[int]
    cut: Mapped[float]
    summary: Mapped[dict[str, Any]]


class TopicRow(Table):
    """A lasting topic; its id never moves, a later fit continues it or leaves it behind.

    `labels` and `terms` are by language (`en`, `zh`); `examples` are [feedback id, segment index] pairs.
    """

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_first_fit"))
    last_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_last_fit"))
    retired: Mapped[bool]
    model_version: Mapped[str]
    prototype: Mapped[bytes]
    labels: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]
    examples: Mapped[list[Any]]
    n_segments: Mapped[int]


class TopicAssignmentRow(Table):
    """The topic of a segment that judges something; none where even the nearest one is too far."""

    __tablename__ = "topic_assignment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "segment_index"], ["segment.feedback_id", "segment.index"], ondelete="CASCADE"
        ),
        Index(None, "topic_id", "feedback_id"),
    )

    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    segment_index: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    nearest_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", name="fk_topic_assignment_nearest"))
    similarity: Mapped[float]


class BacklogItemRow(Table):
    """An improvement: a problem (topic, cause, dimension, unit), its state in PDCA, the parts of its priority."""

    __tablename__ = "backlog_item"
    __table_args__ = (Index(None, "topic_id", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    cause: Mapped[str]
    dimension: Mapped[str]
    unit: Mapped[str | None]
    state: Mapped[str]
    owner: Mapped[str | None]
    team: Mapped[str | None]
    due_at: Mapped[datetime | None]
    priority: Mapped[float]
    parts: Mapped[dict[str, Any]]
    seen: Mapped[bool]
    window_to: Mapped[datetime | None]
    first_seen: Mapped[datetime | None]
    last_seen: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class BacklogEvidenceRow(Table):
    """A segment that an item rests on."""

    __tablename__ = "backlog_evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "segment_index"], ["segment.feedback_id", "segment.index"], ondelete="CASCADE"
        ),
        Index(None, "feedback_id", "segment_index"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("backlog_item.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    segment_index: Mapped[int] = mapped_column(primary_key=True)


class BacklogEventRow(Table):
    """What happened to an item, and who did it; never changed or deleted."""

    __tablename__ = "backlog_event"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("backlog_item.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class ApiKeyRow(Table):
    """An API key; of the token only its sha256 is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_hash: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class IdempotencyRow(Table):
    """A request with an `Idempotency-Key`; without a status it is still being answered."""

    __tablename__ = "idempotency"

    principal: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class JobRow(Table):
    """A bulk request; its progress is that of the feedback rows that carry its id."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    actor: Mapped[str]
    created_at: Mapped[datetime]
    known: Mapped[int]
    refused: Mapped[list[Any]]
