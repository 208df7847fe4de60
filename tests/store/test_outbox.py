from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedback_ai.store import Store
from feedback_ai.store.outbox import DEAD, DELIVERED, OutboxRepository, StoredWebhook

NOW = datetime(2026, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
HOOK = StoredWebhook("wh_1", "https://example.org/", [], "salt", "hash", NOW, None)


@pytest.fixture
def filled(store: Store) -> Iterator[Store]:
    with store.writing() as session:
        OutboxRepository(session).add_webhook(HOOK)
    return store


def add(store: Store, *ids: str, due_at: datetime = NOW) -> None:
    common: dict[str, Any] = {"webhook_id": "wh_1", "alert_id": None, "opening": None, "body": "{}", "created_at": NOW}
    with store.writing() as session:
        OutboxRepository(session).add([{**common, "id": id_, "due_at": due_at} for id_ in ids])


def claim(store: Store, name: str, now: datetime = NOW) -> str | None:
    with store.writing() as session:
        message = OutboxRepository(session).claim(now, name, now + timedelta(minutes=5))
    return None if message is None else message.id


def test_the_longest_due_is_claimed_first_and_by_one(filled: Store) -> None:
    add(filled, "b", "a")
    add(filled, "early", due_at=NOW - timedelta(hours=1))
    add(filled, "late", due_at=NOW + timedelta(hours=1))
    assert [claim(filled, f"c{n}") for n in range(4)] == ["early", "a", "b", None]


def test_no_two_claim_the_same_at_the_same_time(filled: Store) -> None:
    add(filled, *(f"m{number:02}" for number in range(20)))
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda number: claim(filled, f"c{number}"), range(20)))
    assert len({one for one in found if one}) == len([one for one in found if one])


def test_a_claim_ends_and_its_owner_then_changes_nothing(filled: Store) -> None:
    add(filled, "a")
    assert claim(filled, "first") == "a"
    assert claim(filled, "second", LATER - timedelta(seconds=1)) is None
    assert claim(filled, "second", LATER) == "a"
    with filled.writing() as session:
        repository = OutboxRepository(session)
        assert not repository.finish("a", "first", {"state": DEAD})
        assert repository.finish("a", "second", {"state": DELIVERED, "delivered_at": LATER})
        assert not repository.finish("a", "second", {"state": DEAD})
        assert repository.counts() == {("wh_1", DELIVERED): 1}


def test_what_waits_for_a_revoked_webhook_is_given_up(filled: Store) -> None:
    add(filled, "a")
    with filled.writing() as session:
        OutboxRepository(session).revoke("wh_1", NOW)
    assert claim(filled, "c") is None
    with filled.reading() as session:
        repository = OutboxRepository(session)
        assert [(message.id, message.last_error) for message in repository.dead(9)] == [("a", "webhook revoked")]
        assert repository.webhooks(revoked=False) == []
        assert [hook.revoked_at for hook in repository.webhooks(revoked=True)] == [NOW]
