"""Lasting topics, the fits that made them, what people did to them, and which segment belongs to which."""

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


class TopicThemeRow(Table):
    """A group of topics; `labels` are by language (`en`, `zh`)."""

    __tablename__ = "topic_theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_theme_first_fit"))
    last_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_theme_last_fit"))
    labels: Mapped[dict[str, Any]]


class TopicRow(Table):
    """A lasting topic; its id never moves, a later fit continues it or leaves it behind.

    `labels`, `names` and `terms` are by language (`en`, `zh`): labels are computed, names are given by people and win.
    `examples` are [feedback id, segment index] pairs. `shaped` says that people split it or merged others into it;
    `merged_into` is the topic that it went into, for which it is left behind for ever.
    """

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_first_fit"))
    last_fit: Mapped[int] = mapped_column(ForeignKey("topic_fit.id", name="fk_topic_last_fit"))
    retired: Mapped[bool]
    model_version: Mapped[str]
    labels: Mapped[dict[str, Any]]
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    terms: Mapped[dict[str, Any]]
    examples: Mapped[list[Any]]
    n_segments: Mapped[int]
    pinned: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    shaped: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[int | None]
    theme_id: Mapped[int | None]


class TopicPrototypeRow(Table):
    """A vector that stands for a topic; one into which people merged others has several."""

    __tablename__ = "topic_prototype"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    vector: Mapped[bytes]


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


class TopicLineageRow(Table):
    """What a fit did to a topic, and what the topic was then.

    `came_from` and `went_to` are lists of {topic_id, n, share}.
    """

    __tablename__ = "topic_lineage"
    __table_args__ = (Index(None, "topic_id"),)

    fit_id: Mapped[int] = mapped_column(ForeignKey("topic_fit.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    kind: Mapped[str]
    labels: Mapped[dict[str, Any]]
    n_segments: Mapped[int]
    came_from: Mapped[list[Any]]
    went_to: Mapped[list[Any]]


class TopicActRow(Table):
    """What a person did to a topic; never changed or deleted."""

    __tablename__ = "topic_act"
    __table_args__ = (Index(None, "topic_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]
