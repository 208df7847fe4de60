from datetime import datetime, timedelta

import pytest
from backlog_fakes import NOW, file, take
from effect_fakes import START, history
from sqlalchemy import select

from feedback_ai.backlog.countermeasures import Progress
from feedback_ai.errors import OptionError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_effect import plan_effect, verify
from feedback_ai.services.backlog_proof import LACKS, NOT_EFFECTIVE, NOT_JUDGED, PLANNED_EVENT
from feedback_ai.services.backlog_work import add_countermeasure, finish_countermeasure
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogEventRow


@pytest.fixture
def own(settings: Settings) -> Settings:
    return settings.model_copy(update={"model": settings.home / "none"})


def acted_on(store: Store, own: Settings, *, after: int, planned_at: datetime) -> int:
    """An item in `act` whose test was fixed at that time and judged; gives its id."""
    file(store, history(after=after))
    (item_id,) = backlog.build(store, actor="ann", settings=own).added
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    with store.writing() as session:
        (event,) = session.scalars(select(BacklogEventRow).where(BacklogEventRow.kind == PLANNED_EVENT))
        event.at = planned_at
    take(store, item_id)
    for state in ("do", "check"):
        backlog.update_item(store, item_id, actor="bob", state=state)
    note = None if verify(store, item_id, actor="ann", settings=own).verdict == "effective" else "All the same."
    backlog.update_item(store, item_id, actor="bob", state="act", note=note)
    return item_id


def test_an_item_whose_test_was_planned_first_and_shows_an_effect_is_closed_without_more(
    store: Store, own: Settings
) -> None:
    item_id = acted_on(store, own, after=12, planned_at=START - timedelta(days=1))
    assert backlog.get_item(store, item_id).closing is None
    found = backlog.update_item(store, item_id, actor="bob", state="closed").closing
    assert found is not None
    assert (found.actor, found.proven, found.dropped, found.note) == ("bob", True, False, None)


@pytest.mark.parametrize(("after", "planned_at"), [(12, NOW), (2, START - timedelta(days=1))])
def test_a_test_that_was_fixed_late_or_shows_nothing_does_not_close_an_item(
    store: Store, own: Settings, after: int, planned_at: datetime
) -> None:
    item_id = acted_on(store, own, after=after, planned_at=planned_at)
    with pytest.raises(OptionError, match="without proof"):
        backlog.update_item(store, item_id, actor="bob", state="closed")
    assert backlog.get_item(store, item_id).state == "act"
    found = backlog.update_item(store, item_id, actor="bob", state="closed", note="旧柜台已拆除。")
    assert found.closing is not None
    assert (found.closing.proven, found.closing.note) == (False, "旧柜台已拆除。")
    assert found.history[-1].detail["note"] == "旧柜台已拆除。"


def test_a_turn_has_countermeasures_of_its_own_and_warns_where_it_has_none(store: Store, own: Settings) -> None:
    item_id = acted_on(store, own, after=12, planned_at=NOW)
    assert backlog.get_item(store, item_id).warning is None
    backlog.update_item(store, item_id, actor="bob", state="plan")
    with pytest.raises(OptionError, match="a countermeasure and an effect test"):
        backlog.update_item(store, item_id, actor="bob", state="do")
    item = backlog.update_item(store, item_id, actor="bob", state="do", note="Once more.")
    assert item.warning is not None
    assert (item.warning.en, item.warning.zh) == LACKS[Progress.NONE]
    new = add_countermeasure(store, item_id, actor="bob", kind="lasting", text="New rule.")
    assert new.warning is None
    with pytest.raises(OptionError, match="nothing to check"):
        backlog.update_item(store, item_id, actor="bob", state="check")
    checked = backlog.update_item(store, item_id, actor="bob", state="check", note="Half of it is in place.")
    assert checked.warning is not None
    assert checked.warning.en == LACKS[Progress.NOTED][0]
    assert finish_countermeasure(store, item_id, 2, actor="bob").warning is None


