from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import NOW, Build, close, complaints, file, move

from feedback_ai.errors import OptionError
from feedback_ai.services import backlog
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogItemRow


def test_a_closed_problem_that_comes_back_is_a_new_item_that_names_the_closed_one(store: Store, build: Build) -> None:
    file(store, complaints(6, "a"))
    (item_id,) = build().added
    close(store, item_id)
    assert build().added == ()
    file(store, complaints(4, "late"))  # written before it was closed, though stored after
    assert build().added == ()
    before = backlog.get_item(store, item_id).model_dump(exclude={"seen"})
    since = datetime.now(UTC) + timedelta(hours=1)
    days = (NOW - since).days
    file(store, complaints(5, "back", days_ago=days))
    as_of = since + timedelta(days=2)
    (new_id,) = build(as_of=as_of).added
    new = backlog.get_item(store, new_id)
    assert new.history[0].detail["after_closed_item"] == item_id
    assert {one.record_id for one in new.evidence} == {f"back-{number:03}" for number in range(5)}
    assert backlog.get_item(store, item_id).model_dump(exclude={"seen"}) == before
    again = build(as_of=as_of)
    assert (again.added, again.updated, again.not_seen) == ((), (), ())
    assert [item.id for item in backlog.list_items(store, open_only=False)] == [new_id, item_id]


@pytest.mark.parametrize("moved", [False, True])
def test_a_closed_item_is_not_opened_again_beside_the_one_that_came_after_it(
    store: Store, build: Build, moved: bool
) -> None:
    file(store, complaints(6, "a"))
    (first,) = build().added
    close(store, first)
    ids = file(store, complaints(5, "back", days_ago=(NOW - datetime.now(UTC) - timedelta(hours=1)).days))
    as_of = datetime.now(UTC) + timedelta(days=3)
    (second,) = build(as_of=as_of).added
    if moved:  # it goes by another topic now, yet it is what came after the first
        move(store, 2, ids.values())
        assert build(as_of=as_of).updated == (second,)
    before = backlog.get_item(store, first)
    with pytest.raises(OptionError, match=f"item {second} is open.*Go on with item {second}"):
        backlog.update_item(store, first, actor="bob", state="plan", owner="Desk", note="Back.")
    assert backlog.get_item(store, first) == before
    backlog.update_item(store, second, actor="bob", state="closed", note="One of them.")
    assert backlog.update_item(store, first, actor="bob", state="plan", note="Back.").state == "plan"
    with pytest.raises(OptionError, match=f"item {first} is open"):
        backlog.update_item(store, second, actor="bob", state="plan", note="Back.")


def test_a_closed_item_is_not_opened_again_beside_an_open_one_of_the_same_key(store: Store, build: Build) -> None:
    file(store, complaints(6, "a"))
    file(store, complaints(6, "b", cause="people", unit="clinic"))
    first, second = sorted(build().added)
    unit = backlog.get_item(store, first).unit
    close(store, first)
    with store.writing() as session:
        row = session.get_one(BacklogItemRow, second)
        row.unit, row.cause = unit, session.get_one(BacklogItemRow, first).cause
    with pytest.raises(OptionError, match=f"item {second} is open"):
        backlog.update_item(store, first, actor="bob", state="plan", note="Back.")


def test_a_reopened_item_goes_on_as_an_open_one(store: Store, build: Build) -> None:
    file(store, complaints(6, "a"))
    (item_id,) = build().added
    close(store, item_id)
    backlog.update_item(store, item_id, actor="bob", state="plan", note="Came back.")
    file(store, complaints(3, "b"))
    assert build().updated == (item_id,)


def test_two_builds_at_once_file_a_problem_once(store: Store, build: Build) -> None:
    file(store, [*complaints(6, "a"), *complaints(7, "b", unit="clinic")])
    with ThreadPoolExecutor(4) as pool:
        summaries = list(pool.map(lambda _: build(), range(4)))
    assert sorted(len(summary.added) for summary in summaries) == [0, 0, 0, 2]
    assert len(backlog.list_items(store)) == 2
