"""Audits: random samples of a month's texts that people label, to correct the model's figures."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class AuditRow(Table):
    """One draw; `seed` draws the same texts again from the same ones, `n_population` is how many these were."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[str]
    seed: Mapped[int]
    n_population: Mapped[int]


class AuditTextRow(Table):
    """A text that was drawn, in the random order of the draw; without `labelled_at` nobody labelled it yet."""

    __tablename__ = "audit_text"
    __table_args__ = (Index(None, "feedback_id"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    probability: Mapped[float]
    labelled_at: Mapped[datetime | None]
    labelled_by: Mapped[str | None]


class AuditLabelRow(Table):
    """That a segment of an audited text judges a facet, by a person."""

    __tablename__ = "audit_label"
    __table_args__ = (
        ForeignKeyConstraint(
            ["audit_id", "feedback_id"], ["audit_text.audit_id", "audit_text.feedback_id"], ondelete="CASCADE"
        ),
    )

    audit_id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[str] = mapped_column(primary_key=True)
    segment_index: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[str] = mapped_column(primary_key=True)
    sentiment: Mapped[str]
