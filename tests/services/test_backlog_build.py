from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from backlog_fakes import NO_TEST, NOW, Build, Complaint, complaints, event_kinds, file, move
from sqlalchemy import delete, update

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import backlog, feedback
from feedback_ai.services.backlog_build import TICK
from feedback_ai.services.topics_window import parse_as_of
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.tables import TopicAssignmentRow, TopicRow


def test_a_problem_becomes_an_item_with_its_evidence_and_parts(store: Store, build: Build) -> None:
    alone = [*complaints(3, "few", topic=2), *complaints(2, "none", topic=None)]
    ids = file(store, [*complaints(6, "a"), *alone, *complaints(20, "ok", sentiment="positive")])
    summary = build()
    (item,) = backlog.list_items(store)
    assert summary.added == (item.id,)
    assert (summary.n_texts, summary.n_unhappy, summary.n_in_items) == (31, 9, 6)
    assert (summary.n_without_topic, summary.n_undated) == (2, 0)
    assert item.title.en == "esim · activate · phone: reliability, equipment and systems (mobile-care)"
    assert item.title.zh == "激活 · 手机：可靠性，设备与系统（mobile-care）"
    assert (item.state, item.owner, item.team, item.n_texts) == ("plan", None, None, 6)
    assert item.first_seen == item.last_seen == NOW - timedelta(days=10)
    assert set(item.parts) == {"severity", "frequency", "trend", "reach", "impact"}
    found = backlog.get_item(store, item.id)
    assert found.model_dump(include=set(type(item).model_fields)) == item.model_dump()
    assert {one.feedback_id for one in found.evidence} == {ids[f"a-{number:03}"] for number in range(6)}
    assert {(one.record_id, one.words) for one in found.evidence} == {
        (own.record_id, own.text) for own in complaints(6, "a")
    }
    (event,) = found.history
    assert (event.actor, event.kind, event.detail["n_texts"]) == ("ann", "built", 6)


def test_building_again_changes_nothing(store: Store, build: Build) -> None:
    file(store, [*complaints(6, "a"), *complaints(9, "b", topic=2, cause="method"), *complaints(7, "c", unit=None)])
    assert len(build().added) == 3
    before = [backlog.get_item(store, item.id) for item in backlog.list_items(store)]
    again = build()
    assert (again.added, again.updated, again.unchanged) == ((), (), 3)
    assert [backlog.get_item(store, item.id) for item in backlog.list_items(store)] == before


def test_new_texts_bring_an_item_up_to_date_and_leave_to_people_what_is_theirs(store: Store, build: Build) -> None:
    file(store, complaints(6, "a"))
    (item_id,) = build().added
    due = datetime(2026, 12, 1, tzinfo=UTC)
    backlog.update_item(store, item_id, actor="bob", state="do", owner="Field team", due=due, note=NO_TEST)
    file(store, complaints(4, "b", severity="S1", days_ago=2))
    assert build().updated == (item_id,)
    item = backlog.get_item(store, item_id)
    assert (item.state, item.owner, item.due_at) == ("do", "Field team", due)
    assert (item.n_texts, len(item.evidence)) == (10, 10)
    assert item.last_seen == NOW - timedelta(days=2)
    assert event_kinds(store, item_id) == ["built", "state", "owner", "due", "updated by build"]
    last = item.history[-1]
    assert last.detail["evidence_added"] == 4
    assert last.detail["n_texts"] == [6, 10]
    assert last.detail["priority"] == [last.detail["priority"][0], item.priority]


def test_a_planned_item_follows_its_evidence_and_one_being_done_keeps_its_name(store: Store, build: Build) -> None:
    file(store, [*complaints(9, "a"), *complaints(9, "z", unit="clinic")])
    first, second = build().added
    units = {backlog.get_item(store, item_id).unit: item_id for item_id in (first, second)}
    backlog.update_item(store, units["clinic"], actor="bob", state="do", note=NO_TEST)
    with store.writing() as session:  # a later fit of topics
        session.execute(update(TopicAssignmentRow).values(topic_id=2))
    summary = build()
    assert summary.added == ()
    assert backlog.get_item(store, units["mobile-care"]).topic_id == 2
    assert backlog.get_item(store, units["clinic"]).topic_id == 1


