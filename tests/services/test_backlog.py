from dataclasses import replace
from datetime import datetime

import pytest
from backlog_fakes import NO_TEST, Build, Complaint, complaints, file
from sqlalchemy import text

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_work import estimate
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogItemRow


@pytest.fixture
def item_id(store: Store, build: Build) -> int:
    file(store, complaints(6, "a"))
    return build().added[0]


def test_every_change_is_an_event_with_its_actor(store: Store, item_id: int) -> None:
    due = datetime(2026, 12, 1, 10)
    backlog.update_item(store, item_id, actor="bob", owner=" 运营部 ", due=due)
    backlog.update_item(store, item_id, actor="cem", state="do", note="Start.")
    backlog.update_item(store, item_id, actor="dee", note="先安抚客户。")
    item = backlog.update_item(store, item_id, actor="eve", clear=["due"])
    assert (item.owner, item.due_at, item.state) == ("运营部", None, "do")
    assert [(event.actor, event.kind, event.detail) for event in item.history[1:]] == [
        ("bob", "owner", {"from": None, "to": "运营部"}),
        ("bob", "due", {"from": None, "to": "2026-12-01T10:00:00+00:00"}),
        ("cem", "state", {"from": "plan", "to": "do", "note": "Start."}),
        ("dee", "note", {"note": "先安抚客户。"}),
        ("eve", "due", {"from": "2026-12-01T10:00:00+00:00", "to": None}),
    ]


def test_what_is_set_to_what_it_is_makes_no_event(store: Store, item_id: int) -> None:
    first = backlog.update_item(store, item_id, actor="bob", owner="Desk")
    assert backlog.update_item(store, item_id, actor="bob", owner="Desk") == first


def test_a_forbidden_step_names_the_allowed_ones_and_changes_nothing(store: Store, item_id: int) -> None:
    before = backlog.get_item(store, item_id)
    with pytest.raises(OptionError, match="Valid: do, closed"):
        backlog.update_item(store, item_id, actor="bob", state="act", owner="Desk")
    with pytest.raises(OptionError, match="note"):
        backlog.update_item(store, item_id, actor="bob", state="closed")
    assert backlog.get_item(store, item_id) == before


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"owner": " "},
        {"owner": "x" * 201},
        {"note": "a\0"},
        {"note": "x" * 4001},
        {"due": datetime(1, 1, 1)},
        {"owner": "a", "clear": ["owner"]},
        {"state": "doing"},
    ],
)
def test_a_change_that_cannot_be_made_is_refused(store: Store, item_id: int, options: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        backlog.update_item(store, item_id, actor="bob", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [0, -1, 2**31, 2**70])
def test_an_unknown_item_is_said_to_be_none(store: Store, item_id: int, wrong: int) -> None:
    with pytest.raises(NotFoundError, match="backlog list"):
        backlog.get_item(store, wrong)
    with pytest.raises(NotFoundError):
        backlog.update_item(store, wrong, actor="bob", note="x")


def test_items_are_listed_by_priority_and_filtered(store: Store, build: Build) -> None:
    file(store, [*complaints(6, "a"), *complaints(9, "b", unit="clinic", severity="S1"), *complaints(5, "c", topic=2)])
    build()
    items = backlog.list_items(store)
    assert [item.priority for item in items] == sorted((item.priority for item in items), reverse=True)
    assert [item.unit for item in backlog.list_items(store, unit="clinic")] == ["clinic"]
    assert backlog.list_items(store, limit=1) == items[:1]
    backlog.update_item(store, items[0].id, actor="bob", state="closed", note="Not ours.")
    assert [item.id for item in backlog.list_items(store)] == [item.id for item in items[1:]]
    assert [item.id for item in backlog.list_items(store, state="closed")] == [items[0].id]
    assert len(backlog.list_items(store, open_only=False)) == 3
    with pytest.raises(OptionError, match="plan"):
        backlog.list_items(store, state="open")


def test_items_are_listed_by_rice_or_wsjf(store: Store, build: Build) -> None:
    file(store, [*complaints(6, "a"), *complaints(9, "b", unit="clinic"), *complaints(5, "c", topic=2)])
    build()
    first, second, third = (item.id for item in backlog.list_items(store))
    estimate(store, third, actor="ann", impact=100, confidence=1, effort=0.5)
    estimate(store, first, actor="ann", effort=10)

    def ids(**options: object) -> list[int]:
        return [item.id for item in backlog.list_items(store, **options)]  # type: ignore[arg-type]

    by_priority = ids(sort="priority")
    assert ids() == by_priority
    assert ids(sort="rice") == [third, *(one for one in by_priority if one != third)]
    assert ids(sort="wsjf") == [third, first, second]
    assert ids(sort="wsjf", limit=2) == [third, first]
    with store.writing() as session:
        session.get_one(BacklogItemRow, third).seen = False
    assert ids(sort="rice") == ids()
    assert ids()[-1] == third
    with pytest.raises(OptionError, match=r"listed by 'age'.*rice, wsjf"):
        backlog.list_items(store, sort="age")


def test_what_can_be_cleared_is_named() -> None:
    assert [backlog.clearable(name) for name in ("owner", "due")] == ["owner", "due"]
    with pytest.raises(OptionError, match="owner, due"):
        backlog.clearable("state")


def test_no_event_is_ever_deleted_or_changed(store: Store, build: Build, item_id: int) -> None:
    def events() -> list[tuple[object, ...]]:
        with store.reading() as session:
            return [tuple(row) for row in session.execute(text("SELECT * FROM backlog_event ORDER BY id"))]

    seen = events()
    for change in ({"owner": "Desk"}, {"state": "do", "note": NO_TEST}, {"note": "x"}):
        backlog.update_item(store, item_id, actor="bob", **change)  # type: ignore[arg-type]
        file(store, [replace(Complaint("later"), record_id=f"later-{len(seen)}")])
        build()
        now = events()
        assert now[: len(seen)] == seen
        assert len(now) > len(seen)
        seen = now
