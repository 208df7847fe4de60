"""How many fixed problems came back: what grades take from the backlog's watch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from feedback_ai.backlog.states import State
from feedback_ai.measure.grades import month_after
from feedback_ai.services.backlog_closed import ENDED_EVENT, WATCH, WITHDRAWN_EVENT
from feedback_ai.services.backlog_proof import is_effective
from feedback_ai.store import Store
from feedback_ai.store.backlog import CLOSED, STATE_EVENT, BacklogRepository
from feedback_ai.store.history import StoredEvent

COLUMNS = ["month", "unit", "part", "value", "n"]


@dataclass(frozen=True)
class Fix:
    """A fix that was closed as effective.

    Attributes:
        closed_at: When its watch began.
        until: When that ended: with the verdict, by another step of the item, or after the six months.
        withdrawn: Whether the verdict was withdrawn then.
    """

    closed_at: datetime
    until: datetime
    withdrawn: bool


def recurrence_shares(store: Store, *, now: datetime | None = None) -> pd.DataFrame:
    """Shares of fixed problems that came back, as grades take them.

    A fix counts in every month that its watch touches, and as come back in the month in which its verdict was
    withdrawn: what happens later changes no month that is over.

    Args:
        store: The store.
        now: No month after this one is given, and nothing that happened later counts; the present if None.

    Returns:
        `month`, `unit`, `part` ("recurrence"), `value` (withdrawn of watched, in [0, 1]), `n` (fixes watched); items
        without a unit are left out.
    """
    at = now or datetime.now(UTC)
    with store.reading() as session:
        repository = BacklogRepository(session)
        units = {item.id: item.unit for item in repository.items() if item.unit is not None}
        events = repository.events_of_all()
    rows = [
        (month, unit, withdrawn)
        for item_id, unit in units.items()
        for month, withdrawn in _months(list(fixes(events.get(item_id, []), at)), at)
    ]
    told = pd.DataFrame(rows, columns=["month", "unit", "withdrawn"]).astype({"withdrawn": float})
    shares = told.groupby(["month", "unit"])["withdrawn"].agg(value="mean", n="size").reset_index()
    return shares.assign(part="recurrence")[COLUMNS]


def fixes(events: Sequence[StoredEvent], now: datetime) -> Iterator[Fix]:
    """The fixes of an item that were closed as effective up to a moment.

    Args:
        events: What happened to the item, the first first.
        now: Nothing later is read.
    """
    known = [event for event in events if event.at <= now]
    for place, event in enumerate(known):
        if _closes(event) and event.detail.get("from") == State.ACT and is_effective(known[:place]):
            until, withdrawn = event.at + WATCH, False
            ends = (one for one in known[place + 1 :] if one.kind in (WITHDRAWN_EVENT, ENDED_EVENT, STATE_EVENT))
            if (end := next(ends, None)) is not None:
                # A watch that is run late may withdraw after the half year what came back within it.
                withdrawn = end.kind == WITHDRAWN_EVENT
                until = end.at if withdrawn else min(until, end.at)
            yield Fix(event.at, until, withdrawn)


def _closes(event: StoredEvent) -> bool:
    return event.kind == STATE_EVENT and event.detail.get("to") == CLOSED


def _months(watched: Sequence[Fix], now: datetime) -> Iterator[tuple[str, bool]]:
    """The months of an item's fixes; one that was closed twice in a month counts once, as come back if it did."""
    found: dict[str, bool] = {}
    for fix in watched:
        month, last = f"{fix.closed_at:%Y-%m}", f"{min(fix.until, now):%Y-%m}"
        while month <= last:
            found[month] = found.get(month, False) or (fix.withdrawn and month == f"{fix.until:%Y-%m}")
            month = month_after(month)
    yield from found.items()
