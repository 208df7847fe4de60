"""Which complaints clients ask for and what they do to them; a case is the library's own, as `cases list` has it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.backlog import as_written
from feedback_ai.schema import Severity
from feedback_ai.services.case_steps import MAX_NAME_CHARS, MAX_WHY_CHARS
from feedback_ai.services.case_views import MAX_CASES, Order
from feedback_ai.store.records import EvidenceFilter, Text
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.follow_up import Outcome
from feedback_ai.triage.states import CaseState


class CasesQuery(EvidenceFilter):
    """Which complaints to list."""

    model_config = ConfigDict(extra="forbid")

    team: Text | None = Field(
        default=None, max_length=200, description="Only those that the routing rules give to this team."
    )
    unrouted: bool = Field(default=False, description="Only those that no routing rule names.")
    state: CaseState | None = Field(default=None, description="Only those in this state.")
    clock: Status | None = Field(default=None, description="Only those whose next deadline stands so.")
    assignee: Text | None = Field(default=None, max_length=200, description="Only those that this person deals with.")
    order: Order = Field(default="severity", description="The worst first, or by the priority in the queue.")
    limit: int = Field(default=50, ge=1, le=MAX_CASES, description="At most so many, the most urgent.")
    skip: int = Field(default=0, ge=0, description="How many to pass over first; `total` tells how many there are.")


Why = Annotated[Text, Field(min_length=1, max_length=MAX_WHY_CHARS)]
Person = Annotated[Text, Field(min_length=1, max_length=MAX_NAME_CHARS)]


class CaseTransition(BaseModel):
    """Where a case goes."""

    model_config = ConfigDict(extra="forbid")

    to: CaseState = Field(description="The state; `steps` of the case lists those that it may become.")
    why: Why | None = Field(
        default=None,
        description="The reason; needed to close without a response, to look again after one, and to open again.",
    )


class CaseAssignment(BaseModel):
    """Who deals with a case from now on."""

    model_config = ConfigDict(extra="forbid")

    assignee: Person | None = Field(default=None, description="The person; nobody if not given.")
    unit: Person | None = Field(default=None, description="The unit; none if not given.")
    why: Why | None = Field(default=None, description="The reason.")


class CasePause(BaseModel):
    """Whether the customer is waited for."""

    model_config = ConfigDict(extra="forbid")

    waiting: bool = Field(description="`true` stops the clocks, `false` lets them go on.")
    why: Why = Field(description="What is waited for, or what came.")


class CaseFollowUp(BaseModel):
    """A step of following a closed case up."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome = Field(description="What there is to note.")
    planned_for: Annotated[datetime | None, BeforeValidator(as_written)] = Field(
        default=None, description="When it is to be, not yet past; with `planned` alone. UTC where no offset is given."
    )
    severity: Severity | None = Field(
        default=None,
        description="How severe it was found to be; with a result alone, and `dissatisfied` needs `S1` to `S4`.",
    )
    note: Why | None = Field(default=None, description="What there is to say.")


TRANSITIONS: dict[str, Any] = {
    "acknowledge": {"summary": "The customer was told that it arrived", "value": {"to": "acknowledged"}},
    "close": {"summary": "It is no complaint", "value": {"to": "closed", "why": "A question, answered by phone."}},
}
ASSIGNMENTS: dict[str, Any] = {
    "person": {"summary": "A person of a unit", "value": {"assignee": "Ann Lee", "unit": "Depot north"}},
    "chinese": {"summary": "In Chinese", "value": {"assignee": "李安", "unit": "客服一组", "why": "熟悉该客户"}},
}
PAUSES: dict[str, Any] = {
    "wait": {"summary": "Wait for the customer", "value": {"waiting": True, "why": "Asked for the receipt."}}
}
FOLLOW_UPS: dict[str, Any] = {
    "planned": {"summary": "Plan a call", "value": {"outcome": "planned", "planned_for": "2030-10-31T02:00:00Z"}},
    "dissatisfied": {
        "summary": "The customer is not content: the case opens again",
        "value": {"outcome": "dissatisfied", "severity": "S2", "note": "退款仍未到账"},
    },
}
"""Requests for `/openapi.json`; a test sends every one."""
