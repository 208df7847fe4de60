"""The stretch of time that is compared with the one before it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedback_ai.errors import OptionError, TooFewError

DAYS = 28
"""Length of the window."""
BASELINE_WINDOWS = 3
"""The baseline is as many windows long, or what history there is."""
MIN_BASELINE = timedelta(days=14)
WEEK = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Nothing is asked as of another one; windows reach back from the first, and a week may end after the last."""
FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Later than any text."""


@dataclass(frozen=True)
class Window:
    """A window with its baseline.

    Attributes:
        earliest: Begin of the baseline.
        start: Its end, and the begin of the window.
        end: End of the window, exclusive.
    """

    earliest: datetime
    start: datetime
    end: datetime

    @property
    def until(self) -> datetime:
        """The last moment that counts."""
        return self.end - timedelta(microseconds=1)


def open_window(every: Sequence[datetime], as_of: datetime | None, days: int) -> Window:
    """The window of so many days up to a moment.

    Args:
        every: When each text of the store was written, in order; those after the moment are not counted.
        as_of: End of the window, exclusive, naive is UTC; the end of the newest record's day if None.
        days: Its length, see `check_range`.

    Raises:
        TooFewError: If no record has a time, or there are less than 14 days of history before the window.
    """
    times = every if as_of is None else every[: bisect_right(every, before(as_of))]
    start, end = _bounds(times, as_of, days, next(iter(every), None))
    earliest = start - BASELINE_WINDOWS * timedelta(days=days)
    n_before, n_within = (
        bisect_left(times, start) - bisect_left(times, earliest),
        len(times) - bisect_left(times, start),
    )
    if not n_before or not n_within:
        raise TooFewError(
            f"No texts were written {'before' if n_within else 'in'} the {days} days to {_told(end)}.",
            hint=f"Name another day with --as-of; texts are from {times[0]:%Y-%m-%d} to {times[-1]:%Y-%m-%d}.",
        )
    return Window(earliest, start, end)


def check_range(days: int, limit: int) -> None:
    """Refuse a window that is too short or too long, and a list of nothing.

    Raises:
        OptionError: If it is not of 1 to 366 days, or the limit is below 1.
    """
    if not 1 <= days <= 366 or limit < 1:
        raise OptionError(
            f"A window of {days} days and {limit} topics is out of range.", hint="Days 1 to 366, at least one topic."
        )


def parse_as_of(value: str | None) -> datetime | None:
    """A moment as users write it, if they do: a day is meant to its end, UTC, and a time without a zone is UTC.

    Raises:
        OptionError: If it is neither.
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2026-07-31"):
            moment += timedelta(days=1)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValueError
        return moment
    except (ValueError, OverflowError):
        raise OptionError(
            f"{value!r} is no date.", hint="Write a day or a time.", options=["2026-07-31", "2026-07-31T18:00:00Z"]
        ) from None


def end_of_day(moment: datetime) -> datetime:
    """The first moment behind the day (UTC) of a moment, so that a window up to it has whole days."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def before(as_of: datetime) -> datetime:
    """The last moment before one, UTC."""
    moment = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    return moment.astimezone(UTC) - timedelta(microseconds=1)


def _told(end: datetime) -> str:
    """An end, exclusive, as people write it: whole days by the last one of them."""
    last = end - timedelta(microseconds=1)
    return f"{last:%Y-%m-%d}" if end == end_of_day(last) else f"{end:%Y-%m-%d %H:%M} UTC"


def _bounds(
    times: Sequence[datetime], as_of: datetime | None, days: int, first: datetime | None
) -> tuple[datetime, datetime]:
    """Begin, and end exclusive; `first` is the first time of the store, whatever `as_of` is."""
    if first is None:
        raise TooFewError("No text has a time.", hint="Growth needs records with `created_at`.")
    end = end_of_day(times[-1]) if as_of is None else before(as_of) + timedelta(microseconds=1)
    if not times:
        raise TooFewError(
            f"No text was written up to {_told(end)}.",
            hint=f"Choose a later day with --as-of: the first text is of {first:%Y-%m-%d}.",
        )
    start = end - timedelta(days=days)
    if (history := start - first) < MIN_BASELINE:
        raise TooFewError(
            f"There are {max(history.days, 0)} days of history before the {days} days to {_told(end)}.",
            hint=f"Growth needs at least {MIN_BASELINE.days}; wait, or choose a shorter window or a later day.",
        )
    return start, end