def test_evidence_that_went_elsewhere_leaves_and_what_is_older_than_the_window_stays(
    store: Store, build: Build
) -> None:
    old = complaints(5, "old", days_ago=300)
    ids = file(store, [*old, *complaints(9, "a"), *complaints(6, "q", topic=2)])
    build(weeks=60)
    with store.writing() as session:
        moved = [ids["a-000"], ids["a-001"]]
        session.execute(update(TopicAssignmentRow).where(TopicAssignmentRow.feedback_id.in_(moved)).values(topic_id=2))
    build(weeks=26)
    by_topic = {item.topic_id: backlog.get_item(store, item.id) for item in backlog.list_items(store)}
    assert {one.record_id for one in by_topic[1].evidence} == {
        *(own.record_id for own in old),
        *(f"a-{number:03}" for number in range(2, 9)),
    }
    assert by_topic[1].history[-1].detail["evidence_removed"] == 2
    assert by_topic[1].first_seen == NOW - timedelta(days=300)
    assert (by_topic[1].n_texts, by_topic[2].n_texts) == (12, 8)
    assert all(item.n_texts == len({one.feedback_id for one in item.evidence}) for item in by_topic.values())
    assert by_topic[1].parts["frequency"].why.en.startswith("7 texts")


def test_an_item_whose_evidence_left_the_window_keeps_its_last_figures(store: Store, build: Build) -> None:
    file(store, complaints(6, "a", days_ago=100))
    (item_id,) = build().added
    before = backlog.get_item(store, item_id)
    file(store, complaints(9, "b", topic=2, days_ago=1))
    summary = build(weeks=4)
    assert item_id not in (*summary.added, *summary.updated)
    own = {"seen", "rank", "updated_at", "history"}
    assert backlog.get_item(store, item_id).model_dump(exclude=own) == before.model_dump(exclude=own)


def test_an_item_that_a_build_does_not_see_stands_behind_the_others_until_it_is_seen_again(
    store: Store, build: Build
) -> None:
    worst = file(store, complaints(20, "a", severity="S1"))
    (lost,) = build().added
    file(store, complaints(6, "b", unit="clinic", severity="S4"))
    with store.writing() as session:
        session.execute(update(TopicAssignmentRow).where(TopicAssignmentRow.topic_id == 1).values(topic_id=None))
    file(store, complaints(6, "c", unit="clinic", severity="S4", days_ago=5))
    summary = build()
    assert (len(summary.added), summary.updated, summary.not_seen) == (1, (), (lost,))
    fresh, old = backlog.list_items(store)
    assert (fresh.id, fresh.seen, old.id, old.seen) == (summary.added[0], True, lost, False)
    assert old.priority > fresh.priority
    assert backlog.list_items(store, limit=1) == [fresh]
    assert (old.window_to, fresh.window_to) == (NOW - timedelta(days=10) + TICK, NOW - timedelta(days=5) + TICK)
    assert event_kinds(store, lost) == ["built", "not seen by build"]
    assert (build().not_seen, build().not_seen) == ((lost,), (lost,))  # told by every build, an event only once
    assert event_kinds(store, lost) == ["built", "not seen by build"]
    move(store, 1, worst.values())
    summary = build()
    assert (lost in summary.updated, summary.not_seen) == (True, ())
    again = backlog.get_item(store, lost)
    assert (again.seen, again.window_to) == (True, NOW - timedelta(days=5) + TICK)
    assert again.history[-1].detail["seen"] == [False, True]


def test_the_window_of_an_item_goes_on_though_nothing_else_of_it_changes(store: Store, build: Build) -> None:
    file(store, complaints(6, "a", days_ago=None))
    (item_id,) = build().added
    assert backlog.get_item(store, item_id).window_to is None
    before = backlog.get_item(store, item_id)
    file(store, complaints(3, "ok", days_ago=1, unit="clinic", sentiment="positive"))
    assert build().unchanged == 1
    after = backlog.get_item(store, item_id)
    assert after.window_to == NOW - timedelta(days=1) + TICK
    assert after.model_dump(exclude={"window_to"}) == before.model_dump(exclude={"window_to"})


def test_a_window_that_ends_before_that_of_an_earlier_build_is_refused_and_changes_nothing(
    store: Store, build: Build
) -> None:
    file(store, [*complaints(6, "old", days_ago=50), *complaints(9, "a", days_ago=2), *complaints(5, "q", topic=2)])
    build()
    before = [backlog.get_item(store, item.id) for item in backlog.list_items(store)]
    with pytest.raises(OptionError, match=r"2026-09-28 00:00 UTC.*End it on 2026-09-28 or later"):
        build(as_of=NOW - timedelta(days=30))
    assert [backlog.get_item(store, item.id) for item in backlog.list_items(store)] == before
    assert build(as_of=parse_as_of("2026-09-28")).added == ()


