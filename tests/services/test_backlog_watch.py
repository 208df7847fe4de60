from datetime import timedelta

import pytest
from backlog_fakes import NOW, file, take
from effect_fakes import CALM, START, history, praise, texts
from sqlalchemy import update

from feedback_ai.services import backlog
from feedback_ai.services.backlog_effect import plan_effect, verify
from feedback_ai.services.backlog_twins import open_twin
from feedback_ai.services.backlog_watch import watch
from feedback_ai.services.backlog_work import add_countermeasure, finish_countermeasure
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import STATE_EVENT, BacklogRepository
from feedback_ai.store.tables import AnalysisRow, BacklogEventRow


@pytest.fixture
def own(settings: Settings) -> Settings:
    return settings.model_copy(update={"model": settings.home / "none"})


@pytest.fixture
def item_id(store: Store, own: Settings) -> int:
    """An item that was verified as effective and closed at NOW."""
    file(store, history(after=12))
    backlog.build(store, actor="ann", settings=own)
    (item,) = backlog.list_items(store)
    plan_effect(store, item.id, actor="ann", start=START, as_of=START, settings=own)
    take(store, item.id)
    add_countermeasure(store, item.id, actor="ann", kind="lasting", text="New firmware.", settings=own)
    finish_countermeasure(store, item.id, 2, actor="ann", settings=own)
    for state in ("do", "check"):
        backlog.update_item(store, item.id, actor="bob", state=state)
    assert verify(store, item.id, actor="ann", settings=own).verdict == "effective"
    backlog.update_item(store, item.id, actor="bob", state="act")
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.add_event(item.id, NOW, "bob", STATE_EVENT, {"from": "act", "to": "closed"})
        repository.change(item.id, {"state": "closed"})
    return item.id


def kinds(store: Store, item_id: int) -> list[str]:
    return [event.kind for event in backlog.get_item(store, item_id).history]


def test_a_problem_that_comes_back_is_seen_though_its_labels_were_corrected(
    store: Store, own: Settings, item_id: int
) -> None:
    ids = file(store, [*texts(2, range(-60, 0), "back"), *texts(2, range(-60, 0), "calm", **CALM)])
    praise(store, [id_ for name, id_ in ids.items() if name.startswith("back")])
    (view,) = watch(store, actor="eve", as_of=NOW + timedelta(days=60), settings=own)
    assert view.status == "recurred"


def test_a_problem_that_comes_back_withdraws_the_verdict_and_opens_the_item(
    store: Store, own: Settings, item_id: int
) -> None:
    file(store, [*texts(2, range(-60, 0), "back"), *texts(2, range(-60, 0), "calm", **CALM)])
    (view,) = watch(store, actor="eve", as_of=NOW + timedelta(days=60), settings=own)
    assert (view.status, view.reopened, view.continued_by) == ("recurred", True, None)
    assert 2 in view.like_relapse
    assert view.statistic > view.limit
    assert view.recurred_on is not None
    assert view.recurred_on <= NOW + timedelta(days=45)
    item = backlog.get_item(store, item_id)
    assert (item.state, item.effect) == ("plan", None)
    assert all(one.failed_at for one in item.countermeasures)
    assert (item.turn, [one.turn for one in item.countermeasures]) == (2, [1, 1])
    withdrawn, opened = item.history[-2:]
    assert (withdrawn.kind, withdrawn.actor) == ("verdict withdrawn", "eve")
    assert [one["text"] for one in withdrawn.detail["countermeasures"]] == ["Call them.", "New firmware."]
    assert (opened.detail["from"], opened.detail["to"]) == ("closed", "plan")
    assert watch(store, actor="eve", as_of=NOW + timedelta(days=60), settings=own) == []
    assert backlog.get_item(store, item_id) == item


def test_a_fix_that_holds_is_checked_thrice_and_its_watch_ends(store: Store, own: Settings, item_id: int) -> None:
    file(store, [*texts(12, range(-200, 0), "few"), *texts(2, range(-200, 0), "calm", **CALM)])
    (view,) = watch(store, actor="eve", as_of=NOW + timedelta(days=60), settings=own)
    assert (view.status, view.recurred_on, view.like_relapse) == ("watching", None, [])
    checked = [one.detail for one in backlog.get_item(store, item_id).history if one.kind == "checked"]
    assert [one["period"] for one in checked] == [1, 2]
    assert checked[0]["bearing"] <= checked[0]["expected"] < checked[0]["expected_if_back"]
    before = kinds(store, item_id)
    watch(store, actor="eve", as_of=NOW + timedelta(days=60), settings=own)
    assert kinds(store, item_id) == before
    (view,) = watch(store, actor="eve", settings=own)
    assert view.status == "over"
    assert kinds(store, item_id) == [*before, "checked", "watch ended"]
    assert watch(store, actor="eve", settings=own) == []


