"""What followed from letters of finished months."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class EscalationRow(Table):
    """What a rule asked for, of whom, in which month; `lapsed_at` where the letters in force no longer ask for it.

    `by` is what was graded (unit, touchpoint, channel), `letters` are those that led to it, by month.
    """

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("by", "unit", "month", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str]
    unit: Mapped[str]
    unit_name: Mapped[dict[str, Any]]
    month: Mapped[str]
    rule: Mapped[str]
    rule_name: Mapped[dict[str, Any]]
    letters: Mapped[list[Any]]
    created_at: Mapped[datetime]
    lapsed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    note: Mapped[str | None]
