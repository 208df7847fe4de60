"""Bodies of what is imported beside feedback: series, surveys; and of reading stored texts anew."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.limits import MAX_BULK
from api.schemas.measures import Names
from api.schemas.responses import RefusedRecord
from feedback_ai.services.series import MAX_UNIT_CHARS
from feedback_ai.services.surveys import MAX_NAME_CHARS
from feedback_ai.store.records import Text


class SeriesRow(BaseModel):
    """A value of a series."""

    model_config = ConfigDict(extra="forbid")

    period: str = Field(max_length=20, description="A year, half, quarter, month or ISO week.", examples=["2026-09"])
    unit: Text = Field(default="", max_length=MAX_UNIT_CHARS, description="Whose it is; empty for all units together.")
    # strict: a boolean would else be taken as 1 or 0
    value: float = Field(strict=True, allow_inf_nan=False)
    n: float | None = Field(
        default=None, strict=True, ge=0, allow_inf_nan=False, description="What it is of, where that is known."
    )


class SeriesBody(BaseModel):
    """Values that no text tells, such as contacts or churn."""

    model_config = ConfigDict(extra="forbid")

    indicator: str = Field(
        max_length=200,
        description="What they are of: an indicator of the register, `contacts`, or a part of grades that no text "
        "tells (`response_speed`, `recurrence`, `follow_up`: shares from 0 to 1).",
    )
    values: list[SeriesRow] = Field(min_length=1, max_length=MAX_BULK)


class SeriesTaken(BaseModel):
    """What was imported."""

    model_config = ConfigDict(from_attributes=True)

    series: str
    n_values: int
    n_replaced: int = Field(description="Those that took the place of one of the same period and unit.")
    first: str = Field(description="The first of the periods.")
    last: str
    note: Names | None = Field(description="What is odd about the values, where anything is.")


class SeriesQuery(BaseModel):
    """Which values to list."""

    model_config = ConfigDict(extra="forbid")

    indicator: Text | None = Field(default=None, max_length=200, description="Only values of this name.")
    unit: Text | None = Field(
        default=None, max_length=MAX_UNIT_CHARS, description="Only values of this unit; empty for all units together."
    )


class SeriesWithdrawal(BaseModel):
    """Which values to take back."""

    model_config = ConfigDict(extra="forbid")

    indicator: Text = Field(max_length=200, description="What they are of.")
    unit: Text = Field(max_length=MAX_UNIT_CHARS, description="Whose they are; empty for all units together.")
    period: str | None = Field(
        default=None, max_length=20, description="Only the value of this period; those of all periods if not given."
    )


class SurveyBody(BaseModel):
    """Answers to a SERVQUAL survey."""

    model_config = ConfigDict(extra="forbid")

    survey: str = Field(
        min_length=1, max_length=MAX_NAME_CHARS, description="Its name; respondents are unique within it."
    )
    answers: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MAX_BULK,
        description="An object a respondent: `respondent`, `E1` to `E22` and `P1` to `P22` (numbers from 1 to 7; null "
        "or absent where one is left out) and, where known, `unit`, `touchpoint`, `channel`, `date`. The names that a "
        "file's columns may have will do too, and each answer may use its own.",
    )


class SurveyTaken(BaseModel):
    """What was imported."""

    survey: str
    added: int
    known: int = Field(description="Answers passed over, because the survey has one of the respondent.")
    refused: list[RefusedRecord]


class FindBody(BaseModel):
    """Where to begin."""

    model_config = ConfigDict(extra="forbid")

    cursor: Text = Field(
        default="", max_length=200, description="`next_cursor` of the answer before; leave it out for the first texts."
    )


class PromisesFound(BaseModel):
    """What reading some texts anew brought."""

    read: int
    changed: int = Field(description="Of how many the promises changed.")
    next_cursor: str | None = Field(description="The `cursor` of the next request; null where all texts are read.")


def _answer(respondent: str, expected: int, perceived: int, **fields: Any) -> dict[str, Any]:
    items = range(1, 23)
    sides = {f"{side}{item}": value for side, value in (("E", expected), ("P", perceived)) for item in items}
    return {"respondent": respondent, **fields, **sides}


SERIES: dict[str, Any] = {
    "contacts": {
        "summary": "Customers met, by month and unit",
        "value": {
            "indicator": "contacts",
            "values": [
                {"period": "2026-08", "unit": "North", "value": 4200},
                {"period": "2026-09", "unit": "North", "value": 3900},
            ],
        },
    },
    "share": {
        "summary": "A share of first responses in time, with what it is of",
        "value": {
            "indicator": "response_speed",
            "values": [{"period": "2026-09", "unit": "东区门店", "value": 0.92, "n": 150}],
        },
    },
}
WITHDRAWALS: dict[str, Any] = {
    "unit": {"summary": "All values of a misspelt unit", "value": {"indicator": "contacts", "unit": "Nrth"}},
    "one": {
        "summary": "One value",
        "value": {"indicator": "response_speed", "unit": "东区门店", "period": "2026-09"},
    },
}
SURVEYS: dict[str, Any] = {
    "english": {
        "summary": "Two respondents; one left an item out",
        "value": {
            "survey": "autumn-2026",
            "answers": [
                _answer("r-1", 6, 5, unit="North", date="2026-09-03"),
                _answer("r-2", 7, 6, unit="North", date="2026-09-04") | {"P22": None},
            ],
        },
    },
    "chinese": {
        "summary": "一份答卷，列名为中文",
        "value": {
            "survey": "2026年秋季",
            "answers": [
                {"受访者": "甲", "门店": "东区门店"}
                | {f"期望{item}": 6 for item in range(1, 23)}
                | {f"感知{item}": 5 for item in range(1, 23)}
            ],
        },
    },
}
FINDS: dict[str, Any] = {"first": {"summary": "The first texts", "value": {}}}
"""Requests for `/openapi.json`; a test sends every one."""
