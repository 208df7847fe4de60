"""Dates as exports write them, read without guessing.

Forms with the year first, with the month in words or as an epoch number have one meaning. `03/04/2026` has two: it is
read only where a part above 12 settles it, or where the order of the file is known (`order_of`, or told by the user).
A date without an offset is taken as UTC.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DAY_MONTH_WORD = re.compile(r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[-\s]([A-Za-z]{3,9})\.?,?[-\s](\d{4})")
_MONTH_WORD_DAY = re.compile(r"(?:[A-Za-z]{3,9},\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(
    r"[T,\s]*(上午|下午)?\s*(\d{1,2})[:：时時点點](\d{1,2})分?(?:[:：]?(\d{1,2})秒?)?(?:[.,]\d+)?"
    r"\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119; as epoch seconds these would all be one day in 1970

VALID_FORMS = "2026-04-03, 2026-04-03T17:12:00+08:00, 2026/4/3 17:12, 2026年4月3日, Apr 3, 2026 or epoch seconds"
"""Examples of what is read, for messages."""


class DateError(ValueError):
    """A date that cannot be read.

    Attributes:
        code: `date_unreadable` or `date_ambiguous`.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse_date(value: object, *, day_first: bool | None = None) -> datetime:
    """Read one date as an instant in UTC.

    Args:
        value: Text, number (epoch seconds or milliseconds, or an Excel day number), date or datetime.
        day_first: Order of `03/04/2026`: True for 3 April, False for March 4, None where it is not known.

    Raises:
        DateError: If the value is in no known form, is no day of the calendar, or has two meanings.
    """
    try:
        if isinstance(value, datetime):
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _from_number(float(value))
        if isinstance(value, str):
            return _from_text(value.strip(), day_first)
    except DateError:
        raise
    except (ValueError, OverflowError, OSError):  # 31 February, an hour 25, a year beyond the calendar
        pass
    raise DateError("date_unreadable")


def order_of(values: Iterable[object]) -> bool | None:
    """The order of day and month that the dates of a file prove: True day first, False month first.

    A part above 12 proves it. None if nothing does, or if two dates prove opposite orders.
    """
    proofs = set()
    for value in values:
        match = _YEAR_LAST.match(value.strip()) if isinstance(value, str) else None
        if match and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if (first > 12) != (second > 12):
                proofs.add(first > 12)
    return proofs.pop() if len(proofs) == 1 else None


def _from_number(number: float) -> datetime:
    if int(number) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(seconds=round(number % 1 * 86_400), days=int(number))
    seconds = number / 1000 if abs(number) >= 1e11 else number
    if seconds < 86_400 * 365:  # before 1971: a count or a rank, not a date
        raise DateError("date_unreadable")
    return datetime.fromtimestamp(seconds, tz=UTC)


def _from_text(text: str, day_first: bool | None) -> datetime:
    if re.match(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        with suppress(ValueError):  # "2026-04-03 17:12:00 UTC" is not ISO; the forms below read it
            return parse_date(datetime.fromisoformat(text))
    compact = _COMPACT.fullmatch(text)
    if compact:
        return datetime(*(int(part or 0) for part in compact.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{10}(\.\d+)?|\d{13}", text, re.ASCII):
        return _from_number(float(text))
    day, rest = _split_day(text, day_first)
    if not rest.strip():
        return datetime(*day, tzinfo=UTC)
    return _with_time(day, rest)


def _split_day(text: str, day_first: bool | None) -> tuple[tuple[int, int, int], str]:
    """Year, month and day, and what follows them."""
    if match := _YEAR_FIRST.match(text):
        day = int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_LAST.match(text):
        day = (int(match[4]), *_month_and_day(int(match[1]), int(match[3]), True if match[2] == "." else day_first))
    elif match := _DAY_MONTH_WORD.match(text):
        day = int(match[3]), _month(match[2]), int(match[1])
    elif match := _MONTH_WORD_DAY.match(text):
        day = int(match[3]), _month(match[1]), int(match[2])
    else:
        raise DateError("date_unreadable")
    return day, text[match.end() :]


def _month_and_day(first: int, second: int, day_first: bool | None) -> tuple[int, int]:
    if day_first is None:
        if first <= 12 and second <= 12 and first != second:
            raise DateError("date_ambiguous")
        day_first = first > 12
    return (second, first) if day_first else (first, second)


def _month(word: str) -> int:
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(word.lower()):
            return number
    raise DateError("date_unreadable")


def _with_time(day: tuple[int, int, int], text: str) -> datetime:
    match = _TIME.fullmatch(text)
    if not match:
        raise DateError("date_unreadable")
    before, hour, minute, second, after, offset = match.groups()
    return datetime(
        *day, _hour(int(hour), before, after), int(minute), int(second or 0), tzinfo=_zone(offset)
    ).astimezone(UTC)


def _hour(hour: int, before: str | None, after: str | None) -> int:
    """The hour of 24, from one of 12 where a word before or after it says so."""
    if hour > 12 or not (before or after):
        return hour
    afternoon = before == "下午" or (after or "").lower().startswith("p")
    return hour % 12 + (12 if afternoon else 0)


def _zone(offset: str | None) -> timezone:
    if offset is None or offset in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if offset[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:])))
