"""Webhooks: who is told of alerts; registered with a secret that is shown once and never stored."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.notify.payload import TEST, body
from feedback_ai.notify.rules import load_alert_rules
from feedback_ai.notify.sending import check_url
from feedback_ai.notify.signature import hash_secret, make_secret
from feedback_ai.services.alert_views import NewWebhook, Sent, WebhookView
from feedback_ai.services.alerts_deliver import CLAIM, attempt
from feedback_ai.services.secret_key import secret_key
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.outbox import DEAD, DELIVERED, WAITING, OutboxRepository, StoredWebhook

SALT_BYTES = 16


def add_webhook(store: Store, url: str, rules: Sequence[str] = (), *, settings: Settings | None = None) -> NewWebhook:
    """Register a webhook.

    Its secret is made from a random salt and the secret key of this installation; the store keeps the salt and a hash.

    Args:
        store: The store.
        url: Where messages are posted, http or https.
        rules: Names of the alert rules that it is told of; all of them, later ones too, if empty.
        settings: Settings in force; the process's own if None.

    Returns:
        The webhook with its secret, which is never shown again.

    Raises:
        OptionError: If the address cannot be used, or there is no such rule.
        SettingError: If the rules or the secret key cannot be used.
    """
    settings = settings or get_settings()
    known = load_alert_rules(settings.alerts).names
    if unknown := [name for name in rules if name not in known]:
        raise OptionError(f"There is no alert rule {unknown[0]!r}.", hint="Give names of rules.", options=known)
    salt = secrets.token_hex(SALT_BYTES)
    secret = make_secret(secret_key(settings), salt)
    webhook = StoredWebhook(
        id=f"wh_{uuid4().hex[:16]}",
        url=check_url(url),
        rules=list(dict.fromkeys(rules)),
        salt=salt,
        secret_hash=hash_secret(secret),
        created_at=datetime.now(UTC),
        revoked_at=None,
    )
    with store.writing() as session:
        OutboxRepository(session).add_webhook(webhook)
    return NewWebhook(id=webhook.id, url=webhook.url, rules=tuple(webhook.rules), secret=secret)


def list_webhooks(store: Store) -> list[WebhookView]:
    """All webhooks, revoked ones too, in the order of their registration; without their secrets."""
    with store.reading() as session:
        repository = OutboxRepository(session)
        hooks, counts, errors = repository.webhooks(revoked=True), repository.counts(), repository.last_errors()
    return [
        WebhookView(
            **{name: getattr(hook, name) for name in ("id", "url", "created_at", "revoked_at")},
            rules=tuple(hook.rules),
            waiting=counts.get((hook.id, WAITING), 0),
            delivered=counts.get((hook.id, DELIVERED), 0),
            dead=counts.get((hook.id, DEAD), 0),
            last_error=errors.get(hook.id),
        )
        for hook in hooks
    ]


def revoke_webhook(store: Store, webhook_id: str) -> None:
    """Send nothing more to a webhook; revoking it again changes nothing.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.writing() as session:
        repository = OutboxRepository(session)
        _found(repository.webhook(webhook_id) if webhook_id.isascii() and webhook_id.isprintable() else None)
        repository.revoke(webhook_id, datetime.now(UTC))


def send_test(store: Store, webhook_id: str, *, settings: Settings | None = None) -> Sent:
    """Send a test message now, once.

    Raises:
        NotFoundError: If there is no webhook under that id that is not revoked.
        SettingError: If the secret key cannot be used.
    """
    settings = settings or get_settings()
    now = datetime.now(UTC)
    text = body(TEST, now, {"title": {"en": "A test of Feedback AI", "zh": "Feedback AI 测试消息"}})
    claim, message_id = uuid4().hex, f"msg_{uuid4().hex}"
    with store.writing() as session:
        repository = OutboxRepository(session)
        hook = _found(repository.webhook(webhook_id) if webhook_id.isascii() and webhook_id.isprintable() else None)
        if hook.revoked_at is not None:
            _found(None)
        row = {"id": message_id, "webhook_id": hook.id, "alert_id": None, "opening": None, "body": text}
        times = {"created_at": now, "due_at": now, "claim": claim, "claimed_until": now + CLAIM, "attempts": 1}
        repository.add([row | times])
    result = attempt(hook, message_id, text, secret_key(settings))
    ended = {"state": DELIVERED, "delivered_at": datetime.now(UTC)} if result.delivered else {"state": DEAD}
    with store.writing() as session:
        OutboxRepository(session).finish(message_id, claim, {**ended, "last_error": result.error})
    return Sent(message_id=message_id, delivered=result.delivered, error=result.error)


def _found(webhook: StoredWebhook | None) -> StoredWebhook:
    if webhook is None:
        raise NotFoundError("There is no webhook under that id.", hint="`feedback-ai webhooks list` shows the ids.")
    return webhook
