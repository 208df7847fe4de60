"""Cases: where the handling of a complaint is, what happened to it, what its follow-up found."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class TriageCaseRow(Table):
    """A complaint that somebody has worked on; one that nobody has touched yet has no row and is `received`."""

    __tablename__ = "triage_case"

    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]
    assignee: Mapped[str | None]
    unit: Mapped[str | None]
    updated_at: Mapped[datetime]


class CaseEventRow(Table):
    """What happened to a case, and who did it; never changed or deleted."""

    __tablename__ = "case_event"
    __table_args__ = (Index(None, "feedback_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("triage_case.feedback_id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class FollowUpRow(Table):
    """A step of following a closed case up; a result has the severity that the model gave and the one found."""

    __tablename__ = "case_follow_up"
    __table_args__ = (Index(None, "feedback_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("triage_case.feedback_id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    outcome: Mapped[str]
    planned_for: Mapped[datetime | None]
    severity_given: Mapped[str | None]
    severity_found: Mapped[str | None]
    model_version: Mapped[str]
    note: Mapped[str | None]
