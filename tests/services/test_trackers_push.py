import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from backlog_fakes import complaints, file
from tracker_fakes import NO_TEST, build, give_tokens, settings_for, token_env
from tracker_servers import (
    SERVERS,
    TOKEN,
    FakeGitHub,
    FakeJira,
    FakeReceiver,
    FakeServiceNow,
    FakeTracker,
    Trouble,
    serving,
)

from feedback_ai.connect.calling import carry
from feedback_ai.errors import NotFoundError
from feedback_ai.notify.backoff import MAX_ATTEMPTS
from feedback_ai.services import backlog, tracker_line, trackers
from feedback_ai.services.alert_views import DeliverySummary
from feedback_ai.services.alerts_deliver import deliver, list_dead
from feedback_ai.services.backlog_views import LinkView
from feedback_ai.services.tracker_status import GONE
from feedback_ai.settings import Settings
from feedback_ai.store import Store

Update = Callable[..., object]


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.kind)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTracker]:
    with serving(request.param()) as running:
        give_tokens(monkeypatch, running)
        yield running


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTracker]:
    with serving(FakeGitHub()) as running:
        give_tokens(monkeypatch, running)
        yield running


def link(store: Store, item_id: int) -> LinkView:
    (found,) = backlog.get_item(store, item_id).links
    return found


def conflicts(store: Store, item_id: int) -> list[str]:
    told = [event.detail for event in backlog.get_item(store, item_id).history if event.kind == "tracker"]
    return [detail["conflict"] for detail in told if "conflict" in detail]


def test_an_item_becomes_one_issue_and_follows_the_item(store: Store, tmp_path: Path, server: FakeTracker) -> None:
    settings = settings_for(tmp_path, server)
    (item_id,) = build(store, settings)
    assert (link(store, item_id).external_id, link(store, item_id).waiting) == (None, True)
    assert deliver(store, settings=settings) == DeliverySummary(delivered=1)
    assert deliver(store, settings=settings) == DeliverySummary()
    (id_,) = server.issues
    made = link(store, item_id)
    assert (made.external_id, made.waiting, made.last_error) == (id_, False, None)
    assert made.synced_at is not None
    backlog.update_item(store, item_id, actor="bob", state="do", owner="运营部", note=NO_TEST, settings=settings)
    backlog.update_item(store, item_id, actor="bob", note="Second note", settings=settings)
    assert deliver(store, settings=settings) == DeliverySummary(delivered=1), "one message for both changes"
    assert list(server.issues) == [id_]
    assert all(words in server.text(id_) for words in ("运营部", "Second note"))
    backlog.update_item(store, item_id, actor="bob", state="check", settings=settings)
    assert deliver(store, settings=settings).delivered == 1
    if server.kind != "webhook":
        assert link(store, item_id).category == "done"
        backlog.update_item(store, item_id, actor="bob", state="plan", settings=settings)
        deliver(store, settings=settings)
        assert link(store, item_id).category == "open", "it did not work"
    events = [event for event in backlog.get_item(store, item_id).history if event.kind == "tracker"]
    assert [(event.actor, event.detail.get("linked")) for event in events] == [(server.kind, True)]


def test_texts_are_redacted_ones_and_no_customer_is_named(store: Store, tmp_path: Path, server: FakeTracker) -> None:
    settings = settings_for(tmp_path, server, quotes="2", lang='"zh"')
    build(store, settings)
    deliver(store, settings=settings)
    sent = "".join(asked.text for asked in server.asked)
    assert "hash-of-a-customer" not in sent
    assert sent.count("无法激活") >= 2
    assert TOKEN not in sent
    assert "激活 · 手机：可靠性" in sent
    plain = settings_for(tmp_path, server)
    server.asked.clear()
    (item,) = backlog.list_items(store)
    backlog.update_item(store, item.id, actor="bob", owner="x", settings=plain)
    deliver(store, settings=plain)
    assert "无法激活" not in "".join(asked.text for asked in server.asked), "no words unless the file asks for them"


