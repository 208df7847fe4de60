from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pytest
from backlog_fakes import NO_TEST
from tracker_fakes import build, give_tokens, settings_for
from tracker_servers import FakeGitHub, FakeJira, FakeReceiver, FakeServiceNow
from tracker_talk import FakeTracker, Trouble, serving

from feedback_ai.errors import NotFoundError, StoreBusyError
from feedback_ai.services import backlog, trackers_sync
from feedback_ai.services.alerts_deliver import deliver
from feedback_ai.services.trackers_sync import OUT_OF_TIME, UNREADABLE, keep_syncing, sync
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture(params=[FakeJira, FakeGitHub, FakeServiceNow], ids=lambda kind: kind.kind)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTracker]:
    with serving(request.param()) as running:
        give_tokens(monkeypatch, running)
        yield running


@pytest.fixture
def settings(tmp_path: Path, server: FakeTracker) -> Settings:
    return settings_for(tmp_path, server)


def filed(store: Store, settings: Settings, state: str | None = None) -> int:
    (item_id,) = build(store, settings)
    if state is not None:
        for step in ("do", "check", "act")[: ("do", "check", "act").index(state) + 1]:
            backlog.update_item(store, item_id, actor="bob", state=step, note=NO_TEST, settings=settings)
    deliver(store, settings=settings)
    return item_id


def told(store: Store, item_id: int) -> list[tuple[str, str]]:
    history = backlog.get_item(store, item_id).history
    return [(event.kind, event.actor) for event in history if event.actor not in ("ann", "bob")]


def only(server: FakeTracker) -> str:
    (id_,) = server.issues
    return id_


def test_work_that_is_done_there_is_checked_here(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings, "do")
    (before,) = sync(store, settings=settings)
    assert (before.read, before.changed) == (1, 0)
    server.finish(only(server))
    (view,) = sync(store, settings=settings)
    assert (view.read, view.changed, view.moved, view.conflicts, view.error) == (1, 1, (item_id,), (), None)
    item = backlog.get_item(store, item_id)
    assert item.state == "check"
    assert told(store, item_id)[-2:] == [("tracker", server.kind), ("state", server.kind)]
    assert (item.links[0].category, item.links[0].waiting) == ("done", True)
    (again,) = sync(store, settings=settings)
    assert (again.changed, again.moved) == (0, ())
    deliver(store, settings=settings)
    assert server.text(only(server)).count("State: Check") == 1, "the text follows; the status is theirs"
    assert backlog.get_item(store, item_id).state == "check"


def test_nothing_there_stands_for_a_verification(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings, "check")
    server.reopen(only(server))
    (view,) = sync(store, settings=settings)
    assert (view.moved, view.conflicts) == ((), (item_id,))
    server.finish(only(server))
    (view,) = sync(store, settings=settings)
    assert (view.changed, view.moved, view.conflicts) == (1, (), ())
    assert backlog.get_item(store, item_id).state == "check"


def test_a_conflict_is_told_once_and_not_forced(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings)
    server.finish(only(server))
    (view,) = sync(store, settings=settings)
    assert (view.changed, view.moved, view.conflicts) == (1, (), (item_id,))
    item = backlog.get_item(store, item_id)
    assert item.state == "plan"
    assert "no effect test" in item.history[-1].detail["conflict"]
    assert sync(store, settings=settings)[0].conflicts == ()


def test_what_is_given_up_there_is_people_s_to_drop_here(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings, "do")
    server.finish(only(server), dropped=True)
    assert sync(store, settings=settings)[0].conflicts == (item_id,)
    assert backlog.get_item(store, item_id).state == "do"


def test_closed_items_are_not_read(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings)
    backlog.update_item(store, item_id, actor="bob", state="closed", note="Gone.", settings=settings)
    assert sync(store, settings=settings)[0].read == 0


def test_an_issue_that_is_not_there_is_told_once(store: Store, settings: Settings, server: FakeTracker) -> None:
    item_id = filed(store, settings)
    hidden = dict(server.issues)
    server.issues.clear()
    assert sync(store, settings=settings)[0].gone == (item_id,)
    assert sync(store, settings=settings)[0].gone == (item_id,)
    assert [kind for kind, _ in told(store, item_id)] == ["tracker", "tracker"]
    server.issues.update(hidden)
    assert sync(store, settings=settings)[0].gone == ()
    assert not backlog.get_item(store, item_id).links[0].gone


