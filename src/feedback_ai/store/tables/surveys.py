"""Answers to imported SERVQUAL surveys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class SurveyAnswerRow(Table):
    """What one respondent answered; of the respondent only a keyed hash is kept.

    `expected` and `perceived` have 22 entries each, null where an item was left out.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (UniqueConstraint("survey", "respondent"), Index(None, "answered_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    survey: Mapped[str]
    respondent: Mapped[str]
    unit: Mapped[str | None]
    touchpoint: Mapped[str | None]
    channel: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    expected: Mapped[list[Any]]
    perceived: Mapped[list[Any]]
    imported_at: Mapped[datetime]