def test_without_trackers_nothing_is_written(store: Store, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    (item_id,) = build(store, settings)
    assert backlog.get_item(store, item_id).links == ()
    assert deliver(store, settings=settings) == DeliverySummary()


def test_only_what_a_tracker_wants_is_filed(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github, unit='["unit-1"]', state='["do"]')
    ids = build(store, settings, 2)
    assert [backlog.get_item(store, id_).links for id_ in ids] == [(), ()]
    for id_ in ids:
        backlog.update_item(store, id_, actor="bob", state="do", note=NO_TEST, settings=settings)
    deliver(store, settings=settings)
    linked = [id_ for id_ in ids if backlog.get_item(store, id_).links]
    assert [backlog.get_item(store, id_).unit for id_ in linked] == ["unit-1"]
    backlog.update_item(store, linked[0], actor="bob", state="closed", note="Moved.", settings=settings)
    deliver(store, settings=settings)
    assert github.issues["1"]["state_reason"] == "not_planned", "what has an issue keeps it up to date"


def test_an_item_that_grows_into_a_filter_is_filed_by_a_build(
    store: Store, tmp_path: Path, github: FakeTracker
) -> None:
    never = settings_for(tmp_path, github, min_priority="100")
    (item_id,) = build(store, never)
    settings = settings_for(tmp_path, github, min_priority="1")
    backlog.build(store, actor="ann", settings=settings)
    assert backlog.get_item(store, item_id).links == (), "a build that changes nothing files nothing"
    file(store, complaints(3, "more", unit="unit-0"))
    assert backlog.build(store, actor="ann", settings=settings).updated == (item_id,)
    assert backlog.get_item(store, item_id).links[0].waiting
    assert deliver(store, settings=settings).delivered == 1


def test_people_push_what_no_filter_wants(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github, min_priority="100")
    (item_id,) = build(store, settings)
    assert trackers.push(store, item_id, "github", actor="bob", settings=settings).links[0].waiting
    assert deliver(store, settings=settings).delivered == 1
    for item, name in ((item_id, "none"), (99, "github")):
        with pytest.raises(NotFoundError):
            trackers.push(store, item, name, actor="bob", settings=settings)


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


def test_an_issue_that_is_gone_is_told_once_and_made_again_when_people_ask(
    store: Store, tmp_path: Path, github: FakeTracker
) -> None:
    settings = settings_for(tmp_path, github)
    (item_id,) = build(store, settings)
    deliver(store, settings=settings)
    hidden = github.issues.pop("1")
    for owner in ("a", "b"):
        backlog.update_item(store, item_id, actor="bob", owner=owner, settings=settings)
        deliver(store, settings=settings)
    assert link(store, item_id).gone
    assert conflicts(store, item_id) == [GONE]
    assert not github.issues
    github.issues["1"] = hidden
    trackers.push(store, item_id, "github", actor="bob", settings=settings)
    assert deliver(store, settings=settings).delivered == 1
    assert (link(store, item_id).gone, list(github.issues)) == (False, ["1"]), "it was only hidden: no second one"
    github.issues.clear()
    trackers.push(store, item_id, "github", actor="bob", settings=settings)
    assert deliver(store, settings=settings).dead == 1
    trackers.push(store, item_id, "github", actor="bob", settings=settings)
    assert deliver(store, settings=settings).delivered == 1
    assert len(github.issues) == 1


def test_what_people_changed_there_is_told_and_not_overwritten(
    store: Store, tmp_path: Path, github: FakeTracker
) -> None:
    settings = settings_for(tmp_path, github)
    (item_id,) = build(store, settings)
    deliver(store, settings=settings)
    github.finish("1")
    backlog.update_item(store, item_id, actor="bob", state="do", note=NO_TEST, settings=settings)
    deliver(store, settings=settings)
    assert github.issues["1"]["state"] == "closed"
    item = backlog.get_item(store, item_id)
    assert item.state == "check", "done there: its effect is looked at"
    assert "Check" in github.issues["1"]["body"]


@pytest.mark.parametrize("kind", [FakeGitHub, FakeServiceNow, FakeReceiver])
def test_what_an_answer_tells_is_heard_and_not_undone(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[FakeTracker]
) -> None:
    with serving(kind()) as server:
        give_tokens(monkeypatch, server)
        settings = settings_for(tmp_path, server)
        (item_id,) = build(store, settings)
        backlog.update_item(store, item_id, actor="bob", state="do", note=NO_TEST, settings=settings)
        deliver(store, settings=settings)
        (id_,) = server.issues
        server.finish(id_)
        backlog.update_item(store, item_id, actor="bob", note="How far is it?", settings=settings)
        deliver(store, settings=settings)
        item = backlog.get_item(store, item_id)
        assert (item.state, item.links[0].category, item.links[0].waiting) == ("check", "done", False)
        assert "State: Check" in server.text(id_)
        assert server.asked[-1].body.get("state") not in ("open", "2")


def test_a_limit_that_is_over_at_once_is_not_hammered(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    settings = settings_for(tmp_path, github)
    build(store, settings)
    github.troubles = [Trouble(429, {"Retry-After": "0"})] * 3
    assert deliver(store, settings=settings) == DeliverySummary(failed=1)
    assert len(github.asked) == 1


def test_a_status_without_a_way_is_told_once(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(FakeJira()) as server:
        give_tokens(monkeypatch, server)
        settings = settings_for(tmp_path, server)
        text = settings.trackers.read_text() if settings.trackers else ""
        settings.trackers.write_text(f'{text}[tracker.states]\ndo = "In Review"\n')  # type: ignore[union-attr]
        (item_id,) = build(store, settings)
        deliver(store, settings=settings)
        for owner in ("a", "b"):
            backlog.update_item(
                store,
                item_id,
                actor="x",
                state="do" if owner == "a" else None,
                owner=owner,
                note="n",
                settings=settings,
            )
            assert deliver(store, settings=settings).delivered == 1
        assert conflicts(store, item_id) == ["Jira has no transition from To Do to In Review that this user may take"]
        assert json.dumps(server.issues["OPS-1"]).count("Owner: b") == 1


def test_a_tracker_that_was_taken_out_of_the_file_is_told(store: Store, tmp_path: Path, github: FakeTracker) -> None:
    build(store, settings_for(tmp_path, github))
    assert deliver(store, settings=Settings(home=tmp_path)).dead == 1
    assert "no tracker 'github' any more" in str(list_dead(store)[0].last_error)
