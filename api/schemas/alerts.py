"""Queries and bodies of alerts, incidents and webhooks; what they are is the library's own, as the commands show it."""

from typing import Annotated, Any

from fastapi import Body
from pydantic import BaseModel, ConfigDict, Field

from api.limits import MAX_PAGE
from feedback_ai.notify.sending import MAX_URL_CHARS
from feedback_ai.notify.states import AlertState
from feedback_ai.services.alert_views import IncidentView, WebhookView
from feedback_ai.services.alerts import MAX_NOTE_CHARS
from feedback_ai.store.records import Text
from feedback_ai.triage.incidents import IncidentState


class AlertsQuery(BaseModel):
    """Which alerts to list."""

    model_config = ConfigDict(extra="forbid")

    state: AlertState | None = Field(default=None, description="Alerts in this state; those not closed if not given.")
    rule: Text | None = Field(default=None, max_length=200, description="Alerts of this rule.")
    closed: bool = Field(default=False, description="Closed alerts too.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="At most so many, the last opened.")


class AlertCheck(BaseModel):
    """Up to when to look."""

    model_config = ConfigDict(extra="forbid")

    as_of: str | None = Field(
        default=None,
        max_length=40,
        description="Last day (meant to its end), or moment (exclusive), that counts, UTC where no offset is given; "
        "the newest record's day, but today at the latest, if not given.",
        examples=["2026-09-30", "2026-09-30T18:00:00Z"],
    )


class AlertDelivery(BaseModel):
    """How much to send."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="At most so many messages.")


class IncidentsQuery(BaseModel):
    """Which incidents to list."""

    model_config = ConfigDict(extra="forbid")

    state: IncidentState | None = Field(default=None, description="Incidents in this state; open ones if not given.")
    every: bool = Field(default=False, description="Dismissed and closed ones too.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="At most so many, the last begun.")


class Step(BaseModel):
    """A step that a person takes, in the name of the key."""

    model_config = ConfigDict(extra="forbid")

    note: Text | None = Field(
        default=None, min_length=1, max_length=MAX_NOTE_CHARS, description="What there is to say about it."
    )


class Dismissal(BaseModel):
    """Why an incident is none."""

    model_config = ConfigDict(extra="forbid")

    note: Text = Field(min_length=1, max_length=MAX_NOTE_CHARS, description="Why it is none.")


class WebhookBody(BaseModel):
    """Who is to be told of what."""

    model_config = ConfigDict(extra="forbid")

    url: Text = Field(max_length=MAX_URL_CHARS, description="Where messages are posted: an http or https address.")
    rules: list[Text] = Field(default=[], max_length=100, description="Names of alert rules; all of them if empty.")


class Incidents(BaseModel):
    """Mass incidents, the last begun first."""

    items: list[IncidentView]


class Webhooks(BaseModel):
    """All webhooks, revoked ones too, in the order of their registration."""

    items: list[WebhookView]


STEPS: dict[str, Any] = {
    "english": {"summary": "With a note", "value": {"note": "Depot south looks into it."}},
    "chinese": {"summary": "With a note in Chinese", "value": {"note": "已转运营部处理。"}},
    "nothing": {"summary": "Without one", "value": {}},
}
StepBody = Annotated[Step, Body(openapi_examples=STEPS)]
"""A note to a step; every path that takes a step with one has it so."""
CHECKS: dict[str, Any] = {
    "newest": {"summary": "Up to the newest record", "value": {}},
    "day": {"summary": "A day again", "value": {"as_of": "2026-09-30"}},
}
DELIVERIES: dict[str, Any] = {
    "usual": {"summary": "A round", "value": {}},
    "one": {"summary": "One message", "value": {"limit": 1}},
}
DISMISSALS: dict[str, Any] = {
    "english": {"summary": "In English", "value": {"note": "A survey went out that day."}},
    "chinese": {"summary": "In Chinese", "value": {"note": "当天集中发放了问卷。"}},
}
WEBHOOKS: dict[str, Any] = {
    "all": {"summary": "Told of everything", "value": {"url": "https://example.org/hooks/feedback"}},
    "some": {
        "summary": "Told of one rule",
        "value": {"url": "https://example.org/hooks/duty", "rules": ["Critical case"]},
    },
}
"""Requests for `/openapi.json`; a test sends every one."""
