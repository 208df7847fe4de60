from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import Complaint, complaints, file

from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.feedback import FeedbackRepository

NOW = datetime(2026, 9, 30, tzinfo=UTC)


def values(**changes: object) -> dict[str, object]:
    known = {"topic_id": 1, "cause": "machine", "dimension": "reliability", "unit": "mobile-care", "state": "plan"}
    figures = {"priority": 50.0, "parts": {}, "seen": True, "created_at": NOW, "updated_at": NOW}
    return known | figures | changes


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    return file(store, [*complaints(3, "a"), Complaint("undated", days_ago=None), Complaint("new", days_ago=1)])


def test_items_are_read_back_as_they_were_written_in_order_of_priority(store: Store, ids: dict[str, str]) -> None:
    with store.writing() as session:
        repository = BacklogRepository(session)
        low = repository.add(values(priority=1.5, unit=None))
        high = repository.add(values(priority=99.5, due_at=NOW, owner="运营部"))
        same = repository.add(values(priority=1.5, state="closed"))
        unseen = repository.add(values(priority=100.0, seen=False, window_to=NOW, state="do"))
    with store.reading() as session:
        repository = BacklogRepository(session)
        assert [item.id for item in repository.items()] == [high, low, same, unseen]
        assert [item.id for item in repository.items(open_only=True)] == [high, low, unseen]
        assert [item.id for item in repository.items(unit="mobile-care", state="plan")] == [high]
        assert [item.id for item in repository.items(limit=1)] == [high]
        item = repository.get(high)
        assert item is not None
        assert (item.due_at, item.owner, item.priority, item.team) == (NOW, "运营部", 99.5, None)
        assert (item.n_texts, item.seen, item.window_to) == (0, True, None)
        assert repository.built_to() == NOW
        assert repository.get(MAX_ID) is repository.get(MAX_ID + 1) is repository.get(0) is None


def test_evidence_is_the_newest_first_and_goes_with_its_record(store: Store, ids: dict[str, str]) -> None:
    with store.writing() as session:
        repository = BacklogRepository(session)
        item_id = repository.add(values())
        repository.add_segments(item_id, [(id_, 0) for id_ in ids.values()])
        repository.add_segments(item_id, [("deleted meanwhile", 0)])
    with store.writing() as session:
        repository = BacklogRepository(session)
        told = [one.record_id for one in repository.evidence(item_id)]
        assert (told[0], told[-1]) == ("new", "undated")
        assert repository.record_ids([item_id, 999]) == {item_id: sorted(ids), 999: []}
        FeedbackRepository(session).delete(ids["new"])
        repository.remove_segments(item_id, [(ids["undated"], 0)])
        assert [item.n_texts for item in repository.items()] == [3]
    with store.reading() as session:
        assert BacklogRepository(session).segments() == {item_id: {(ids[f"a-00{n}"], 0) for n in range(3)}}


def test_an_item_was_closed_when_it_was_closed_last(store: Store, ids: dict[str, str]) -> None:
    with store.writing() as session:
        repository = BacklogRepository(session)
        closed, opened = repository.add(values(state="closed")), repository.add(values())
        for days, kind in ((1, "state"), (5, "state"), (9, "note")):
            for item_id in (closed, opened):
                repository.add_event(item_id, NOW + timedelta(days=days), "ann", kind, {})
            session.flush()
        assert repository.closed_at() == {closed: NOW + timedelta(days=5)}
        assert [event.kind for event in repository.events(closed)] == ["state", "state", "note"]


def test_an_item_names_the_closed_one_that_it_came_after(store: Store, ids: dict[str, str]) -> None:
    with store.writing() as session:
        repository = BacklogRepository(session)
        first, second = repository.add(values(state="closed")), repository.add(values())
        repository.add_event(first, NOW, "ann", "built", {})
        repository.add_event(second, NOW, "ann", "built", {"after_closed_item": first})
        repository.add_event(second, NOW, "ann", "note", {"after_closed_item": 9})
        session.flush()
        assert repository.predecessors() == {second: first}


def test_topics_are_told_by_language(store: Store, ids: dict[str, str]) -> None:
    with store.reading() as session:
        repository = BacklogRepository(session)
        assert repository.has_topics()
        assert repository.has_fit()
        assert repository.topic_labels()[2] == {"en": "queue · wait", "zh": "排队 · 等候"}
