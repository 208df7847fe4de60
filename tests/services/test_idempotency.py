from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fakes import FakeAnalyzer
from sqlalchemy import update

from feedback_ai.errors import IdempotencyError, IdempotencyPendingError, StoreFullError
from feedback_ai.schema import FeedbackRecord
from feedback_ai.services import feedback, idempotency
from feedback_ai.services.idempotency import run_once
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import IdempotencyRow


class Action:
    """Counts how often it was carried out."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> tuple[int, str]:
        self.times += 1
        return 201, f'{{"time": {self.times}, "text": "服务"}}'


def ask(
    store: Store, action: Callable[[], tuple[int, str]], key: str = "k", principal: str = "me", body: str = "hash"
) -> tuple[int, str]:
    return run_once(store, key=key, principal=principal, body_hash=body, action=action)


def age(store: Store, by: timedelta) -> None:
    with store.writing() as session:
        session.execute(update(IdempotencyRow).values(created_at=datetime.now(UTC) - by))


def test_a_request_sent_twice_is_carried_out_once(store: Store) -> None:
    action = Action()
    assert ask(store, action) == ask(store, action)
    assert action.times == 1


def test_other_keys_and_other_principals_are_other_requests(store: Store) -> None:
    action = Action()
    ask(store, action)
    ask(store, action, key="k2")
    ask(store, action, principal="you")
    assert action.times == 3


def test_the_same_key_with_another_body_is_refused(store: Store) -> None:
    ask(store, Action())
    with pytest.raises(IdempotencyError, match="new key"):
        ask(store, Action(), body="other")


def test_a_second_request_while_the_first_runs_is_told_to_wait(store: Store) -> None:
    def impatient() -> tuple[int, str]:
        with pytest.raises(IdempotencyPendingError):
            ask(store, Action())
        return 200, "done"

    assert ask(store, impatient) == (200, "done")


def test_a_request_that_failed_may_be_sent_again(store: Store) -> None:
    def fail() -> tuple[int, str]:
        raise StoreFullError("The disk is full.", hint="Make room.")

    with pytest.raises(StoreFullError):
        ask(store, fail)
    action = Action()
    ask(store, action, body="even another one")
    assert action.times == 1


def test_a_request_whose_process_died_may_be_sent_again_later(store: Store) -> None:
    def interrupted() -> tuple[int, str]:
        with store.writing() as session:  # what a killed process cannot do: release its claim
            session.execute(update(IdempotencyRow).values(key="kept"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(store, interrupted)
    with pytest.raises(IdempotencyPendingError):
        ask(store, Action(), key="kept")
    age(store, idempotency.CLAIMS_LAST)
    assert ask(store, Action(), key="kept")[0] == 201


def test_answers_are_forgotten_after_a_day(store: Store) -> None:
    action = Action()
    ask(store, action)
    age(store, idempotency.ANSWERS_LAST - timedelta(minutes=1))
    ask(store, action)
    assert action.times == 1
    age(store, idempotency.ANSWERS_LAST)
    ask(store, action)
    assert action.times == 2


def test_an_answer_that_repeats_a_deleted_record_is_forgotten(
    store: Store, analyzer: FakeAnalyzer, settings: Settings
) -> None:
    def add() -> tuple[int, str]:
        record = FeedbackRecord(id="1", text="Words that the customer wants gone.")
        stored, _ = feedback.add(store, analyzer, record, settings=settings)
        return 201, stored.model_dump_json()

    ask(store, add)
    ask(store, Action(), key="other")
    feedback.delete(store, feedback.page(store, feedback.FeedbackFilter()).items[0].id)
    with store.reading() as session:
        assert [row.key for row in session.query(IdempotencyRow)] == ["other"]
