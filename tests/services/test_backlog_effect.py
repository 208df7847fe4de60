from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import NOW, complaints, file, take
from effect_fakes import BASELINE, CALM, START, history, praise, texts
from sqlalchemy import update

from feedback_ai.backlog.plan import EffectPlan
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import backlog
from feedback_ai.services.backlog_effect import plan_effect, verify
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.tables import AnalysisRow


@pytest.fixture
def own(settings: Settings) -> Settings:
    """Settings without a model bundle, so that nothing is corrected by a card."""
    return settings.model_copy(update={"model": settings.home / "none"})


def item_of(store: Store, settings: Settings, unit: str = "mobile-care") -> int:
    backlog.build(store, actor="ann", settings=settings)
    (item,) = backlog.list_items(store, unit=unit)
    return item.id


def check(store: Store, item_id: int) -> None:
    take(store, item_id)
    for state in ("do", "check"):
        backlog.update_item(store, item_id, actor="bob", state=state)


def test_a_fix_that_works_is_effective_and_its_figures_stand_in_the_history(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    item = plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    assert item.effect is not None
    assert (item.effect.baseline_to, item.effect.sources, item.effect.labels) == (START, ("test",), ())
    assert (item.effect.bearing, item.effect.texts) == (139, 278)
    assert (item.history[-1].actor, item.history[-1].kind) == ("ann", "effect test")
    check(store, item_id)
    found = verify(store, item_id, actor="eve", settings=own)
    assert (found.verdict, found.reason) == ("effective", "shown")
    assert (found.before.bearing, found.before.texts) == (139, 278)
    assert (found.after.bearing, found.after.texts) == (7, 49)
    assert found.ratio == found.seen
    assert found.ratio.high is not None
    assert found.ratio.low < (found.ratio.value or 0) < found.ratio.high < 1
    assert "not corrected" in found.correction.en
    assert not found.planned_first  # the test was filed after the fact, and says so
    (event,) = [one for one in backlog.get_item(store, item_id).history if one.kind == "verified"]
    assert (event.actor, event.detail) == ("eve", found.model_dump(mode="json"))


def test_a_fix_that_does_nothing_is_not_and_half_of_all_texts_is_no_effect(store: Store, own: Settings) -> None:
    file(store, [*history(after=2), *history(after=4, unit="clinic", others_after=4)])
    backlog.build(store, actor="ann", settings=own)
    for item in backlog.list_items(store):
        plan_effect(store, item.id, actor="ann", start=START, as_of=START, settings=own)
        check(store, item.id)
        found = verify(store, item.id, actor="ann", settings=own)
        assert found.verdict != "effective"
        assert found.ratio.value == pytest.approx(1, abs=0.05)


def test_correcting_labels_after_the_fix_proves_nothing(store: Store, own: Settings) -> None:
    ids = file(store, history(after=2))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    check(store, item_id)
    before = verify(store, item_id, actor="ann", settings=own)
    praise(store, [id_ for name, id_ in ids.items() if name.startswith("mobile-care-a-")])
    assert verify(store, item_id, actor="ann", settings=own) == before
    assert before.verdict != "effective"


def test_a_replay_never_looks_ahead(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    check(store, item_id)
    moment = START + timedelta(weeks=5, days=3)
    early = verify(store, item_id, actor="ann", as_of=moment, settings=own)
    assert (early.verdict, early.reason, early.after.end) == ("undecided", "too_early", START + timedelta(weeks=5))
    assert "7 weeks" in early.why.en
    file(store, texts(1, range(1, 40), "late"))  # written after that moment
    assert verify(store, item_id, actor="ann", as_of=moment, settings=own) == early
    at_once = verify(store, item_id, actor="ann", as_of=START, settings=own)
    assert (at_once.reason, at_once.after.texts) == ("too_early", 0)
    assert "verified" not in [one.kind for one in backlog.get_item(store, item_id).history]


@pytest.mark.parametrize("as_of", [START - timedelta(days=3), START.replace(year=1), START.replace(year=9999)])
def test_a_replay_from_before_the_baseline_was_over_is_refused(store: Store, own: Settings, as_of: datetime) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    check(store, item_id)
    with pytest.raises(OptionError, match=r"not over by then|Nothing can be judged"):
        verify(store, item_id, actor="ann", as_of=as_of, settings=own)


def test_one_look_at_the_end_of_the_follow_up(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    check(store, item_id)
    at_the_end = verify(store, item_id, actor="ann", as_of=NOW, settings=own)
    file(store, texts(1, range(-40, 0), "later"))
    later = verify(store, item_id, actor="ann", settings=own)
    assert (later.verdict, later.ratio, later.after) == (at_the_end.verdict, at_the_end.ratio, at_the_end.after)


def test_what_fell_at_all_units_is_subtracted(store: Store, own: Settings) -> None:
    file(store, [*history(after=12), *history(after=12, unit="clinic"), *history(after=12, unit="hotel")])
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, controls="units", settings=own)
    check(store, item_id)
    found = verify(store, item_id, actor="ann", settings=own)
    assert found.controls is not None
    assert found.seen.value == pytest.approx(1, abs=0.1)
    assert found.verdict != "effective"


def test_a_plan_counts_the_chance_of_its_controls_and_refuses_those_that_show_nothing(
    store: Store, own: Settings
) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)

    def planned(controls: str) -> EffectPlan:
        options = {"start": START, "as_of": START, "target": 0.4, "controls": controls}
        item = plan_effect(store, item_id, actor="ann", settings=own, **options)
        assert item.effect is not None
        return item.effect

    alone = planned("none")
    for elsewhere in ([], texts(2, BASELINE, "calm", unit="clinic", **CALM)):
        file(store, elsewhere)
        with pytest.raises(OptionError, match="could ever be `effective`") as refused:
            planned("units")
        assert "Plan without controls" in refused.value.hint
    file(store, texts(7, BASELINE, "else", unit="clinic"))
    with_few = planned("units")
    assert with_few.control is not None
    assert (with_few.control.bearing, with_few.control.texts) == (39, 178)
    assert with_few.power < alone.power - 0.1
    assert alone.control is None


def test_given_quality_corrects_and_is_told(store: Store, own: Settings) -> None:
    file(store, history(after=6))
    item_id = item_of(store, own)
    options = {"start": START, "as_of": START, "sensitivity": 0.9, "specificity": 0.95}
    plan_effect(store, item_id, actor="ann", settings=own, **options)
    check(store, item_id)
    found = verify(store, item_id, actor="ann", settings=own)
    assert (found.ratio.value or 1) < (found.seen.value or 0)
    assert "sensitivity 0.900, specificity 0.950 (given)" in found.correction.en
    assert "特异度 0.950（由用户给定）" in found.correction.zh


def test_texts_of_several_model_versions_are_refused_until_all_are_labelled_alike(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    check(store, item_id)
    with store.writing() as session:
        first = session.query(AnalysisRow).first()
        assert first is not None
        first.model_version = "9"
    with pytest.raises(OptionError, match="several versions"):
        verify(store, item_id, actor="ann", settings=own)
    with store.writing() as session:
        session.execute(update(AnalysisRow).values(model_version="9"))
    assert verify(store, item_id, actor="ann", settings=own).model == "9"


def test_a_test_is_fixed_before_work_and_a_new_turn_needs_a_new_one(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    with pytest.raises(OptionError, match="effect test"):
        backlog.update_item(store, item_id, actor="bob", state="do")
    plan_effect(store, item_id, actor="ann", settings=own)
    changed = plan_effect(store, item_id, actor="ann", weeks=20, settings=own)
    assert changed.effect is not None
    assert (changed.effect.weeks, changed.effect.start) == (20, None)
    take(store, item_id)
    with pytest.raises(OptionError, match="not in place"):
        verify(store, item_id, actor="ann", settings=own)
    backlog.update_item(store, item_id, actor="bob", state="do")
    with pytest.raises(OptionError, match="no longer"):
        plan_effect(store, item_id, actor="ann", settings=own)
    backlog.update_item(store, item_id, actor="bob", state="check")
    with pytest.raises(OptionError, match="no longer"):
        plan_effect(store, item_id, actor="ann", settings=own)
    # In place since just now by the clock, which is after all texts.
    assert verify(store, item_id, actor="ann", settings=own).reason == "too_early"
    assert backlog.update_item(store, item_id, actor="bob", state="plan").effect is None
    backlog.update_item(store, item_id, actor="bob", state="do", note="Try.")
    backlog.update_item(store, item_id, actor="bob", state="check")
    with pytest.raises(OptionError, match="no effect test"):
        verify(store, item_id, actor="ann", settings=own)


def test_what_was_dropped_before_it_was_in_place_has_no_verdict(store: Store, own: Settings) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    plan_effect(store, item_id, actor="ann", settings=own)
    backlog.update_item(store, item_id, actor="bob", state="closed", note="Not ours.")
    with pytest.raises(OptionError, match="not in place"):
        verify(store, item_id, actor="ann", settings=own)


def test_labels_count_only_where_they_tell_items_apart(store: Store, own: Settings) -> None:
    own_texts = history(after=12)
    more = [
        one
        for number in range(30)
        for one in complaints(4, f"p{number}", days_ago=85 + number, facet="empathy", cause="people")
    ]
    file(store, [*own_texts, *more])
    backlog.build(store, actor="ann", settings=own)
    first, _ = backlog.list_items(store)
    item = plan_effect(store, first.id, actor="ann", start=START, as_of=START, settings=own)
    assert item.effect is not None
    assert item.effect.labels == ("cause", "dimension")
    item = plan_effect(store, first.id, actor="ann", start=START, as_of=START, labels=(), settings=own)
    assert item.effect is not None
    assert item.effect.labels == ()


@pytest.mark.parametrize(
    "options",
    [
        {"weeks": 3},
        {"baseline_weeks": 105},
        {"target": 0.8},
        {"target": 0.0},
        {"smallest": 1.0},
        {"significance": 0.0},
        {"controls": "topics"},
        {"sensitivity": 0.9},
        {"sensitivity": 0.4, "specificity": 0.5},
        {"sensitivity": 1.2, "specificity": 0.5},
        {"as_of": START - timedelta(days=275)},
        {"as_of": datetime(1, 1, 2, tzinfo=UTC)},
        {"start": datetime(1, 1, 1)},
        {"start": datetime(9999, 12, 31, tzinfo=UTC)},
    ],
)
def test_a_plan_that_cannot_be_used_is_refused(store: Store, own: Settings, options: dict[str, object]) -> None:
    file(store, history(after=12))
    item_id = item_of(store, own)
    with pytest.raises(OptionError):
        plan_effect(store, item_id, actor="ann", settings=own, **options)  # type: ignore[arg-type]
    assert backlog.get_item(store, item_id).effect is None


def test_a_baseline_without_the_problem_makes_no_test(store: Store, own: Settings) -> None:
    since = texts(3, range(1, 85), "new")
    file(store, [*since, *texts(2, BASELINE, "calm", **CALM)])
    item_id = item_of(store, own)
    with pytest.raises(OptionError, match=r"None of the 139 texts.*no fall could ever.*with a note"):
        plan_effect(store, item_id, actor="ann", start=START, as_of=START, settings=own)
    assert backlog.get_item(store, item_id).effect is None


def test_an_unknown_item_is_said_to_be_none(store: Store, own: Settings) -> None:
    with pytest.raises(NotFoundError):
        plan_effect(store, 1, actor="ann", settings=own)
    with pytest.raises(NotFoundError):
        verify(store, 1, actor="ann", settings=own)


def test_versions_of_texts_that_do_not_count_forbid_nothing_and_those_of_controls_do(
    store: Store, own: Settings
) -> None:
    ids = file(store, [*history(after=12), *history(after=2, unit="clinic"), *texts(9, BASELINE, "nowhere", unit=None)])
    item_id = item_of(store, own)
    options = {"start": START, "as_of": START, "controls": "units"}

    def relabel(prefix: str, version: str) -> None:
        wanted = [id_ for name, id_ in ids.items() if name.startswith(prefix)]
        with store.writing() as session:
            of_these = AnalysisRow.feedback_id.in_(wanted)
            session.execute(update(AnalysisRow).where(of_these).values(model_version=version))

    relabel("nowhere", "9")
    assert plan_effect(store, item_id, actor="ann", settings=own, **options).effect is not None
    relabel("clinic", "9")
    with pytest.raises(OptionError, match="several versions"):
        plan_effect(store, item_id, actor="ann", settings=own, **options)