def test_a_window_that_takes_all_texts_is_never_refused(store: Store, build: Build) -> None:
    ids = file(store, [*complaints(6, "a"), Complaint("newest", days_ago=1, topic=2)])
    build(as_of=NOW + timedelta(days=3000), weeks=520)  # a slip of the pen
    assert build(as_of=NOW).not_seen == ()
    feedback.delete(store, ids["newest"])
    assert build().not_seen == ()
    (item,) = backlog.list_items(store)
    assert item.window_to == NOW - timedelta(days=10) + TICK


def test_records_of_unknown_time_count_but_have_no_trend(store: Store, build: Build) -> None:
    file(store, [*complaints(6, "a"), *complaints(7, "b", days_ago=None)])
    summary = build()
    assert (summary.n_texts, summary.n_undated) == (13, 7)
    (item,) = backlog.list_items(store)
    assert item.n_texts == 13
    assert item.parts["trend"].value == 0.5


def test_where_no_record_has_a_time_all_count_and_nothing_has_a_trend(store: Store, build: Build) -> None:
    file(store, complaints(7, "a", days_ago=None))
    summary = build()
    assert (summary.window_from, summary.window_to, summary.n_undated) == (None, None, 7)
    (item,) = backlog.list_items(store)
    assert item.parts["trend"].value == 0.5
    assert item.first_seen is item.last_seen is None
    assert build().unchanged == 1


def test_the_window_takes_the_newest_record_and_leaves_what_is_older(store: Store, build: Build) -> None:
    file(store, [*complaints(5, "a", days_ago=0), *complaints(5, "b", topic=2, days_ago=182)])
    assert build(as_of=NOW.replace(tzinfo=None)).n_texts == 5  # of the other topic: the end is exclusive
    summary = build()
    assert summary.n_texts == 5
    assert summary.window_to == NOW + TICK


def test_the_team_is_the_one_of_most_of_its_texts(store: Store, tmp_path: Path, settings: Settings) -> None:
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nteam = "Network"\ncause = "machine"\n\n[[rule]]\nteam = "Desk"\ncause = "people"\n')
    file(store, [*complaints(4, "a", cause="people"), *complaints(9, "b")])
    routed = settings.model_copy(update={"routing": rules})
    backlog.build(store, actor="ann", settings=routed)
    assert [item.team for item in backlog.list_items(store)] == ["Network"]


def test_without_topics_there_is_no_backlog_and_that_is_said(store: Store, build: Build) -> None:
    with pytest.raises(NotFoundError, match=r"There are no topics yet.*topics fit"):
        build()


def test_a_fit_that_found_no_topic_is_told_as_that(store: Store, build: Build) -> None:
    file(store, complaints(6, "a"))
    with store.writing() as session:
        session.execute(update(TopicRow).values(retired=True))
        session.execute(delete(TopicAssignmentRow))
    with pytest.raises(NotFoundError, match="The last fit found no topic"):
        build()


@pytest.mark.parametrize("options", [{"weeks": 0}, {"weeks": 521}, {"as_of": datetime(1, 1, 1)}])
def test_a_window_that_cannot_be_used_is_refused(build: Build, options: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        build(**options)


def test_a_record_that_is_deleted_leaves_the_evidence(store: Store, build: Build) -> None:
    ids = file(store, complaints(6, "a"))
    (item_id,) = build().added
    feedback.delete(store, ids["a-000"])
    item = backlog.get_item(store, item_id)
    assert (len(item.evidence), item.n_texts) == (5, 5)
    assert [one.n_texts for one in backlog.list_items(store)] == [5]
    assert build().updated == (item_id,)
    assert backlog.get_item(store, item_id).n_texts == 5


def test_a_record_that_is_deleted_during_a_build_does_not_stop_it(store: Store, build: Build) -> None:
    ids = file(store, complaints(6, "a"))
    (item_id,) = build().added
    feedback.delete(store, ids["a-000"])
    with store.writing() as session:
        BacklogRepository(session).add_segments(item_id, [(ids["a-000"], 0)])
    assert len(backlog.get_item(store, item_id).evidence) == 5
