"""Answers to a SERVQUAL survey: 22 items, each with an expectation and a perception from 1 to 7."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema.labels import Facet

ITEMS: dict[Facet, range] = {
    Facet.TANGIBLES: range(1, 5),
    Facet.RELIABILITY: range(5, 10),
    Facet.RESPONSIVENESS: range(10, 14),
    Facet.ASSURANCE: range(14, 18),
    Facet.EMPATHY: range(18, 23),
}
"""Items by dimension, in the order of Parasuraman, Zeithaml & Berry (1988)."""
N_ITEMS = 22
LOWEST, HIGHEST = 1, 7

Answer = Annotated[float, Field(ge=LOWEST, le=HIGHEST)] | None


class SurveyAnswer(BaseModel):
    """What one respondent answered.

    Attributes:
        respondent: The survey's own id of the respondent; unique within a survey.
        answered_at: When, UTC.
        expected: The expectation of each item, 1-7; None where it was left out.
        perceived: The perception of each item.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    respondent: str = Field(min_length=1, max_length=200)
    unit: str | None = Field(default=None, max_length=200)
    touchpoint: str | None = Field(default=None, max_length=200)
    channel: str | None = Field(default=None, max_length=100)
    answered_at: datetime | None = None
    expected: tuple[Answer, ...] = Field(min_length=N_ITEMS, max_length=N_ITEMS)
    perceived: tuple[Answer, ...] = Field(min_length=N_ITEMS, max_length=N_ITEMS)
