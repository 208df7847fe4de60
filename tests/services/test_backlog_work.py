from datetime import UTC, datetime, timedelta
from math import inf, nan

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_work import add_countermeasure, estimate, finish_countermeasure
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def item_id(store: Store, settings: Settings) -> int:
    file(store, complaints(6, "a"))
    return backlog.build(store, actor="ann", settings=settings).added[0]


def test_a_containment_comes_first_then_what_lasts(store: Store, settings: Settings, item_id: int) -> None:
    with pytest.raises(OptionError, match="comes first"):
        add_countermeasure(store, item_id, actor="ann", kind="lasting", text="New rule.", settings=settings)
    add_countermeasure(store, item_id, actor="ann", kind="containment", text=" 先安抚客户。 ", settings=settings)
    due = datetime(2026, 12, 1)
    item = add_countermeasure(
        store,
        item_id,
        actor="bob",
        kind="lasting",
        text="New rule.",
        owner="Desk",
        due_at=due,
        cost=900,
        settings=settings,
    )
    first, second = item.countermeasures
    assert (first.kind, first.text, first.owner, first.cost) == ("containment", "先安抚客户。", None, None)
    assert first.due_at == first.added_at
    assert (second.owner, second.due_at, second.cost) == ("Desk", due.replace(tzinfo=UTC), 900)
    assert [(event.actor, event.kind) for event in item.history[1:]] == [
        ("ann", "countermeasure"),
        ("bob", "countermeasure"),
    ]


def test_deadlines_are_those_of_the_settings(store: Store, settings: Settings, item_id: int) -> None:
    own = settings.model_copy(update={"countermeasure_days": 10})
    note = "Nothing to contain."
    item = add_countermeasure(store, item_id, actor="ann", kind="lasting", text="x", note=note, settings=own)
    assert item.countermeasures[0].due_at == item.countermeasures[0].added_at + timedelta(days=10)
    assert item.history[-1].detail["note"] == note


@pytest.mark.parametrize(
    "options",
    [
        {"kind": "quick"},
        {"text": " "},
        {"text": "a\0"},
        {"owner": "x" * 201},
        {"cost": -1.0},
        {"cost": inf},
        {"due_at": datetime(1, 1, 1)},
    ],
)
def test_a_countermeasure_that_cannot_be_used_is_refused(
    store: Store, settings: Settings, item_id: int, options: dict[str, object]
) -> None:
    given = {"kind": "containment", "text": "x"} | options
    with pytest.raises(OptionError):
        add_countermeasure(store, item_id, actor="ann", settings=settings, **given)  # type: ignore[arg-type]
    assert backlog.get_item(store, item_id).countermeasures == ()


@pytest.mark.parametrize("year", [1990, 2024, 2047, 2600])
def test_dates_beyond_the_life_of_an_item_are_refused(
    store: Store, settings: Settings, item_id: int, year: int
) -> None:
    at = datetime(year, 5, 1)
    with pytest.raises(OptionError, match=r"due on .* began on 2026-09-20.*ten years"):
        add_countermeasure(store, item_id, actor="ann", kind="containment", text="x", due_at=at, settings=settings)
    with pytest.raises(OptionError, match="Nothing can be due"):
        backlog.update_item(store, item_id, actor="ann", due=at, settings=settings)
    add_countermeasure(store, item_id, actor="ann", kind="containment", text="x", settings=settings)
    with pytest.raises(OptionError, match="have been done"):
        finish_countermeasure(store, item_id, 1, actor="ann", at=at, settings=settings)
    assert backlog.get_item(store, item_id).countermeasures[0].done_at is None


def test_a_closed_item_takes_none(store: Store, settings: Settings, item_id: int) -> None:
    backlog.update_item(store, item_id, actor="bob", state="closed", note="Not ours.")
    with pytest.raises(OptionError, match="no more"):
        add_countermeasure(store, item_id, actor="ann", kind="containment", text="x", settings=settings)


def test_a_countermeasure_is_done_once_and_the_containment_first(
    store: Store, settings: Settings, item_id: int
) -> None:
    for kind in ("containment", "lasting"):
        add_countermeasure(store, item_id, actor="ann", kind=kind, text=kind, settings=settings)
    with pytest.raises(OptionError, match="not done yet"):
        finish_countermeasure(store, item_id, 2, actor="bob", settings=settings)
    at = datetime(2026, 9, 14)
    item = finish_countermeasure(store, item_id, 1, actor="bob", at=at, note=" 已通知。 ", settings=settings)
    first, second = item.countermeasures
    assert (first.number, first.done_at, first.done_by) == (1, at.replace(tzinfo=UTC), "bob")
    assert (second.number, second.done_at, second.done_by) == (2, None, None)
    event = item.history[-1]
    assert (event.actor, event.kind) == ("bob", "countermeasure done")
    assert (event.detail["number"], event.detail["text"], event.detail["note"]) == (1, "containment", "已通知。")
    item = finish_countermeasure(store, item_id, 2, actor="eve", settings=settings)
    assert item.countermeasures[1].done_by == "eve"
    with pytest.raises(OptionError, match="done already"):
        finish_countermeasure(store, item_id, 1, actor="bob", settings=settings)
    assert backlog.get_item(store, item_id) == item


