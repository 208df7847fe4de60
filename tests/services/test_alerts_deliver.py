import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from alert_fakes import CASES, CLOCK, END, fill, settings_with
from backlog_fakes import Complaint
from receiver import Received, Receiver, receiving

from feedback_ai.errors import StoreBusyError
from feedback_ai.notify.backoff import FIRST, MAX_ATTEMPTS
from feedback_ai.services import alerts, alerts_deliver, webhooks
from feedback_ai.services.alert_views import DeliverySummary, NewWebhook
from feedback_ai.services.alerts_check import check
from feedback_ai.services.alerts_deliver import KEY_CHANGED, deliver, keep_delivering, list_dead
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.outbox import OutboxRepository


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path / "home", CASES)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def hook(store: Store, settings: Settings, receiver: Receiver) -> NewWebhook:
    return webhooks.add_webhook(store, receiver.url, settings=settings)


def open_alerts(store: Store, settings: Settings, *units: str) -> tuple[int, ...]:
    fill(store, [Complaint(f"s-{unit}", days_ago=1, severity="S1", unit=unit) for unit in units])
    return check(store, as_of=END, settings=settings, now=CLOCK).opened


def is_signed(received: Received, secret: str) -> bool:
    """Whether a receiver that follows the Standard Webhooks specification takes a message."""
    headers = received.headers
    assert abs(int(headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 300
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{received.body}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted, headers["webhook-signature"])


def test_an_alert_arrives_signed_and_once(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    (id_,) = open_alerts(store, settings, "east")
    assert deliver(store, settings=settings) == DeliverySummary(delivered=1)
    assert deliver(store, settings=settings) == DeliverySummary()
    (received,) = receiver.got
    assert is_signed(received, hook.secret)
    told = json.loads(received.body)
    assert (told["type"], told["data"]["alert_id"], told["data"]["severity"]) == ("alert.opened", id_, "S1")
    assert told["data"]["title"] == {"en": "S1 case: east", "zh": "S1 级投诉：east"}
    assert "无法激活" not in received.body, "no words of customers leave"
    detail = alerts.get_alert(store, id_)
    assert [message.state for message in detail.messages] == ["delivered"]
    assert detail.latency_s["delivered"] is not None
    assert alerts.list_alerts(store).latency.delivered.n == 1


def test_what_fails_is_sent_again_later_under_the_same_id(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    (id_,) = open_alerts(store, settings, "east")
    receiver.statuses = [500, 302]
    now = datetime.now(UTC)
    assert deliver(store, settings=settings, now=now) == DeliverySummary(failed=1)
    assert deliver(store, settings=settings, now=now) == DeliverySummary(), "it waits"
    (message,) = alerts.get_alert(store, id_).messages
    assert (message.attempts, message.last_error) == (1, "status 500")
    assert now + FIRST / 2 <= message.due_at <= now + FIRST
    assert deliver(store, settings=settings, now=now + timedelta(minutes=1)).failed == 1
    assert deliver(store, settings=settings, now=now + timedelta(hours=1)).delivered == 1
    assert len(receiver.got) == 3
    assert len(set(receiver.ids)) == 1, "receivers drop repeats by the id"
    assert all(is_signed(received, hook.secret) for received in receiver.got)


def test_it_is_given_up_after_so_many_attempts_and_listed(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    open_alerts(store, settings, "east")
    receiver.statuses = [503] * MAX_ATTEMPTS
    now = datetime.now(UTC)
    for day in range(MAX_ATTEMPTS - 1):
        assert deliver(store, settings=settings, now=now + timedelta(days=day)) == DeliverySummary(failed=1)
    assert deliver(store, settings=settings, now=now + timedelta(days=99)) == DeliverySummary(dead=1)
    assert deliver(store, settings=settings, now=now + timedelta(days=999)) == DeliverySummary()
    (dead,) = list_dead(store)
    assert (dead.to, dead.attempts, dead.last_error) == (hook.id, MAX_ATTEMPTS, "status 503")
    assert [(one.dead, one.waiting) for one in webhooks.list_webhooks(store)] == [(1, 0)]


def test_a_receiver_that_is_gone_is_not_asked_again(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    open_alerts(store, settings, "east")
    receiver.statuses = [410]
    assert deliver(store, settings=settings) == DeliverySummary(dead=1)


def test_several_deliverers_send_every_message_once(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    open_alerts(store, settings, *(f"unit-{number}" for number in range(12)))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: deliver(store, settings=settings), range(4)))
    assert sum(one.delivered for one in done) == 12
    assert len(receiver.ids) == len(set(receiver.ids)) == 12


def test_a_deliverer_that_dies_leaves_its_message_to_others(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_alerts(store, settings, "east")
    now = datetime.now(UTC)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(alerts_deliver, "attempt", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(store, settings=settings, now=now)
    assert deliver(store, settings=settings, now=now + timedelta(minutes=1)) == DeliverySummary(), "claimed"
    assert deliver(store, settings=settings, now=now + timedelta(minutes=6)) == DeliverySummary(delivered=1)


def test_a_late_deliverer_does_not_undo_what_another_did(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    (id_,) = open_alerts(store, settings, "east")
    now = datetime.now(UTC)
    with store.writing() as session:
        slow = OutboxRepository(session).claim(now, "slow", now + timedelta(minutes=5))
    assert slow is not None
    assert deliver(store, settings=settings, now=now + timedelta(minutes=6)).delivered == 1
    with store.writing() as session:
        assert not OutboxRepository(session).finish(slow.id, "slow", {"state": "dead"})
    assert alerts.get_alert(store, id_).messages[0].state == "delivered"


def test_with_another_secret_key_nothing_is_signed_wrongly(
    store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver
) -> None:
    open_alerts(store, settings, "east")
    other = settings.model_copy(update={"secret_key": "another key of 20 letters"})
    assert deliver(store, settings=other) == DeliverySummary(failed=1)
    assert webhooks.list_webhooks(store)[0].last_error == KEY_CHANGED
    assert not receiver.got


def test_it_goes_on_until_it_is_stopped(store: Store, settings: Settings, hook: NewWebhook, receiver: Receiver) -> None:
    rounds = keep_delivering(store, 0.01, settings=settings)
    assert next(rounds) == DeliverySummary()
    open_alerts(store, settings, "east")
    assert [one.delivered for one in islice(rounds, 2)] == [1, 0]


def test_a_store_that_is_away_does_not_end_it(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        monkeypatch.undo()
        raise StoreBusyError("The store is locked.", hint="Try again.")

    monkeypatch.setattr(OutboxRepository, "claim", fail)
    assert next(keep_delivering(store, 0.01, settings=settings)) == DeliverySummary()
    assert "The store is locked." in caplog.text
