"""Lasting topics, the fits that made them, and which segment belongs to which."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


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
