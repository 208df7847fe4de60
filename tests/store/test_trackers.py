from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from tracker_fakes import build

from feedback_ai.settings import Settings
from feedback_ai.store import Store, revisions
from feedback_ai.store.outbox import DEAD, DELIVERED, Message, OutboxRepository
from feedback_ai.store.trackers import StoredLink, TrackerRepository

NOW = datetime(2026, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def item_id(store: Store, tmp_path: Path) -> int:
    return build(store, Settings(home=tmp_path))[0]


def ask(store: Store, item_id: int, revision: str, tracker: str = "jira") -> None:
    with store.writing() as session:
        TrackerRepository(session).ask(item_id, tracker, revision, NOW)


def claim(store: Store, name: str, now: datetime = NOW) -> Message | None:
    with store.writing() as session:
        return OutboxRepository(session).claim(now, name, now + timedelta(minutes=5))


def finish(store: Store, message: Message | None, name: str, values: dict[str, object]) -> bool:
    assert message is not None
    with store.writing() as session:
        return TrackerRepository(session).finish(message, name, values)


def test_an_item_and_a_tracker_have_one_message(store: Store, item_id: int) -> None:
    for revision in ("a", "b"):
        ask(store, item_id, revision)
    ask(store, item_id, "c", "github")
    with store.reading() as session:
        messages = TrackerRepository(session).messages(item_id)
    assert {name: message.body for name, message in messages.items()} == {"jira": "b", "github": "c"}


def test_while_it_is_sent_nobody_else_takes_it_and_a_change_is_kept(store: Store, item_id: int) -> None:
    ask(store, item_id, "a")
    sent = claim(store, "first")
    ask(store, item_id, "b")
    assert claim(store, "second") is None, "two at once could make two issues"
    assert finish(store, sent, "first", {"state": DELIVERED, "delivered_at": NOW, "last_error": None})
    again = claim(store, "second")
    assert again is not None
    assert again.body == "b"
    assert finish(store, again, "second", {"state": DELIVERED, "delivered_at": NOW, "last_error": None})
    assert claim(store, "third") is None


def test_a_late_end_changes_nothing(store: Store, item_id: int) -> None:
    ask(store, item_id, "a")
    slow = claim(store, "slow")
    assert claim(store, "other", LATER) is not None
    assert not finish(store, slow, "slow", {"state": DEAD, "last_error": "late"})


def test_what_was_given_up_waits_anew_after_a_change(store: Store, item_id: int) -> None:
    ask(store, item_id, "a")
    assert finish(store, claim(store, "c"), "c", {"state": DEAD, "last_error": "status 500"})
    ask(store, item_id, "b")
    message = claim(store, "d")
    assert message is not None
    assert (message.attempts, message.last_error) == (1, None)


def test_a_limit_postpones_one_tracker(store: Store, item_id: int) -> None:
    ask(store, item_id, "a")
    ask(store, item_id, "b", "github")
    with store.writing() as session:
        TrackerRepository(session).postpone("jira", LATER)
    taken = claim(store, "c")
    assert taken is not None
    assert taken.tracker == "github"
    assert claim(store, "c") is None


def test_an_issue_is_kept_changed_and_forgotten(store: Store, item_id: int) -> None:
    link = StoredLink(item_id, "jira", "OPS-1", None, "To Do", "open", "plan", False, NOW)
    with store.writing() as session:
        TrackerRepository(session).keep(link)
        TrackerRepository(session).keep(StoredLink(**{**vars(link), "status": "Done"}))
    with store.writing() as session:
        repository = TrackerRepository(session)
        assert [one.status for one in repository.links(item_ids=[item_id])] == ["Done"]
        assert repository.links(tracker="github") == []
        repository.forget(item_id, "jira")
        assert repository.link(item_id, "jira") is None


def test_messages_of_webhooks_come_through_the_migration(empty_url: str) -> None:
    with Store.open(empty_url) as store:
        with store.engine.begin() as connection:
            config = revisions.config(connection)
            revisions.command.downgrade(config, "0011-1")
            connection.execute(
                text("INSERT INTO webhook VALUES ('wh_1', 'https://example.org', '[]', 's', 'h', :now, NULL)"),
                {"now": "2026-09-30 00:00:00.000000"},
            )
            connection.execute(
                text(
                    "INSERT INTO outbox (id, webhook_id, body, state, created_at, due_at, attempts) "
                    "VALUES ('msg_1', 'wh_1', '{}', 'waiting', :now, :now, 0)"
                ),
                {"now": "2026-09-30 00:00:00.000000"},
            )
            revisions.command.upgrade(config, "head")
        assert "tracker_link" in inspect(store.engine).get_table_names()
        with store.reading() as session:
            assert OutboxRepository(session).counts() == {("wh_1", "waiting"): 1}
        with store.engine.begin() as connection:
            revisions.command.downgrade(revisions.config(connection), "0011-1")
            assert connection.scalar(text("SELECT count(*) FROM outbox")) == 1
            revisions.command.upgrade(revisions.config(connection), "head")
