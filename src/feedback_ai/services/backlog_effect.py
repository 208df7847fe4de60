"""The effect test of an improvement: fixed before work begins, judged when its follow-up is over."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedback_ai.backlog.plan import BASELINE_WEEKS, FOLLOW_UP_WEEKS, WEEK, EffectPlan, Label
from feedback_ai.backlog.series import Measure
from feedback_ai.backlog.states import State, may_plan
from feedback_ai.connect.trackers import Trackers, load_trackers
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.backlog import check_year, dated, found, item_detail, utc
from feedback_ai.services.backlog_counts import History, card_quality
from feedback_ai.services.backlog_proof import PLANNED_EVENT, VERIFIED_EVENT
from feedback_ai.services.backlog_views import ItemDetail, key_of
from feedback_ai.services.effect_options import check_baseline_end, check_options, given_quality
from feedback_ai.services.effect_power import control_counts, weeks_of_baseline, with_power
from feedback_ai.services.evidence import latest_time
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.services.verification import Verification, decide
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import STATE_EVENT, BacklogRepository, StoredItem
from feedback_ai.store.history import StoredEvent

TICK = timedelta(microseconds=1)


def plan_effect(
    store: Store,
    item_id: int,
    *,
    actor: str,
    start: datetime | None = None,
    baseline_weeks: int = BASELINE_WEEKS,
    weeks: int = FOLLOW_UP_WEEKS,
    target: float = 0.5,
    smallest: float = 0.7,
    significance: float = 0.05,
    labels: Collection[Label] | None = None,
    controls: str = "none",
    sensitivity: float | None = None,
    specificity: float | None = None,
    as_of: datetime | None = None,
    settings: Settings | None = None,
) -> ItemDetail:
    """Fix the effect test of an item; the item tells the power that it has.

    Args:
        store: The store.
        item_id: Its id.
        actor: Who fixes it.
        start: When the countermeasure is in place, which ends the baseline; when the item goes to `check` if None.
        baseline_weeks: Weeks before that, 4 to 104; fewer where there are fewer texts.
        weeks: Length of the follow-up, 4 to 104.
        target: Ratio of the odds, after by before, that the countermeasure aims at, in (0, 1).
        smallest: Ratio from which a fall matters, at least the target, below 1.
        significance: Chance at most that a fix without effect is called effective, in (0, 0.2].
        labels: What more than the topic a text must be unhappy about: `dimension`, `cause`; both if None and another
            item has the same topic at the same unit, else neither. Neither if empty.
        controls: `units` subtracts what the same problem did at all other units; `none` does not.
        sensitivity: Share of the texts with the problem that are counted; of the model's card if None.
        specificity: Share of the texts without it that are not counted; given together with the former.
        as_of: What is known: nothing that was written from then on is read; all if None. The baseline must run up to
            the start all the same, or as far as texts are known by now.
        settings: Settings in force.

    Raises:
        NotFoundError: If there is no item under that id.
        OptionError: If work has begun on a fixed test or is over, or a value cannot be used, or the baseline is too
            short, leaves out what is known or is of several model versions, or no other unit has the problem to
            control by.
    """
    check_options(weeks, baseline_weeks, target, smallest, significance, controls)
    check_year("Nothing can be judged", as_of)
    settings = settings or get_settings()
    with store.reading() as session:
        repository = BacklogRepository(session)
        item = found(repository.get(item_id))
        _check_open(item)
        start = start and dated("A countermeasure cannot be in place", start, item, datetime.now(UTC))
        wanted = _labels(repository, item) if labels is None else tuple(sorted(set(labels)))
    to = _baseline_end(store, start, as_of)
    measure = Measure(key_of(item), wanted)
    history = History(store, measure, to - baseline_weeks * WEEK, to, elsewhere=controls == "units", settings=settings)
    history.measure = replace(measure, sources=history.sources())  # the verdict counts no others, at other units either
    n_weeks = weeks_of_baseline(history, to, baseline_weeks)
    since = to - n_weeks * WEEK
    fixed = {
        "labels": wanted,
        "sources": history.measure.sources,
        "controls": controls,
        "start": start,
        "baseline_from": since,
        "baseline_to": to,
        "weeks": weeks,
        "target": target,
        "smallest": smallest,
        "significance": significance,
    }
    before, version = history.weeks(since, n_weeks), history.version()
    control = control_counts(history, since, n_weeks) if controls == "units" else None
    quality = given_quality(sensitivity, specificity) or card_quality(measure, before, version, settings)
    return _keep(store, item_id, with_power(fixed, before, control, quality), actor, load_trackers(settings.trackers))


def _baseline_end(store: Store, start: datetime | None, as_of: datetime | None) -> datetime:
    """Where a baseline ends: at the start, or where what is known ends."""
    known = _newest(store)
    end = known if as_of is None else utc(as_of)
    to = end if start is None else min(end, start)
    # A text that is dated ahead of its time is not known yet, and must not forbid to end before it.
    check_baseline_end(to, min(known, datetime.now(UTC)), start)
    return to


def verify(
    store: Store, item_id: int, *, actor: str, as_of: datetime | None = None, settings: Settings | None = None
) -> Verification:
    """Judge an item by its effect test; the verdict and its figures stand in its history, unless it is a replay.

    Args:
        store: The store.
        item_id: Its id.
        actor: Who verifies.
        as_of: What would have been said then: nothing that was written from then on is read, and nothing is kept.
            Just after the newest record if None.
        settings: Settings in force.

    Raises:
        NotFoundError: If there is no item under that id.
        OptionError: If it has no effect test or its countermeasure is not in place yet, or its texts are of several
            model versions, or its baseline is not over by then.
    """
    check_year("Nothing can be judged", as_of)
    settings = settings or get_settings()
    trackers = load_trackers(settings.trackers)
    with store.reading() as session:
        repository = BacklogRepository(session)
        item, events = found(repository.get(item_id)), repository.events(item_id)
    plan, start = planned(item), started(item, events)
    end = _newest(store) if as_of is None else _after_baseline(plan, utc(as_of))
    weeks = max(0, min(plan.weeks, (end - start) // WEEK))
    measure = Measure(key_of(item), plan.labels, plan.sources)
    elsewhere = plan.controls == "units"
    until = max(plan.baseline_from, min(end, start + weeks * WEEK))
    history = History(store, measure, plan.baseline_from, until, elsewhere=elsewhere, settings=settings)
    version = history.version()
    n_before = (plan.baseline_to - plan.baseline_from) // WEEK
    stretches = [
        (history.weeks(plan.baseline_from, n_before, elsewhere=at), history.weeks(start, weeks, elsewhere=at))
        for at in ((False, True) if elsewhere else (False,))
    ]
    verdict = decide(
        plan, start, end, stretches, model=None if version is None else version[0], planned_at=_planned_at(events)
    )
    if as_of is None:
        _keep_verdict(store, item_id, verdict, actor, trackers)
    return verdict


def planned(item: StoredItem) -> EffectPlan:
    """The effect test of an item.

    Raises:
        OptionError: If it has none.
    """
    if item.effect is None:
        raise OptionError(
            f"Item {item.id} has no effect test, so nothing can be verified.",
            hint="Fix one with `feedback-ai backlog plan` before work begins.",
        )
    return EffectPlan.model_validate(item.effect)


def started(item: StoredItem, events: list[StoredEvent]) -> datetime:
    """When the countermeasure was in place: as planned, else when the item went to `check` last.

    Raises:
        OptionError: If it is not.
    """
    checks = [one.at for one in events if one.kind == STATE_EVENT and one.detail.get("to") == State.CHECK]
    start = planned(item).start or (checks[-1] if checks else None)
    if item.state in (State.PLAN, State.DO) or start is None:
        raise OptionError(
            f"Item {item.id} is in {item.state}: its countermeasure is not in place yet.",
            hint="Set it to `check` once it is; the follow-up begins then, or when the plan says.",
        )
    return start


def _keep(store: Store, item_id: int, plan: EffectPlan, actor: str, trackers: Trackers) -> ItemDetail:
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        _check_open(found(repository.get(item_id)))
        now = datetime.now(UTC)
        first = plan.start is None or now <= plan.start
        kept = plan.model_copy(update={"planned_first": first}).model_dump(mode="json")
        repository.add_event(item_id, now, actor, PLANNED_EVENT, kept)
        repository.change(item_id, {"effect": kept, "updated_at": now})
        tell_trackers(session, trackers, [item_id], now)
        session.flush()
        return item_detail(repository, item_id)


def _keep_verdict(store: Store, item_id: int, verdict: Verification, actor: str, trackers: Trackers) -> None:
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        found(repository.get(item_id))
        now = datetime.now(UTC)
        repository.add_event(item_id, now, actor, VERIFIED_EVENT, verdict.model_dump(mode="json"))
        repository.change(item_id, {"updated_at": now})
        tell_trackers(session, trackers, [item_id], now)


def _after_baseline(plan: EffectPlan, as_of: datetime) -> datetime:
    if as_of < plan.baseline_to:
        raise OptionError(
            f"Nothing can be verified as of {as_of:%Y-%m-%d %H:%M}: the baseline is not over by then.",
            hint=f"Give a moment from {plan.baseline_to:%Y-%m-%d %H:%M} UTC on.",
        )
    return as_of


def _check_open(item: StoredItem) -> None:
    if not may_plan(State(item.state), planned=item.effect is not None):
        raise OptionError(
            f"The effect test of item {item.id} can no longer be fixed: the item is in {item.state}.",
            hint="A test that is chosen after the fact proves nothing; plan the next turn instead.",
        )


def _labels(repository: BacklogRepository, item: StoredItem) -> tuple[Label, ...]:
    """Labels are often wrong, so they count only where they tell an item from others of its topic and unit."""
    alike = [one for one in repository.items(unit=item.unit) if one.topic_id == item.topic_id and one.id != item.id]
    return ("cause", "dimension") if any(one.unit == item.unit for one in alike) else ()


def _newest(store: Store) -> datetime:
    latest = latest_time(store)
    if latest is None:
        raise NotFoundError("No record has a time, so nothing can be compared.", hint="Ingest records with times.")
    return latest + TICK


def _planned_at(events: list[StoredEvent]) -> datetime | None:
    return next((one.at for one in reversed(events) if one.kind == PLANNED_EVENT), None)