def test_an_item_that_nobody_judged_is_closed_only_for_a_reason(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    (item_id,) = backlog.build(store, actor="ann", settings=own).added
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    take(store, item_id)
    for state in ("do", "check"):
        backlog.update_item(store, item_id, actor="bob", state=state)
    with pytest.raises(OptionError, match=r"was judged.*backlog verify"):
        backlog.update_item(store, item_id, actor="bob", state="act")
    item = backlog.update_item(store, item_id, actor="bob", state="act", note="The counter is gone.")
    assert item.warning is not None
    assert (item.warning.en, item.warning.zh) == NOT_JUDGED
    with pytest.raises(OptionError, match="backlog verify"):
        backlog.update_item(store, item_id, actor="bob", state="closed", note=None)
    verify(store, item_id, actor="ann", settings=own)
    assert backlog.get_item(store, item_id).warning is None


def test_an_item_that_was_not_judged_effective_becomes_the_standard_only_for_a_reason_and_warns(
    store: Store, own: Settings
) -> None:
    item_id = acted_on(store, own, after=2, planned_at=NOW)
    item = backlog.get_item(store, item_id)
    assert item.warning is not None
    assert (item.warning.en, item.warning.zh) == NOT_EFFECTIVE
    backlog.update_item(store, item_id, actor="bob", state="plan")
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    take(store, item_id)
    for state in ("do", "check"):
        backlog.update_item(store, item_id, actor="bob", state=state)
    verify(store, item_id, actor="ann", settings=own)
    with pytest.raises(OptionError, match=r"not `effective`.*back to `plan`"):
        backlog.update_item(store, item_id, actor="bob", state="act")


@pytest.mark.parametrize("weeks", [13, 100])
def test_what_is_too_early_to_judge_says_until_when_the_follow_up_runs(store: Store, own: Settings, weeks: int) -> None:
    file(store, history(after=12))
    (item_id,) = backlog.build(store, actor="ann", settings=own).added
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, weeks=weeks, settings=own)
    take(store, item_id)
    for state in ("do", "check"):
        backlog.update_item(store, item_id, actor="bob", state=state)
    assert verify(store, item_id, actor="ann", settings=own).reason == "too_early"
    with pytest.raises(OptionError, match=f"until {START + timedelta(weeks=weeks):%Y-%m-%d}: it is too early"):
        backlog.update_item(store, item_id, actor="bob", state="act")
    assert backlog.update_item(store, item_id, actor="bob", state="act", note="All the same.").state == "act"


def test_a_lasting_countermeasure_that_is_open_is_checked_only_for_a_reason(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    (item_id,) = backlog.build(store, actor="ann", settings=own).added
    take(store, item_id)
    add_countermeasure(store, item_id, actor="bob", kind="lasting", text="New rule.")
    backlog.update_item(store, item_id, actor="bob", state="do", note="No test.")
    with pytest.raises(OptionError, match="Only its containment is done"):
        backlog.update_item(store, item_id, actor="bob", state="check")
    checked = backlog.update_item(store, item_id, actor="bob", state="check", note="Half of it is in place.")
    assert checked.warning is not None
    assert (checked.warning.en, checked.warning.zh) == LACKS[Progress.CONTAINED]
    assert finish_countermeasure(store, item_id, 2, actor="bob").warning is None


def test_what_belongs_to_earlier_turns_is_told(store: Store, own: Settings) -> None:
    item_id = acted_on(store, own, after=12, planned_at=START - timedelta(days=1))
    add_countermeasure(store, item_id, actor="bob", kind="lasting", text="Not done yet.")
    first = backlog.get_item(store, item_id)
    assert (first.turn, {event.turn for event in first.history}) == (1, {1})
    assert [own.turn for own in first.countermeasures] == [1, 1]
    backlog.update_item(store, item_id, actor="bob", state="plan")
    second = add_countermeasure(store, item_id, actor="bob", kind="lasting", text="New rule.")
    assert second.turn == 2
    assert [own.turn for own in second.countermeasures] == [1, 2, 2], "what is left undone goes on"
    assert [(event.kind, event.turn) for event in second.history[-3:]] == [
        ("countermeasure", 1),
        ("state", 2),
        ("countermeasure", 2),
    ]
    assert {event.turn for event in second.history if event.kind in ("effect test", "verified")} == {1}
    assert backlog.list_items(store)[0].countermeasures[0].turn is None


def test_the_proof_of_an_earlier_turn_is_none_of_the_next(store: Store, own: Settings) -> None:
    item_id = acted_on(store, own, after=12, planned_at=START - timedelta(days=1))
    backlog.update_item(store, item_id, actor="bob", state="plan")
    for state in ("do", "check", "act"):
        backlog.update_item(store, item_id, actor="bob", state=state, note="Without a test.")
    with pytest.raises(OptionError, match="without proof"):
        backlog.update_item(store, item_id, actor="bob", state="closed")
