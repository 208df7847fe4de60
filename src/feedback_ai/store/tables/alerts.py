"""Alerts and mass incidents, what they rest on, and the messages that tell of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class AlertRow(Table):
    """An alert: one matter under one rule, by its `key`; `opened_at` is of its last opening.

    `arrived_at` is when the text was stored that completed what the last opening rests on, `last_seen` the end of the
    time that the last check which saw it looked at.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    rule: Mapped[str]
    signal: Mapped[str]
    state: Mapped[str]
    severity: Mapped[str | None]
    title: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any]]
    openings: Mapped[int]
    opened_at: Mapped[datetime]
    arrived_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class AlertTextRow(Table):
    """A text that an alert rests on."""

    __tablename__ = "alert_text"
    __table_args__ = (Index(None, "feedback_id"),)

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)


class AlertEventRow(Table):
    """What happened to an alert, and who did it; never changed."""

    __tablename__ = "alert_event"
    __table_args__ = (Index(None, "alert_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class IncidentRow(Table):
    """Many cases with one cause in a short time; `steps` are those of the playbook when it was proposed."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "topic_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    cause: Mapped[str | None]
    dimension: Mapped[str | None]
    state: Mapped[str]
    severity: Mapped[str | None]
    started_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    playbook: Mapped[dict[str, Any] | None]
    proposed_at: Mapped[datetime]
    last_seen: Mapped[datetime]


class IncidentCaseRow(Table):
    """A text that belongs to an incident."""

    __tablename__ = "incident_case"
    __table_args__ = (Index(None, "feedback_id"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    feedback_id: Mapped[str] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)


class IncidentEventRow(Table):
    """What happened to an incident, and who did it; never changed."""

    __tablename__ = "incident_event"
    __table_args__ = (Index(None, "incident_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]


class WebhookRow(Table):
    """Who is told; of the secret only `salt`, from which it is made anew, and a hash by which that is checked."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    rules: Mapped[list[Any]]
    salt: Mapped[str]
    secret_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class OutboxRow(Table):
    """A message to a webhook or a tracker, written together with what it tells of.

    `kind` says to which, and so whether `webhook_id` or `tracker` names it. Receivers of webhooks drop repeats by `id`.
    Of an item and a tracker there is one message, which is written anew with every change; its body is the revision.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "due_at"),
        *(Index(None, name) for name in ("alert_id", "webhook_id", "item_id")),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(server_default="webhook")
    webhook_id: Mapped[str | None] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id", ondelete="CASCADE"))
    opening: Mapped[int | None]
    tracker: Mapped[str | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("backlog_item.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    claim: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
