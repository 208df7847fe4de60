"""Improvements, what they rest on and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class BacklogItemRow(Table):
    """An improvement: a problem (topic, cause, dimension, unit), its state in PDCA, the parts of its priority.

    `effect` is its effect test, `countermeasures` are what is done about it; the four numbers are people's estimates.
    """

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
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    countermeasures: Mapped[list[Any]] = mapped_column(server_default="[]")
    impact: Mapped[float | None]
    confidence: Mapped[float | None]
    effort: Mapped[float | None]
    cost: Mapped[float | None]
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
