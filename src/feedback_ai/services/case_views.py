"""Cases as CLI and API show them; free of pandas, so that the API starts at once."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Facet, Intent, Language, RootCause, Severity
from feedback_ai.services.backlog_views import Words
from feedback_ai.store.records import Correction
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.follow_up import Outcome
from feedback_ai.triage.sla import Target
from feedback_ai.triage.states import CaseState

MAX_CASES = 200
"""Most cases of one answer over HTTP."""


class PriorityPart(BaseModel):
    """One part of a place in the queue."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    value: float = Field(description="In [0, 1].")
    weight: float = Field(description="How much it counts beside the others.")
    why: Words = Field(description="What the value is made of.")


class CaseView(BaseModel):
    """A complaint.

    Attributes:
        id: Id of the feedback record in the store.
        severity: None where the model abstained; the same holds for `intent`.
        dimensions: Facets that it judges negative; `causes` and `topics` are those of the segments that do.
        team: Who is responsible by the routing rules; None where no rule fits.
        text: What the customer wrote, redacted.
        state: Where its handling is.
        assignee: Who deals with it, and for which unit.
        due_at: When the next of its clocks is due; None where all have ended.
        clock: How that clock stands; where all have ended, the worst of `met`, `unanswered`, `breached`; None where
            there are none.
        priority: 0 to 100, its place in the queue: the weighted mean of `parts`.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    record_id: str
    source: str
    created_at: datetime | None
    unit: str | None
    touchpoint: str | None
    channel: str | None
    language: Language
    severity: Severity | None
    intent: Intent | None
    dimensions: tuple[Facet, ...]
    causes: tuple[RootCause, ...]
    topics: tuple[int, ...]
    team: str | None
    text: str
    state: CaseState
    assignee: str | None
    assigned_unit: str | None
    due_at: datetime | None
    clock: Status | None
    priority: float
    parts: dict[str, PriorityPart]


class ClockView(BaseModel):
    """A deadline of a case and how it stands."""

    model_config = ConfigDict(frozen=True)

    target: Target
    started_at: datetime
    due_at: datetime = Field(description="While it is paused: if it went on now.")
    done_at: datetime | None = Field(description="When what it measures was done; null where it was not.")
    ended_at: datetime | None = Field(description="When it ended: by what it measures, or by closing without it.")
    status: Status = Field(
        description="`unanswered`: closed in time, but without what the clock measures, or without any answer to the "
        "customer."
    )
    used: float = Field(description="Share of its time that is used, in [0, 1].")


class CaseEventView(BaseModel):
    """Something that happened to a case; never changed."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    at: datetime
    actor: str
    kind: str = Field(description="`state`, `assignment`, `pause`, `resume` or `follow_up`.")
    detail: dict[str, Any]


class FollowUpView(BaseModel):
    """A step of following a closed case up."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    at: datetime
    actor: str
    outcome: Outcome
    planned_for: datetime | None
    severity_given: Severity | None = Field(description="By the model; null where it abstained.")
    severity_found: Severity | None = Field(description="By the person who asked the customer.")
    model_version: str
    note: str | None


class CaseDetail(CaseView):
    """A complaint with its clocks and all that happened to it, the first first.

    Attributes:
        received_at: When its clocks began.
        profile: The profile of deadlines.
        paused: Whether the customer is waited for.
        steps: The states that it may become.
    """

    received_at: datetime
    profile: str
    paused: bool
    steps: tuple[CaseState, ...]
    clocks: tuple[ClockView, ...]
    history: tuple[CaseEventView, ...]
    follow_ups: tuple[FollowUpView, ...]
    corrections: tuple[Correction, ...]


Order = Literal["severity", "queue"]


class TeamCount(BaseModel):
    """How many complaints a team has; `team` None stands for those that no rule names."""

    model_config = ConfigDict(frozen=True)

    team: str | None
    n: int


class CaseList(BaseModel):
    """Some complaints, most urgent first.

    Attributes:
        items: At most the number asked for.
        total: How many there are.
        teams: All complaints that pass the filter, by team, whichever team was asked for.
    """

    model_config = ConfigDict(frozen=True)

    items: tuple[CaseView, ...]
    total: int
    teams: tuple[TeamCount, ...]
