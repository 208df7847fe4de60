import json
from pathlib import Path

import pytest
from backlog_fakes import NO_TEST, complaints, file
from tracker_fakes import build, conflicts, give_tokens, link, settings_for
from tracker_servers import FakeGitHub, FakeJira, FakeReceiver, FakeServiceNow
from tracker_talk import TOKEN, FakeTracker, serving

from feedback_ai.errors import NotFoundError
from feedback_ai.services import backlog, trackers
from feedback_ai.services.alert_views import DeliverySummary
from feedback_ai.services.alerts_deliver import deliver
from feedback_ai.services.tracker_status import GONE
from feedback_ai.settings import Settings
from feedback_ai.store import Store


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
