"""The half year after an item was closed as effective: checks, and the way back where the problem returns."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

import numpy as np

from feedback_ai.backlog.effect import Counts
from feedback_ai.backlog.recurrence import FALSE_ALARMS, Known, evidence, limit
from feedback_ai.backlog.series import Measure
from feedback_ai.backlog.states import State
from feedback_ai.connect.trackers import load_trackers
from feedback_ai.errors import OptionError
from feedback_ai.services.backlog import check_year, entered, utc
from feedback_ai.services.backlog_closed import (
    ENDED_EVENT,
    WITHDRAWN_EVENT,
    Closed,
    Status,
    Unwatched,
    WatchView,
    closed_item,
)
from feedback_ai.services.backlog_counts import History
from feedback_ai.services.backlog_effect import TICK
from feedback_ai.services.backlog_proof import closing
from feedback_ai.services.backlog_twins import open_twin
from feedback_ai.services.backlog_views import key_of
from feedback_ai.services.evidence import latest_time
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import CLOSED, STATE_EVENT, BacklogRepository
from feedback_ai.store.history import StoredEvent

Told = Sequence[tuple[str, dict[str, Any]]]
CHECKED_EVENT = "checked"
DAY = timedelta(days=1)
PERIOD = timedelta(days=28)
PERIODS = 3
"""Periods after closing that are told one by one."""


def watch(
    store: Store, *, actor: str, as_of: datetime | None = None, settings: Settings | None = None
) -> list[WatchView]:
    """Look at every item that was closed within the last six months; repeating it changes nothing.

    Those whose countermeasure was judged effective are watched: where the problem has come back, the verdict is
    withdrawn, the countermeasure is marked as failed and the item is opened again, or the open item about the same
    problem is named. The first three periods are told one by one. The others are named with why they are not watched.

    Args:
        store: The store.
        actor: Who looks.
        as_of: Nothing that was written from then on is read, and what was closed from then on is left out; just after
            the newest record if None, and every item counts that is closed now.
        settings: Settings in force.

    Raises:
        OptionError: If it cannot be looked as of that year.
        StoreError: If the store fails.
    """
    check_year("Nothing can be judged", as_of)
    settings = settings or get_settings()
    latest = latest_time(store)
    if as_of is None and latest is None:
        return []
    end = utc(as_of) if as_of is not None else (latest or datetime.now(UTC)) + TICK
    with store.reading() as session:
        repository = BacklogRepository(session)
        closed = [
            one
            for item in sorted(repository.items(state=CLOSED), key=lambda item: item.id)
            if (one := closed_item(item, repository.events(item.id))) and (as_of is None or one.closed_at < end)
        ]
    # Those that are not watched are told as long as they would be.
    return [
        one.view() if isinstance(one, Unwatched) else _look(store, one, end, actor, settings)
        for one in closed
        if isinstance(one, Closed) or end < one.until
    ]


def _look(store: Store, one: Closed, end: datetime, actor: str, settings: Settings) -> WatchView:
    known = one.known()
    n_days = ceil((one.until - one.start) / DAY)
    seen = max(0, min(n_days, (end - one.start) // DAY))
    measure = Measure(key_of(one.item), one.plan.labels, one.plan.sources)
    history = History(
        store, measure, one.start, max(one.start, min(end, one.until)), elsewhere=False, settings=settings
    )
    high, cut = 0.0, limit(n_days, known.dispersion)
    if not _is_comparable(history, one):
        return _view(one, "not comparable", high, cut)
    counts = history.days(one.start, seen)
    values = evidence(counts.bearing, counts.texts - counts.bearing, known)
    high = float(values.max(initial=0.0))
    passed = np.flatnonzero(values > cut)
    told = [(CHECKED_EVENT, period) for period in _periods(one, counts, known, end)]
    if len(passed):
        on = one.start + (int(passed[0]) + 1) * DAY
        return _withdraw(store, one, _view(one, "recurred", high, cut, on, told=told), told, actor, settings)
    if seen == n_days:
        told.append((ENDED_EVENT, {"statistic": round(high, 3), "limit": round(cut, 3)}))
    _tell(store, one, told, actor)
    return _view(one, "over" if seen == n_days else "watching", high, cut, told=told)


def _is_comparable(history: History, one: Closed) -> bool:
    """Whether the texts were labelled by the model that the verdict rests on."""
    try:
        version = history.version()
    except OptionError:
        return False
    return version is None or version[0] == one.verdict.model


def _periods(one: Closed, counts: Counts, known: Known, end: datetime) -> list[dict[str, Any]]:
    """The periods after closing that are over and not told yet."""
    done = {event.detail["period"] for event in one.since if event.kind == CHECKED_EVENT}
    found = []
    for period in range(1, PERIODS + 1):
        start, stop = one.closed_at + (period - 1) * PERIOD, one.closed_at + period * PERIOD
        if period in done or stop > end:
            continue
        days = slice(max(0, ceil((start - one.start) / DAY)), max(0, ceil((stop - one.start) / DAY)))
        bearing, texts = int(counts.bearing[days].sum()), int(counts.texts[days].sum())
        detail = {"period": period, "start": start.isoformat(), "end": stop.isoformat()}
        detail |= {"bearing": bearing, "texts": texts, "expected": round(known.fixed * (texts - bearing), 1)}
        back = round(known.before * (texts - bearing), 1)
        found.append(detail | {"expected_if_back": back} | ({"like_relapse": True} if bearing >= max(back, 1) else {}))
    return found


def _withdraw(
    store: Store,
    one: Closed,
    view: WatchView,
    told: list[tuple[str, dict[str, Any]]],
    actor: str,
    settings: Settings,
) -> WatchView:
    """Take the verdict back and open the item, unless another one about the same problem is open already."""
    now, trackers = datetime.now(UTC), load_trackers(settings.trackers)
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        item = repository.get(one.item.id)
        if item is None or item.state != CLOSED or _is_withdrawn(repository.events(item.id)):
            return view
        for kind, period in told:
            repository.add_event(item.id, now, actor, kind, period)
        failed = [own for own in item.countermeasures if not own.get("failed_at")]
        figures = view.model_dump(mode="json", include={"statistic", "limit", "false_alarms", "recurred_on"})
        detail = figures | {"countermeasures": failed, "verified_as_of": one.verdict.as_of.isoformat()}
        twin = open_twin(repository, item)
        repository.add_event(item.id, now, actor, WITHDRAWN_EVENT, detail | {"continued_by": twin})
        marked = [own | {"failed_at": own.get("failed_at") or now.isoformat()} for own in item.countermeasures]
        values: dict[str, Any] = {"countermeasures": marked, "updated_at": now}
        if twin is None:
            change = {"from": CLOSED, "to": str(State.PLAN), "note": "The problem came back.", "failed": failed}
            repository.add_event(item.id, now, actor, STATE_EVENT, change)
            values |= entered(State.PLAN)
        repository.change(item.id, values)
        tell_trackers(session, trackers, [item.id], now)
    return view.model_copy(update={"reopened": twin is None, "continued_by": twin})


def _tell(store: Store, one: Closed, told: list[tuple[str, dict[str, Any]]], actor: str) -> None:
    if not told:
        return
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        events = repository.events(one.item.id)
        known = {(own.kind, own.detail.get("period")) for own in events[closing(events) or 0 :]}
        for kind, detail in told:
            if (kind, detail.get("period")) not in known:
                repository.add_event(one.item.id, datetime.now(UTC), actor, kind, detail)


def _is_withdrawn(events: list[StoredEvent]) -> bool:
    return any(own.kind == WITHDRAWN_EVENT for own in events[closing(events) or 0 :])


def _view(
    one: Closed, status: Status, high: float, cut: float, on: datetime | None = None, *, told: Told = ()
) -> WatchView:
    checks = [event.detail for event in one.since if event.kind == CHECKED_EVENT]
    checks += [detail for kind, detail in told if kind == CHECKED_EVENT]
    return WatchView(
        item_id=one.item.id,
        status=status,
        closed_at=one.closed_at,
        until=one.until,
        statistic=round(high, 3),
        limit=round(cut, 3),
        false_alarms=FALSE_ALARMS,
        recurred_on=on,
        like_relapse=[own["period"] for own in checks if own.get("like_relapse")],
        reopened=False,
        continued_by=None,
    )