def test_a_watch_never_looks_ahead_and_more_of_everything_is_no_recurrence(
    store: Store, own: Settings, item_id: int
) -> None:
    file(store, [*texts(4, range(-100, 0), "more"), *texts(1, range(-100, 0), "calm", **CALM)])
    moment = NOW + timedelta(days=10)
    (early,) = watch(store, actor="eve", as_of=moment, settings=own)
    assert early.status == "watching"
    file(store, texts(1, range(-90, -11), "later"))
    (again,) = watch(store, actor="eve", as_of=moment, settings=own)
    assert again == early
    assert watch(store, actor="eve", as_of=NOW, settings=own) == []


def test_another_open_item_about_the_problem_goes_on_instead(store: Store, own: Settings, item_id: int) -> None:
    file(store, [*texts(2, range(-60, 0), "back"), *texts(2, range(-60, 0), "calm", **CALM)])
    (new,) = backlog.build(store, actor="ann", as_of=NOW + timedelta(days=60), weeks=8, settings=own).added
    with store.reading() as session:
        repository = BacklogRepository(session)
        closed = repository.get(item_id)
        assert closed is not None
        assert open_twin(repository, closed) == new
    (view,) = watch(store, actor="eve", settings=own)
    assert (view.status, view.reopened, view.continued_by) == ("recurred", False, new)
    item = backlog.get_item(store, item_id)
    assert (item.state, item.warning) == ("closed", None), "it was done, though it failed"
    assert item.history[-1].kind == "verdict withdrawn"
    (again,) = watch(store, actor="eve", settings=own)
    assert (again.status, again.why and again.why.zh) == ("not watched", "有效判定已撤回")


def test_texts_of_another_model_are_not_compared(store: Store, own: Settings, item_id: int) -> None:
    file(store, texts(1, range(-60, 0), "back"))
    with store.writing() as session:
        session.execute(update(AnalysisRow).values(model_version="9"))
    (view,) = watch(store, actor="eve", settings=own)
    assert view.status == "not comparable"
    assert backlog.get_item(store, item_id).state == "closed"


def shut(store: Store, item_id: int, *states: str) -> None:
    """Take an item through states, with a note, so that it is closed at NOW."""
    for state in states:
        backlog.update_item(store, item_id, actor="bob", state=state, note="The counter is gone.")
    with store.writing() as session:
        moves = session.query(BacklogEventRow).filter_by(item_id=item_id, kind=STATE_EVENT)
        closed = moves.order_by(BacklogEventRow.id).all()[-1]
        assert closed.detail["to"] == "closed"
        closed.at = NOW


@pytest.mark.parametrize(
    ("planned", "states", "verified", "why"),
    [
        (False, ("closed",), False, "it was given up before its countermeasure was checked"),
        (False, ("do", "check", "act", "closed"), False, "it has no effect test"),
        (True, ("do", "check", "act", "closed"), False, "never judged"),
        (True, ("do", "check", "act", "closed"), True, "its countermeasure was not judged effective"),
    ],
)
def test_what_was_closed_without_proof_is_not_watched_and_says_why(
    store: Store, own: Settings, planned: bool, states: tuple[str, ...], verified: bool, why: str
) -> None:
    assert watch(store, actor="eve", settings=own) == []
    file(store, history(after=2))
    (item_id,) = backlog.build(store, actor="ann", settings=own).added
    if planned:
        plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    if verified:
        take(store, item_id)
        for state in states[:2]:
            backlog.update_item(store, item_id, actor="bob", state=state)
        assert verify(store, item_id, actor="ann", settings=own).verdict != "effective"
        states = states[2:]
    shut(store, item_id, *states)
    assert watch(store, actor="eve", as_of=NOW, settings=own) == []
    before = backlog.get_item(store, item_id)
    for moment in (None, NOW + timedelta(days=181)):
        (view,) = watch(store, actor="eve", as_of=moment, settings=own)
        assert (view.item_id, view.status, view.statistic) == (item_id, "not watched", None)
        assert view.why is not None
        assert why in view.why.en
        assert view.why.zh
    assert watch(store, actor="eve", as_of=NOW + timedelta(days=182), settings=own) == []
    assert backlog.get_item(store, item_id) == before


def test_an_item_that_was_closed_after_the_newest_text_is_watched_from_then_on(
    store: Store, own: Settings, item_id: int
) -> None:
    (view,) = watch(store, actor="eve", settings=own)
    assert view.status == "watching"
