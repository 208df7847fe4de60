"""Clocks of a case: when a target is due, how much of its time is used, whether it was met.

Two kinds of time run: working time (see `triage.calendars`) and time as it passes. A pause, while the customer is
waited for, stops either. Moments may be of any time zone. They are brought to UTC first: Python subtracts moments of
one zone by the clock on the wall, which is wrong by an hour over a change of the clocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from feedback_ai.triage.calendars import (
    MAX_DAYS,
    Calendar,
    Stretch,
    same_time_later,
    stretches_from,
    without,
    working_day_end,
)


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_HOURS = "working_hours"
    HOURS = "hours"
    BUSINESS_DAYS = "business_days"
    DAYS = "days"
    WEEKS = "weeks"


class Status(StrEnum):
    """How a clock stands; unanswered: in time, but by closing the case without what the clock measures."""

    RUNNING = "running"
    WARNING = "warning"
    PAUSED = "paused"
    MET = "met"
    UNANSWERED = "unanswered"
    BREACHED = "breached"


@dataclass(frozen=True)
class Limit:
    """How long something may take.

    Business days end at the close of business, and the day of the start does not count; days and weeks end at the same
    time by the clock on the wall.

    Attributes:
        n: How many, above 0; whole for business days, days and weeks.
        unit: Of what.
    """

    n: float
    unit: Unit


@dataclass(frozen=True)
class Reading:
    """A clock as it stands.

    Attributes:
        due_at: When its time is over; where it is paused, if it went on now.
        status: How it stands.
        used: Share of its time that is used, in [0, 1].
    """

    due_at: datetime
    status: Status
    used: float


def elapsed(calendar: Calendar | None, start: datetime, end: datetime, pauses: Sequence[Stretch] = ()) -> timedelta:
    """The time that ran between two moments, outside of pauses; none where the end is before the start.

    Args:
        calendar: Working hours; all time counts if None.
        start: First moment.
        end: The first moment behind it, at most ten years later.
        pauses: Any stretches, in any order.
    """
    total, start, end = timedelta(), start.astimezone(UTC), end.astimezone(UTC)
    for begin, stop in _running(calendar, start, pauses):
        if begin >= end:
            break
        total += min(stop, end) - begin
    return total


def deadline(limit: Limit, calendar: Calendar, start: datetime, pauses: Sequence[Stretch] = ()) -> datetime:
    """When a limit is reached.

    Args:
        limit: The limit.
        calendar: Working hours, and the time zone of days and weeks.
        start: When it began.
        pauses: While its time did not run.
    """
    start = start.astimezone(UTC)
    used_by, left = _time_of(limit, calendar, start)
    for begin, stop in _running(used_by, start, pauses):
        if stop - begin >= left:
            return begin + left
        left -= stop - begin
    return start + timedelta(days=MAX_DAYS)


def read_clock(
    limit: Limit,
    calendar: Calendar,
    start: datetime,
    *,
    now: datetime,
    done: datetime | None = None,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    warn_at: float = 0.8,
) -> Reading:
    """How a clock stands.

    Args:
        limit: How long it may take.
        calendar: Working hours.
        start: When it began.
        now: The moment of reading.
        done: When what it measures was done; None while it was not.
        pauses: While the customer was waited for; the end is None while that goes on.
        warn_at: Share of the time from which it warns, in (0, 1].
    """
    start, now = start.astimezone(UTC), now.astimezone(UTC)
    closed = [(begin, now if end is None else end) for begin, end in pauses]
    due = deadline(limit, calendar, start, closed)
    at = now if done is None else done.astimezone(UTC)
    if at > due:
        return Reading(due, Status.BREACHED, 1.0)
    used_by, whole = _time_of(limit, calendar, start)
    used = elapsed(used_by, start, at, closed) / whole
    if done is not None:
        return Reading(due, Status.MET, used)
    if any(end is None and begin <= now for begin, end in pauses):
        return Reading(due, Status.PAUSED, used)
    return Reading(due, Status.WARNING if used >= warn_at else Status.RUNNING, used)


def _time_of(limit: Limit, calendar: Calendar, start: datetime) -> tuple[Calendar | None, timedelta]:
    """Which time a limit uses up (None: all of it), and how much of it."""
    if limit.unit is Unit.WORKING_HOURS:
        return calendar, timedelta(hours=limit.n)
    if limit.unit is Unit.HOURS:
        return None, timedelta(hours=limit.n)
    if limit.unit is Unit.BUSINESS_DAYS:
        return calendar, elapsed(calendar, start, working_day_end(calendar, start, int(limit.n)))
    days = int(limit.n) * (7 if limit.unit is Unit.WEEKS else 1)
    return None, same_time_later(calendar.zone, start, days) - start


def _running(calendar: Calendar | None, start: datetime, pauses: Sequence[Stretch]) -> Iterator[Stretch]:
    endless = start + timedelta(days=MAX_DAYS)
    stretches = iter([(start, endless)]) if calendar is None else stretches_from(calendar, start)
    return without(stretches, _apart(pauses))


def _apart(pauses: Sequence[Stretch]) -> list[Stretch]:
    """Pauses in order, those that touch made one."""
    found: list[Stretch] = []
    for begin, end in sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in pauses):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
