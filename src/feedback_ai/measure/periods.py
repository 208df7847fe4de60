"""Calendar periods, UTC: years, halves, quarters, months, ISO weeks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from feedback_ai.errors import OptionError

FORMS = ("2026", "2026H1", "2026Q3", "2026-07", "2026W31")
"""An example of every form that `parse_period` takes: year, half, quarter, month, ISO week."""
FIRST_YEAR, LAST_YEAR = 1900, 2999
MONTHS = {"": 12, "H": 6, "Q": 3, "-": 1}
"""Months of a period, by the sign that stands behind the year in its name."""
PATTERN = re.compile(r"(?P<year>\d{4})(?:(?P<sign>-?[HQW]|-)(?P<number>\d{1,2}))?", re.ASCII)
HALVES = {"": "", "度": "", "上半年": "H1", "下半年": "H2"}
"""What stands behind 年 in Chinese where no number does, and how it is written else."""
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@dataclass(frozen=True)
class Period:
    """A stretch of time.

    Attributes:
        name: As `parse_period` reads it, or start and end where it is no calendar period.
        start: Its first moment, UTC.
        end: The first moment behind it, UTC.
    """

    name: str
    start: datetime
    end: datetime

    def before(self) -> "Period":
        """The period before: of the same kind for a calendar period, else of the same length."""
        last_moment = self.start - timedelta(microseconds=1)
        kind = _kind_of(self)
        return spanning(self.start - (self.end - self.start), self.start) if kind is None else kind(last_moment)


def parse_period(name: str) -> Period:
    """Read the name of a calendar period; letter case and a hyphen behind the year do not matter.

    Chinese names will do too: 2026年, 2026年7月, 2026年七月, 2026年第三季度, 2026年上半年.

    Raises:
        OptionError: If it is none, or not of the years 1900 to 2999.
    """
    found = PATTERN.fullmatch(_plain(name))
    try:
        if found is None or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            raise ValueError(name)
        return _period(int(found["year"]), _sign(found["sign"]), int(found["number"] or 1))
    except ValueError:
        raise OptionError(
            f"{name!r} is no period.", hint="Name a year, half, quarter, month or ISO week.", options=FORMS
        ) from None


def _plain(name: str) -> str:
    """A name without Chinese; weeks are left alone, since Chinese counts them in several ways."""
    text = name.strip().upper()
    year, sign, rest = "".join(text.split()).partition("年")
    if not sign or not re.fullmatch(r"\d{4}", year, re.ASCII):
        return text
    if rest in HALVES:
        return year + HALVES[rest]
    month, quarter = rest.removesuffix("份"), rest.removesuffix("度").removeprefix("第")
    for written, ending, plain in ((month, "月", "-"), (quarter, "季", "Q")):
        number = written.removesuffix(ending)
        number = str(NUMERALS.index(number) + 1) if number in NUMERALS else number
        if written.endswith(ending) and number.isdecimal():
            return f"{year}{plain}{number}"
    return text


def spanning(start: datetime, end: datetime) -> Period:
    """The period between two moments: a calendar period where they are its bounds. Naive times are UTC.

    Raises:
        OptionError: If it would not end after its start, or is not within the years 1900 to 2999.
    """
    if any(not FIRST_YEAR <= moment.year <= LAST_YEAR + 1 for moment in (start, end)):
        raise OptionError(
            f"The period from {start:%Y-%m-%d} to {end:%Y-%m-%d} is not of this age.",
            hint=f"Give dates of the years {FIRST_YEAR} to {LAST_YEAR}.",
        )
    start, end = utc(start), utc(end)
    if end <= start:
        raise OptionError(
            f"The period would end at {end:%Y-%m-%d %H:%M}, not after its start.", hint="The end is exclusive."
        )
    calendar = (kind(start) for kind in KINDS)
    other = Period(f"{start:%Y-%m-%d}/{end:%Y-%m-%d}", start, end)
    return next((period for period in calendar if (period.start, period.end) == (start, end)), other)


def _period(year: int, sign: str, number: int) -> Period:
    if sign == "W":
        first = date.fromisocalendar(year, number, 1)
        return Period(f"{year}W{number:02}", _midnight(first), _midnight(first + timedelta(days=7)))
    length = MONTHS[sign]
    starts = [date(year, month, 1) for month in range(1, 13, length)] + [date(year + 1, 1, 1)]
    if not 1 <= number < len(starts):
        raise ValueError(number)
    name = {"": f"{year}", "-": f"{year}-{number:02}"}.get(sign, f"{year}{sign}{number}")
    start, end = list(pairwise(starts))[number - 1]
    return Period(name, _midnight(start), _midnight(end))


def _months(sign: str) -> Callable[[datetime], Period]:
    return lambda moment: _period(moment.year, sign, (moment.month - 1) // MONTHS[sign] + 1)


def _week(moment: datetime) -> Period:
    year, week, _ = moment.isocalendar()
    return _period(year, "W", week)


KINDS: tuple[Callable[[datetime], Period], ...] = (*map(_months, MONTHS), _week)
"""Each gives the period of its kind that holds a moment."""


def _kind_of(period: Period) -> Callable[[datetime], Period] | None:
    return next((kind for kind in KINDS if kind(period.start) == period), None)


def _sign(written: str | None) -> str:
    # A hyphen alone marks a month; before a letter it is only a way of writing.
    return (written or "")[-1:]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def utc(moment: datetime) -> datetime:
    """A moment in UTC; a naive one is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