@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_tracker_that_refuses_is_told_and_left(
    store: Store, settings: Settings, server: FakeTracker, status: int
) -> None:
    build(store, settings, 3)
    deliver(store, settings=settings)
    server.asked.clear()
    server.troubles = [Trouble(status)]
    (view,) = sync(store, settings=settings)
    assert (view.read, view.left, len(server.asked)) == (0, 3, 1)
    assert f"status {status}" in str(view.error)


def test_what_one_call_has_no_time_for_the_next_begins_with(
    store: Store, settings: Settings, server: FakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(store, settings, 3)
    deliver(store, settings=settings)
    server.asked.clear()
    monkeypatch.setattr(trackers_sync, "time", SimpleNamespace(monotonic=lambda: float(len(server.asked))))
    (first,) = sync(store, settings=settings, longest_s=2)
    assert (first.read, first.left, first.error) == (2, 1, OUT_OF_TIME), "a request takes a second here"
    (second,) = sync(store, settings=settings, longest_s=1)
    assert (second.read, second.left) == (1, 2)
    assert len({asked.path for asked in server.asked}) == 3
    assert sync(store, settings=settings, longest_s=0)[0].left == 3


def test_a_tracker_that_does_not_answer_leaves_the_others_their_time(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(FakeGitHub()) as github, serving(FakeJira()) as jira:
        give_tokens(monkeypatch, github, jira)
        settings = settings_for(tmp_path, github, jira)
        build(store, settings)
        deliver(store, settings=settings)
        github.troubles = [Trouble(late=True)]
        hanging, answering = sync(store, settings=settings, longest_s=4)
        assert (hanging.read, hanging.left, hanging.error) == (0, 1, "ReadTimeout")
        assert (answering.read, answering.left) == (1, 0)


def test_another_tracker_learns_what_one_says(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(FakeGitHub()) as github, serving(FakeJira()) as jira, serving(FakeReceiver()) as hook:
        give_tokens(monkeypatch, github, jira, hook)
        settings = settings_for(tmp_path, github, jira, hook)
        item_id = filed(store, settings, "do")
        github.finish("1")
        views = {view.tracker: view for view in sync(store, settings=settings)}
        assert views["github"].moved == (item_id,)
        assert views["webhook"].error == UNREADABLE
        deliver(store, settings=settings)
        assert jira.issues["OPS-1"]["fields"]["status"]["name"] == "Done"
        assert next(iter(hook.issues.values()))["state"] == "check"
        assert {one.tracker: one.category for one in backlog.get_item(store, item_id).links}["jira"] == "done"
        assert [view.tracker for view in sync(store, name="jira", settings=settings)] == ["jira"]
        with pytest.raises(NotFoundError, match="github, jira, webhook"):
            sync(store, name="none", settings=settings)


def test_a_webhook_tells_a_status_with_its_answers(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(FakeReceiver()) as hook:
        give_tokens(monkeypatch, hook)
        settings = settings_for(tmp_path, hook)
        item_id = filed(store, settings, "do")
        hook.finish(only(hook))
        backlog.update_item(store, item_id, actor="bob", note="How far is it?", settings=settings)
        deliver(store, settings=settings)
        assert backlog.get_item(store, item_id).state == "check"
        assert next(iter(hook.issues.values()))["state"] == "check", "told with the message that follows"


def test_it_goes_on_though_the_store_was_away(
    store: Store,
    settings: Settings,
    server: FakeTracker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    filed(store, settings)
    links = trackers_sync._open_links

    def fail(*given: object) -> object:
        monkeypatch.setattr(trackers_sync, "_open_links", links)
        raise StoreBusyError("The store is locked.", hint="Try again.")

    monkeypatch.setattr(trackers_sync, "_open_links", fail)
    assert [views[0].read for views in islice(keep_syncing(store, 0.01, settings=settings), 2)] == [1, 1]
    assert "The store is locked." in caplog.text
