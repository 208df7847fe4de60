from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tracker_fakes import build, give_tokens, link, settings_for, token_env
from tracker_talk import TOKEN, FakeTracker, Trouble

from feedback_ai.connect.calling import carry
from feedback_ai.notify.backoff import MAX_ATTEMPTS
from feedback_ai.services import backlog, tracker_line
from feedback_ai.services.alert_views import DeliverySummary
from feedback_ai.services.alerts_deliver import deliver, list_dead
from feedback_ai.settings import Settings
from feedback_ai.store import Store


def test_a_lost_answer_makes_no_second_issue(store: Store, tmp_path: Path, server: FakeTracker) -> None:
    settings = settings_for(tmp_path, server)
    (item_id,) = build(store, settings)
    server.troubles = [Trouble(lost=True, method="POST")]
    if server.kind == "jira":
        server.troubles.insert(0, Trouble(200, {}, {"issues": []}, method="POST"))
    now = datetime.now(UTC)
    assert deliver(store, settings=settings, now=now) == DeliverySummary(failed=1)
    assert len(server.issues) == 1
    assert deliver(store, settings=settings, now=now + timedelta(seconds=59)) == DeliverySummary(), "not at once"
    assert deliver(store, settings=settings, now=now + timedelta(minutes=2)) == DeliverySummary(delivered=1)
    assert list(server.issues) == [link(store, item_id).external_id]


def test_a_deliverer_that_dies_after_sending_makes_no_second_issue(
    store: Store, tmp_path: Path, github: FakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path, github)
    build(store, settings)

    def die(line: tracker_line.Line, talk: object) -> None:
        carry(talk, line._call)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    now = datetime.now(UTC)
    with monkeypatch.context() as patched:
        patched.setattr(tracker_line.Line, "carry", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(store, settings=settings, now=now)
    assert deliver(store, settings=settings, now=now + timedelta(minutes=1)) == DeliverySummary(), "claimed"
    assert deliver(store, settings=settings, now=now + timedelta(minutes=6)).delivered == 1
    assert len(github.issues) == 1


def test_several_deliverers_make_one_issue_an_item(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github)
    ids = build(store, settings, 4)
    for id_ in ids:
        backlog.update_item(store, id_, actor="bob", owner="x", settings=settings)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: deliver(store, settings=settings), range(4)))
    assert sum(one.delivered for one in done) == len(github.issues) == 4


def test_a_change_while_it_is_sent_is_sent_after_it(
    store: Store, tmp_path: Path, github: FakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path, github)
    (item_id,) = build(store, settings)
    real = tracker_line.Line.carry
    changed: list[object] = []

    def change_first(line: tracker_line.Line, talk: object) -> object:
        if not changed:
            changed.append(backlog.update_item(store, item_id, actor="bob", owner="late owner", settings=settings))
        return real(line, talk)  # type: ignore[arg-type]

    monkeypatch.setattr(tracker_line.Line, "carry", change_first)
    assert deliver(store, settings=settings).delivered == 2
    assert "late owner" in github.text("1")
    assert len(github.issues) == 1


def test_a_limit_holds_back_all_of_its_tracker_and_costs_no_attempt(
    store: Store, tmp_path: Path, github: FakeTracker
) -> None:
    settings = settings_for(tmp_path, github)
    build(store, settings, 3)
    github.troubles = [Trouble(403, {"Retry-After": "600"}, {"message": "You have exceeded a secondary rate limit"})]
    now = datetime.now(UTC)
    assert deliver(store, settings=settings, now=now) == DeliverySummary(failed=1)
    assert len(github.asked) == 1, "the others wait too"
    assert deliver(store, settings=settings, now=now + timedelta(seconds=599)) == DeliverySummary()
    assert deliver(store, settings=settings, now=now + timedelta(seconds=601)).delivered == 3
    github.troubles = [Trouble(429, {"Retry-After": "1"})] * (2 * MAX_ATTEMPTS)
    (item, *_) = backlog.list_items(store)
    backlog.update_item(store, item.id, actor="bob", owner="x", settings=settings)
    for hour in range(2 * MAX_ATTEMPTS):
        assert deliver(store, settings=settings, now=now + timedelta(hours=1 + hour)).failed == 1
    assert deliver(store, settings=settings, now=now + timedelta(hours=99)).delivered == 1


def test_a_failure_is_repeated_given_up_and_told(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github)
    (item_id,) = build(store, settings)
    github.troubles = [Trouble(500)] * MAX_ATTEMPTS
    now = datetime.now(UTC)
    for day in range(MAX_ATTEMPTS - 1):
        assert deliver(store, settings=settings, now=now + timedelta(days=day)) == DeliverySummary(failed=1)
    assert deliver(store, settings=settings, now=now + timedelta(days=99)) == DeliverySummary(dead=1)
    (dead,) = list_dead(store)
    assert (dead.to, dead.last_error) == ("github", "status 500")
    assert link(store, item_id).last_error == "status 500"
    backlog.update_item(store, item_id, actor="bob", owner="x", settings=settings)
    assert deliver(store, settings=settings).delivered == 1, "a change begins anew"


def test_a_token_that_is_missing_or_wrong_is_told_and_never_shown(
    store: Store, tmp_path: Path, server: FakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path, server)
    (item_id,) = build(store, settings)
    monkeypatch.delenv(token_env(server))
    now = datetime.now(UTC)
    assert deliver(store, settings=settings, now=now).failed == 1
    assert link(store, item_id).last_error == f"the environment variable {token_env(server)} is not set"
    give_tokens(monkeypatch, server)
    echo = {"message": f"Bad credentials {TOKEN}", "error": {"message": TOKEN}}
    server.troubles = [Trouble(401, {}, echo)]
    assert deliver(store, settings=settings, now=now + timedelta(hours=1)).failed == 1
    assert "status 401" in str(link(store, item_id).last_error)
    assert server.kind == "webhook" or TOKEN not in str(link(store, item_id).last_error)
    assert deliver(store, settings=settings, now=now + timedelta(hours=2)).delivered == 1


def test_a_limit_that_is_over_at_once_is_not_hammered(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github)
    build(store, settings)
    github.troubles = [Trouble(429, {"Retry-After": "0"})] * 3
    assert deliver(store, settings=settings) == DeliverySummary(failed=1)
    assert len(github.asked) == 1


def test_a_tracker_that_was_taken_out_of_the_file_is_told(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    build(store, settings_for(tmp_path, github))
    assert deliver(store, settings=Settings(home=tmp_path)).dead == 1
    assert "no tracker 'github' any more" in str(list_dead(store)[0].last_error)
