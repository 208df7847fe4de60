"""Webhooks, and the outbox: messages that were written with what they tell of, and are sent by the deliverer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from feedback_ai.store.insert import insert_all
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import OutboxRow, WebhookRow

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
WEBHOOK, TRACKER = "webhook", "tracker"
"""Kinds of destinations."""


@dataclass(frozen=True)
class StoredWebhook:
    """Who is told of what, field by field as `tables.WebhookRow`."""

    id: str
    url: str
    rules: list[str]
    salt: str
    secret_hash: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class Message:
    """A message of the outbox, field by field as `tables.OutboxRow`."""

    id: str
    kind: str
    webhook_id: str | None
    alert_id: int | None
    opening: int | None
    tracker: str | None
    item_id: int | None
    body: str
    state: str
    created_at: datetime
    due_at: datetime
    attempts: int
    claim: str | None
    delivered_at: datetime | None
    last_error: str | None


HOOK_FIELDS = tuple(StoredWebhook.__dataclass_fields__)
FIELDS = tuple(Message.__dataclass_fields__)


class OutboxRepository(Repository):
    """Reads and writes webhooks and messages inside the caller's transaction."""

    def add_webhook(self, webhook: StoredWebhook) -> None:
        """Store a new webhook; it is written at once, since messages may point to it."""
        self.session.add(WebhookRow(**vars(webhook)))
        self.session.flush()

    def webhook(self, webhook_id: str) -> StoredWebhook | None:
        """One webhook, also a revoked one; None if there is none under that id."""
        row = self.session.get(WebhookRow, webhook_id)
        return None if row is None else _webhook(row)

    def webhooks(self, *, revoked: bool) -> list[StoredWebhook]:
        """The webhooks in the order of their registration, with or without revoked ones."""
        statement = select(WebhookRow).order_by(WebhookRow.created_at, WebhookRow.id)
        if not revoked:
            statement = statement.where(WebhookRow.revoked_at.is_(None))
        return [_webhook(row) for row in self.session.scalars(statement)]

    def revoke(self, webhook_id: str, at: datetime) -> None:
        """Send nothing more to a webhook; what still waits for it is given up."""
        row = self.session.get_one(WebhookRow, webhook_id)
        row.revoked_at = row.revoked_at or at
        waits = (OutboxRow.webhook_id == webhook_id, OutboxRow.state == WAITING)
        self.session.execute(update(OutboxRow).where(*waits).values(state=DEAD, last_error="webhook revoked"))

    def add(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Store new messages."""
        fresh = {"state": WAITING, "attempts": 0, "claim": None, "claimed_until": None}
        fresh |= {"kind": WEBHOOK, "webhook_id": None, "alert_id": None, "opening": None}
        fresh |= {"tracker": None, "item_id": None}
        rows = [{**fresh, "delivered_at": None, "last_error": None, **message} for message in messages]
        insert_all(self.session, OutboxRow, rows)

    def claim(self, now: datetime, claim: str, until: datetime) -> Message | None:
        """Take the message that has been due for longest, so that no other deliverer does; None if none is due.

        Args:
            now: The moment.
            claim: Text of this attempt's own.
            until: When others may take it, should this deliverer not come back.
        """
        free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now)
        statement = (
            select(OutboxRow)
            .where(OutboxRow.state == WAITING, OutboxRow.due_at <= now, free)
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)  # SQLite, which has one writer, leaves it out
        )
        row = self.session.scalar(statement)
        if row is None:
            return None
        row.claim, row.claimed_until, row.attempts = claim, until, row.attempts + 1
        self.session.flush()
        return _message(row)

    def finish(self, message_id: str, claim: str, values: Mapping[str, Any]) -> bool:
        """Note how an attempt ended, unless someone else took the message meanwhile; gives whether it was noted."""
        mine = (OutboxRow.id == message_id, OutboxRow.claim == claim, OutboxRow.state == WAITING)
        changed: Any = self.session.execute(
            update(OutboxRow).where(*mine).values(claim=None, claimed_until=None, **values)
        )
        return bool(changed.rowcount)

    def of_alert(self, alert_id: int) -> list[Message]:
        """The messages about an alert, the first first."""
        statement = select(OutboxRow).where(OutboxRow.alert_id == alert_id)
        rows = self.session.scalars(statement.order_by(OutboxRow.created_at, OutboxRow.id))
        return [_message(row) for row in rows]

    def dead(self, limit: int) -> list[Message]:
        """The messages that were given up, the newest first."""
        order = (OutboxRow.created_at.desc(), OutboxRow.id)
        rows = self.session.scalars(select(OutboxRow).where(OutboxRow.state == DEAD).order_by(*order).limit(limit))
        return [_message(row) for row in rows]

    def counts(self) -> dict[tuple[str, str], int]:
        """How many messages there are, by webhook and state."""
        statement = select(OutboxRow.webhook_id, OutboxRow.state, func.count())
        grouped = statement.group_by(OutboxRow.webhook_id, OutboxRow.state)
        rows = self.session.execute(grouped.where(OutboxRow.kind == WEBHOOK))
        return {(webhook or "", state): n for webhook, state, n in rows}

    def last_errors(self) -> dict[str, str]:
        """What went wrong last, by webhook."""
        statement = select(OutboxRow.webhook_id, OutboxRow.last_error).where(OutboxRow.last_error.is_not(None))
        rows = self.session.execute(statement.order_by(OutboxRow.created_at, OutboxRow.id))
        return {webhook: error for webhook, error in rows if webhook is not None and error is not None}


def _webhook(row: WebhookRow) -> StoredWebhook:
    return StoredWebhook(**{name: getattr(row, name) for name in HOOK_FIELDS})


def _message(row: OutboxRow) -> Message:
    return Message(**{name: getattr(row, name) for name in FIELDS})
