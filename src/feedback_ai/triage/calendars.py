"""When people work: hours by weekday in a time zone, public holidays, and the weekends that are worked instead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

Stretch = tuple[datetime, datetime]
"""A piece of time, UTC: its first moment and the first one behind it."""
Hours = tuple[tuple[time, time | None], ...]
"""The hours of a day, in order and apart; an end of None is midnight."""

MAX_DAYS = 3_660
"""Ten years: no clock is followed longer."""


@dataclass(frozen=True)
class Calendar:
    """Working hours.

    Attributes:
        zone: The time zone in which hours and holidays are meant.
        week: Hours of Monday to Sunday; empty where nobody works.
        shifted: Hours of a weekend day that is worked for a holiday (调休).
        country: Country of the public holidays, ISO 3166-1 (`CN`); None where there are none.
        subdivision: Its part, as the library `holidays` calls it (`ENG`).
        days_off: Days on which nobody works, whatever the other fields say.
        days_on: Days that are worked whatever they say, by the hours of the weekday or, where it has none, `shifted`.
    """

    zone: ZoneInfo
    week: tuple[Hours, ...]
    shifted: Hours = ()
    country: str | None = None
    subdivision: str | None = None
    days_off: frozenset[date] = frozenset()
    days_on: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether anyone works on a day."""
        return bool(_stretches(self, day))


def working_day_end(calendar: Calendar, start: datetime, n: int) -> datetime:
    """The close of business on the n-th working day after the day of a moment, UTC; that day itself never counts."""
    day = start.astimezone(calendar.zone).date()
    for _ in range(MAX_DAYS):
        day += timedelta(days=1)
        n -= calendar.is_working_day(day)
        if n <= 0:
            return _stretches(calendar, day)[-1][1]
    raise AssertionError("a calendar without working days")  # `triage.sla` refuses one


def same_time_later(zone: ZoneInfo, start: datetime, days: int) -> datetime:
    """The same time by the clock on the wall so many days later, UTC."""
    return (start.astimezone(zone) + timedelta(days=days)).astimezone(UTC)


def stretches_from(calendar: Calendar, start: datetime) -> Iterator[Stretch]:
    """The working time from a moment on, UTC, in order, for ten years."""
    first = start.astimezone(calendar.zone).date()
    for number in range(MAX_DAYS):
        for begin, end in _stretches(calendar, first + timedelta(days=number)):
            if end > start:
                yield max(begin, start), end


def without(stretches: Iterator[Stretch], pauses: Sequence[Stretch]) -> Iterator[Stretch]:
    """What of stretches lies outside of pauses; both in order, pauses apart from each other."""
    for begin, end in stretches:
        at = begin
        for pause_begin, pause_end in pauses:
            if pause_begin >= end:
                break
            if pause_end > at:
                if pause_begin > at:
                    yield at, pause_begin
                at = pause_end
        if at < end:
            yield at, end


@lru_cache(maxsize=20_000)
def _stretches(calendar: Calendar, day: date) -> tuple[Stretch, ...]:
    """The working time of a day, UTC; an hour that the clocks leave out is none."""
    found = [
        (
            _instant(calendar.zone, day, begin),
            _instant(calendar.zone, day, end) if end else _instant(calendar.zone, day + timedelta(days=1), time()),
        )
        for begin, end in _hours(calendar, day)
    ]
    return tuple((begin, end) for begin, end in found if begin < end)


def _instant(zone: ZoneInfo, day: date, at: time) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _hours(calendar: Calendar, day: date) -> Hours:
    own = calendar.week[day.weekday()]
    if day in calendar.days_off:
        return ()
    if day in calendar.days_on:
        return own or calendar.shifted
    if calendar.country is None:
        return own
    public = public_holidays(calendar.country, calendar.subdivision)
    if day in public:  # the look-up also makes the year known to `weekend_workdays`
        return ()
    return calendar.shifted if day in public.weekend_workdays else own


@lru_cache(maxsize=32)
def public_holidays(country: str, subdivision: str | None) -> "HolidayBase":
    """Public holidays by date, years added as they are asked for.

    Raises:
        NotImplementedError: If the library does not know country or subdivision.
    """
    import holidays

    return holidays.country_holidays(country, subdiv=subdivision)
