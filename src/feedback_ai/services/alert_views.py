"""Alerts, incidents and webhooks as people and programs see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.notify.states import AlertState
from feedback_ai.triage.incidents import IncidentState


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Title(_View):
    """The same in English and Chinese."""

    en: str
    zh: str


class Quantiles(_View):
    """How long it took, in seconds."""

    n: int = Field(description="Openings that were measured.")
    median_s: float | None
    p90_s: float | None


class Latency(_View):
    """From the arrival of the text that completed an alert to its opening, and to its first delivery.

    Of each alert the last opening counts. Arrival is when the text was stored.
    """

    opened: Quantiles
    delivered: Quantiles


class AlertView(_View):
    """An alert: one matter under one rule."""

    id: int
    rule: str
    signal: str = Field(description="`topic`, `candidate`, `case` or `incident`.")
    title: Title
    state: AlertState
    severity: str | None = Field(description="The worst of its texts; null where none is graded.")
    n_texts: int = Field(description="Texts that it rests on and that are still stored.")
    figures: dict[str, Any] = Field(description="What the signal said when it was seen last.")
    openings: int = Field(description="How often it was opened.")
    opened_at: datetime = Field(description="When it was opened last.")
    arrived_at: datetime = Field(description="When the text was stored that completed what that opening rests on.")
    last_seen: datetime = Field(description="End of the time, exclusive, that the last check which saw it looked at.")
    closed_at: datetime | None


class TextView(_View):
    """A text that an alert or an incident rests on, redacted."""

    feedback_id: str
    record_id: str
    source: str
    unit: str | None
    channel: str | None
    created_at: datetime | None
    stored_at: datetime
    text: str


class EventView(_View):
    """Something that happened, and who did it."""

    at: datetime
    actor: str
    kind: str = Field(description="Such as `opened`, `acknowledged`, `closed`, `reopened`, `joined`.")
    detail: dict[str, Any]


class MessageView(_View):
    """A message about an alert."""

    id: str = Field(description="The header `webhook-id`, by which receivers drop repeats.")
    webhook_id: str
    state: str = Field(description="`waiting`, `delivered` or `dead`.")
    attempts: int
    due_at: datetime = Field(description="Not sent before; the end of quiet hours, or the next attempt.")
    delivered_at: datetime | None
    last_error: str | None


class DeadMessage(_View):
    """A message that was given up."""

    id: str
    to: str = Field(description="The webhook or the tracker.")
    attempts: int
    last_error: str | None


class AlertDetail(AlertView):
    """An alert with its newest texts, its messages and its history."""

    latency_s: dict[str, float | None] = Field(description="Seconds from arrival to `opened` and to `delivered`.")
    evidence: tuple[TextView, ...]
    messages: tuple[MessageView, ...]
    history: tuple[EventView, ...]


class AlertList(_View):
    """Alerts, the last opened first, and how long all alerts of the store took."""

    items: tuple[AlertView, ...]
    latency: Latency


class IncidentView(_View):
    """A mass incident: many cases with one cause in a short time."""

    id: int
    title: Title
    topic_id: int | None
    cause: str | None
    dimension: str | None
    state: IncidentState
    severity: str | None = Field(description="The worst of its cases.")
    n_cases: int
    units: dict[str, int] = Field(description="Cases by unit, the most first; an empty name where a case has none.")
    started_at: datetime = Field(description="When its first case was written.")
    proposed_at: datetime
    last_seen: datetime = Field(description="End of the time, exclusive, that the last check looked at.")
    figures: dict[str, Any] = Field(description="Cases and rates when it was proposed.")


class PlaybookView(_View):
    """Steps to take, as the configuration had them when the incident was proposed."""

    name: Title
    steps: tuple[Title, ...]


class IncidentDetail(IncidentView):
    """A mass incident with its playbook, its cases, the first first, and its history."""

    playbook: PlaybookView | None
    cases: tuple[TextView, ...]
    history: tuple[EventView, ...]


class WebhookView(_View):
    """Who is told of what; never with its secret."""

    id: str
    url: str
    rules: tuple[str, ...] = Field(description="Names of the rules; all of them if empty.")
    created_at: datetime
    revoked_at: datetime | None
    waiting: int = Field(description="Messages that are still to be sent.")
    delivered: int
    dead: int = Field(description="Messages that were given up.")
    last_error: str | None


class NewWebhook(_View):
    """A webhook that was just registered, with its secret: this is the only time that it is shown."""

    id: str
    url: str
    rules: tuple[str, ...]
    secret: str


class Sent(_View):
    """How a test message went."""

    message_id: str
    delivered: bool
    error: str | None


class CheckSummary(_View):
    """What a check did."""

    as_of: datetime | None = Field(description="End, exclusive, of what it looked at; null in an empty store.")
    opened: tuple[int, ...] = ()
    reopened: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    n_unchanged: int = 0
    incidents: tuple[int, ...] = Field(default=(), description="Incidents that it proposed.")
    n_joined: int = Field(default=0, description="Cases that joined incidents which were known.")
    n_messages: int = Field(default=0, description="Messages that it wrote to the outbox.")
    notes: tuple[str, ...] = Field(default=(), description="What could not be looked at, and why.")


class DeliverySummary(_View):
    """What a round of the deliverer did."""

    delivered: int = 0
    failed: int = Field(default=0, description="Attempts that failed and will be repeated.")
    dead: int = Field(default=0, description="Messages that were given up in this round.")


def quantiles(seconds: Sequence[float]) -> Quantiles:
    """Median and 90th percentile (nearest rank) of waits."""
    ordered = sorted(seconds)
    if not ordered:
        return Quantiles(n=0, median_s=None, p90_s=None)
    n = len(ordered)
    return Quantiles(n=n, median_s=ordered[-(-n // 2) - 1], p90_s=ordered[-(-9 * n // 10) - 1])
