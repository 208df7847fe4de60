"""Bodies of effect tests, verdicts, countermeasures and estimates of the improvement backlog."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.backlog import as_written
from feedback_ai.backlog.countermeasures import Kind
from feedback_ai.backlog.plan import BASELINE_WEEKS, FOLLOW_UP_WEEKS, LEAST_WEEKS, Controls, Label
from feedback_ai.services.backlog import MAX_NOTE_CHARS, MAX_OWNER_CHARS
from feedback_ai.services.backlog_closed import WatchView
from feedback_ai.services.backlog_work import LEAST, MOST, MOST_EFFORT, MOST_IMPACT
from feedback_ai.services.effect_options import LONGEST_WEEKS
from feedback_ai.store.records import Text

Moment = Annotated[datetime | None, BeforeValidator(as_written)]
AsOf = Annotated[
    str | None,
    Field(
        max_length=40,
        description="Last day (meant to its end), or moment (exclusive), that counts, UTC where no offset is given; "
        "nothing later is read. Just after the newest record if not given.",
        examples=["2026-09-30", "2026-09-30T18:00:00Z"],
    ),
]


class PlanBody(BaseModel):
    """An effect test; what is left out has the default."""

    model_config = ConfigDict(extra="forbid")

    start: Moment = Field(default=None, description="When the countermeasure is in place; else when it is in `check`.")
    baseline_weeks: int = Field(default=BASELINE_WEEKS, ge=LEAST_WEEKS, le=LONGEST_WEEKS)
    weeks: int = Field(default=FOLLOW_UP_WEEKS, ge=LEAST_WEEKS, le=LONGEST_WEEKS, description="Of the follow-up.")
    target: float = Field(default=0.5, gt=0, lt=1, description="Ratio, after by before, that is aimed at.")
    smallest: float = Field(default=0.7, gt=0, lt=1, description="Ratio from which a fall matters.")
    significance: float = Field(default=0.05, gt=0, le=0.2, description="Chance at most that no effect is called one.")
    labels: list[Label] | None = Field(
        default=None,
        max_length=2,
        description="What must fit beside the topic, nothing if empty; where needed if not given.",
    )
    controls: Controls = Field(default="none", description="`units`: what happened at the others is subtracted.")
    sensitivity: float | None = Field(default=None, gt=0, le=1, description="Of the labels; of the card if not given.")
    specificity: float | None = Field(default=None, gt=0, le=1, description="Together with the former.")
    as_of: AsOf = None


class VerifyBody(BaseModel):
    """Up to when to verify or to watch."""

    model_config = ConfigDict(extra="forbid")

    as_of: AsOf = None


class CountermeasureBody(BaseModel):
    """What is done about an item."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = Field(default=Kind.CONTAINMENT, description="The containment comes first.")
    text: Text = Field(min_length=1, max_length=MAX_NOTE_CHARS)
    owner: Text | None = Field(default=None, min_length=1, max_length=MAX_OWNER_CHARS)
    due: Moment = Field(default=None, description="Until when; by the settings if not given.")
    cost: float | None = Field(default=None, ge=0, le=MOST)
    note: Text | None = Field(
        default=None, min_length=1, max_length=MAX_NOTE_CHARS, description="Why there is nothing to contain."
    )


class DoneBody(BaseModel):
    """When a countermeasure was done."""

    model_config = ConfigDict(extra="forbid")

    at: Moment = Field(default=None, description="Now if not given.")
    note: Text | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_NOTE_CHARS,
        description="What there is to say; why the containment is no longer needed, where a lasting one is done first.",
    )


class EstimateBody(BaseModel):
    """What people estimate of an item; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    impact: float | None = Field(default=None, ge=LEAST, le=MOST_IMPACT, description="1 is a usual one.")
    confidence: float | None = Field(default=None, ge=LEAST, le=1)
    effort: float | None = Field(default=None, ge=LEAST, le=MOST_EFFORT, description="In a unit of your own.")
    cost: float | None = Field(default=None, ge=0, le=MOST)


class Watches(BaseModel):
    """Items that were closed within the last six months, with why those are not watched that are not."""

    watches: list[WatchView]


PLANS: dict[str, Any] = {
    "defaults": {"summary": "Half as many is the aim, twelve weeks of follow-up", "value": {}},
    "dated": {
        "summary": "In place on a known day, other units subtracted",
        "value": {"start": "2026-09-14T00:00:00Z", "weeks": 16, "controls": "units", "as_of": "2026-09-14T00:00:00Z"},
    },
}
VERIFICATIONS: dict[str, Any] = {
    "newest": {"summary": "All that is known", "value": {}},
    "replay": {"summary": "As it stood then", "value": {"as_of": "2026-09-30"}},
}
COUNTERMEASURES: dict[str, Any] = {
    "contain": {"summary": "At once", "value": {"text": "Call every customer of last week.", "owner": "Depot south"}},
    "chinese": {
        "summary": "A lasting one, in Chinese",
        "value": {"kind": "lasting", "text": "改为分段预约，到点叫号。", "cost": 12000, "note": "无需应急。"},
    },
}
DONE: dict[str, Any] = {
    "now": {"summary": "Just now", "value": {}},
    "dated": {
        "summary": "On a known day, with a note in Chinese",
        "value": {"at": "2026-09-14", "note": "已通知全部门店。"},
    },
}
ESTIMATES: dict[str, Any] = {
    "all": {"summary": "For RICE and WSJF", "value": {"impact": 2, "confidence": 0.8, "effort": 3, "cost": 12000}}
}
"""Requests for `/openapi.json`; a test sends every one."""