@pytest.mark.parametrize(
    ("number", "options", "error"),
    [
        (0, {}, NotFoundError),
        (2, {}, NotFoundError),
        (1, {"at": datetime(1, 1, 1)}, OptionError),
        (1, {"at": datetime(2999, 1, 1, tzinfo=UTC)}, OptionError),
        (1, {"note": " "}, OptionError),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    store: Store, settings: Settings, item_id: int, number: int, options: dict[str, object], error: type[Exception]
) -> None:
    before = add_countermeasure(store, item_id, actor="ann", kind="containment", text="x", settings=settings)
    with pytest.raises(error):
        finish_countermeasure(store, item_id, number, actor="bob", settings=settings, **options)  # type: ignore[arg-type]
    assert backlog.get_item(store, item_id) == before


def test_what_is_late_is_overdue_until_it_is_done_or_the_item_is_closed(
    store: Store, settings: Settings, item_id: int
) -> None:
    def overdue() -> list[bool]:
        (item,) = backlog.list_items(store, open_only=False)
        return [one.overdue for one in item.countermeasures]

    yesterday = datetime.now(UTC) - timedelta(days=1)
    for due in (None, yesterday, yesterday):
        add_countermeasure(store, item_id, actor="ann", kind="containment", text="x", due_at=due, settings=settings)
    assert overdue() == [False, True, True]
    finish_countermeasure(store, item_id, 2, actor="bob", settings=settings)
    assert overdue() == [False, False, True]
    backlog.update_item(store, item_id, actor="bob", state="closed", note="Not ours.")
    assert overdue() == [False, False, False]


def test_estimates_make_rice_and_wsjf_and_a_build_keeps_them(store: Store, settings: Settings, item_id: int) -> None:
    item = estimate(store, item_id, actor="ann", impact=2, confidence=0.5, effort=4)
    reach = item.parts["reach"].value
    assert item.rice == pytest.approx(100 * reach * 2 * 0.5 / 4, abs=0.01)
    assert item.wsjf == pytest.approx(
        sum(part.value for name, part in item.parts.items() if name != "impact") / 4, abs=0.001
    )
    assert item.history[-1].detail == {"impact": [None, 2], "confidence": [None, 0.5], "effort": [None, 4]}
    assert estimate(store, item_id, actor="ann", effort=4) == item
    file(store, complaints(3, "b"))
    backlog.build(store, actor="ann", settings=settings)
    assert backlog.get_item(store, item_id).effort == 4
    assert backlog.get_item(store, item_id).parts["impact"].factor == 2


def test_an_estimated_impact_raises_the_priority_at_once(store: Store, settings: Settings, item_id: int) -> None:
    before = backlog.get_item(store, item_id)
    assert (before.parts["impact"].factor, before.parts["impact"].why.en) == (1, "nobody estimated it: counts as 1")
    assert estimate(store, item_id, actor="ann", effort=4).priority == before.priority
    after = estimate(store, item_id, actor="ann", impact=4)
    total = sum(part.weight for part in after.parts.values())
    assert after.priority == pytest.approx(before.priority * 4 ** (after.parts["impact"].weight / total), abs=0.1)
    backlog.build(store, actor="ann", settings=settings)
    assert backlog.get_item(store, item_id).priority == after.priority


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "nothing to estimate"),
        ({"confidence": 1.1}, "from 0.01 to 1"),
        ({"confidence": 0}, "from 0.01 to 1"),
        ({"effort": 0}, "from 0.01 to 10000"),
        ({"effort": 0.009}, "from 0.01 to 10000"),
        ({"effort": 10_001}, "from 0.01 to 10000"),
        ({"impact": nan}, "from 0.01 to 100"),
        ({"impact": 101}, "from 0.01 to 100"),
        ({"cost": -1}, "from 0 to"),
    ],
)
def test_an_estimate_that_cannot_be_used_is_refused(
    store: Store, item_id: int, options: dict[str, float], told: str
) -> None:
    with pytest.raises(OptionError, match=told):
        estimate(store, item_id, actor="ann", **options)


def test_an_unknown_item_is_said_to_be_none(store: Store, settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        estimate(store, 1, actor="ann", effort=1)
    with pytest.raises(NotFoundError):
        add_countermeasure(store, 1, actor="ann", kind="containment", text="x", settings=settings)


def test_items_within_chance_share_a_rank(store: Store, settings: Settings) -> None:
    file(
        store,
        [*complaints(6, "a"), *complaints(7, "b", unit="clinic"), *complaints(40, "c", unit="hotel", severity="S1")],
    )
    backlog.build(store, actor="ann", settings=settings)
    assert [item.rank for item in backlog.list_items(store)] == [1, 2, 2]


def test_nothing_is_done_about_an_item_that_is_closed(store: Store, settings: Settings, item_id: int) -> None:
    add_countermeasure(store, item_id, actor="ann", kind="containment", text="Call them.", settings=settings)
    backlog.update_item(store, item_id, actor="ann", state="closed", note="The shop is gone.", settings=settings)
    with pytest.raises(OptionError, match="is closed"):
        finish_countermeasure(store, item_id, 1, actor="bob", note="It was.", settings=settings)
    assert backlog.get_item(store, item_id).countermeasures[0].done_at is None
