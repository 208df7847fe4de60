"""The deliverer: takes messages from the outbox one by one, sends them to webhooks and trackers, notes how it went.

A message is taken by a claim that ends by itself, so that of several deliverers one sends it, and so that it is sent
again should that one not come back: receivers drop repeats by `webhook-id`.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from feedback_ai.connect.trackers import load_trackers
from feedback_ai.errors import StoreError
from feedback_ai.notify.backoff import delay
from feedback_ai.notify.sending import Attempt, send
from feedback_ai.notify.signature import hash_secret, headers, make_secret
from feedback_ai.services.alert_views import DeadMessage, DeliverySummary
from feedback_ai.services.secret_key import secret_key
from feedback_ai.services.trackers_push import send_item
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.outbox import DEAD, DELIVERED, TRACKER, Message, OutboxRepository, StoredWebhook

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=5)
"""So long a message is left to the deliverer that took it."""
MAX_DEAD = 20
KEY_CHANGED = "the secret key of this installation is another one than when the webhook was registered"


def deliver(
    store: Store, *, limit: int | None = None, settings: Settings | None = None, now: datetime | None = None
) -> DeliverySummary:
    """Send every message that is due, each once.

    Args:
        store: The store.
        limit: At most so many; all if None.
        settings: Settings in force; the process's own if None.
        now: The time of day by which messages are due; the clock's if None.

    Raises:
        SettingError: If the secret key or the trackers cannot be used.
        StoreError: If the store fails; messages that were sent but not noted will be sent again.
    """
    settings = settings or get_settings()
    key, trackers = secret_key(settings), load_trackers(settings.trackers)
    ended: Counter[str] = Counter()
    for _ in count() if limit is None else range(limit):
        if (taken := _take(store, now)) is None:
            break
        message, hook, claim = taken
        if message.kind == TRACKER:
            how = send_item(store, trackers, message, claim, now)
        else:
            how = _send(store, message, hook, claim, key, now)
        if how is not None:
            ended[how] += 1
    return DeliverySummary(delivered=ended["delivered"], failed=ended["failed"], dead=ended["dead"])


def keep_delivering(store: Store, every_s: float, *, settings: Settings | None = None) -> Iterator[DeliverySummary]:
    """Send what is due again and again, with pauses; never ends by itself, nor because the store was busy or away.

    Raises:
        SettingError: If the secret key or the trackers cannot be used.
    """
    while True:
        try:
            yield deliver(store, settings=settings)
        except StoreError as error:
            logger.error("Nothing is delivered until the store answers again: %s", error)
        time.sleep(every_s)


def list_dead(store: Store, limit: int = MAX_DEAD) -> list[DeadMessage]:
    """The messages that were given up, the newest first."""
    with store.reading() as session:
        messages = OutboxRepository(session).dead(limit)
    return [
        DeadMessage(
            id=message.id,
            to=message.webhook_id or message.tracker or "",
            attempts=message.attempts,
            last_error=message.last_error,
        )
        for message in messages
    ]


def attempt(hook: StoredWebhook, message_id: str, body: str, key: bytes) -> Attempt:
    """Sign a message and send it once.

    Args:
        hook: To whom.
        message_id: Its id, the same at every attempt.
        body: Its body.
        key: The secret key of this installation.
    """
    secret = make_secret(key, hook.salt)
    if hash_secret(secret) != hook.secret_hash:
        return Attempt(delivered=False, error=KEY_CHANGED)
    return send(hook.url, body, headers(secret, message_id, int(datetime.now(UTC).timestamp()), body))


def _take(store: Store, now: datetime | None) -> tuple[Message, StoredWebhook | None, str] | None:
    moment, claim = now or datetime.now(UTC), uuid4().hex
    with store.writing() as session:
        repository = OutboxRepository(session)
        message = repository.claim(moment, claim, moment + CLAIM)
        hook = None if message is None or message.webhook_id is None else repository.webhook(message.webhook_id)
    return None if message is None else (message, hook, claim)


def _send(
    store: Store, message: Message, hook: StoredWebhook | None, claim: str, key: bytes, now: datetime | None
) -> str | None:
    """Send a message to its webhook once; gives how it ended, None where someone else took it meanwhile."""
    result = Attempt(delivered=False, error="no such webhook", final=True)
    if hook is not None:
        result = attempt(hook, message.id, message.body, key)
    how, values = _outcome(message, result, now or datetime.now(UTC))
    with store.writing() as session:
        return how if OutboxRepository(session).finish(message.id, claim, values) else None


def _outcome(message: Message, result: Attempt, now: datetime) -> tuple[str, dict[str, Any]]:
    """How an attempt ended, in a word, and what the message is after it."""
    if result.delivered:
        return "delivered", {"state": DELIVERED, "delivered_at": now, "last_error": None}
    wait = None if result.final else delay(message.attempts, random.random())  # noqa: S311 - no secret
    if wait is None:
        return "dead", {"state": DEAD, "last_error": result.error}
    return "failed", {"due_at": now + wait, "last_error": result.error}
