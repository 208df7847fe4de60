"""Figures as people read them, in both languages."""

import math
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from feedback_ai.report.words import word
from feedback_ai.schema.names import Lang

if TYPE_CHECKING:
    import pandas as pd

DASH = "–"
MINUS = "\u2212"


def score(value: float) -> str:
    """A score of 1 to 7; a dash where there is none."""
    return DASH if math.isnan(value) else f"{value:.2f}"


def change(value: float, digits: int = 2) -> str:
    """A difference with its sign; a dash where there is none."""
    if math.isnan(value):
        return DASH
    told = f"{abs(value):.{digits}f}"
    sign = "" if float(told) == 0 else MINUS if value < 0 else "+"
    return sign + told


def interval(low: float, high: float, digits: int = 2) -> str:
    """The ends of an interval of figures that are never negative."""
    return "" if math.isnan(low) else f"{low:.{digits}f}{DASH}{high:.{digits}f}"


def change_interval(low: float, high: float, lang: Lang, digits: int = 2) -> str:
    """The ends of an interval of a difference."""
    return "" if math.isnan(low) else f"{change(low, digits)}{word('to', lang)}{change(high, digits)}"


def share(n: float, of: float) -> str:
    """A share in percent; a dash where there is nothing to share."""
    return percent(n / of) if of else DASH


def percent(value: float) -> str:
    """A share of 0 to 1 in percent; small ones with a digit more."""
    if math.isnan(value):
        return DASH
    return f"{value:.1%}" if 0 < value < 0.1 else f"{value:.0%}"


def percent_interval(low: float, high: float) -> str:
    """The ends of the interval of a share."""
    return f"{percent(low)}{DASH}{percent(high)}"


def texts(n: int, lang: Lang) -> str:
    """So many texts."""
    return word("text" if n == 1 else "texts", lang).format(n=f"{n:,}")


def listed(names: list[str], lang: Lang) -> str:
    """Names as one phrase: `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return word("comma", lang).join(names[:-1]) + word("and", lang) + names[-1]


def shortened(text: str, limit: int) -> str:
    """Words on one line, cut to so many characters, a Chinese one counting double."""
    text = " ".join(text.split())
    width = 0
    for place, character in enumerate(text):
        width += 2 if character >= "\u2e80" else 1
        if width > limit:
            return text[:place].rstrip() + "…"
    return text


def last_day(end: datetime) -> date:
    """The last day of a stretch that ends before a moment."""
    return (end - timedelta(microseconds=1)).date()


def rows(frame: "pd.DataFrame") -> list[Any]:
    """The rows of a frame, each with its figures as attributes."""
    return list(frame.itertuples(index=False))


def times(ratio: float | None, lang: Lang) -> str:
    """How many times as much; where nothing was expected it is new."""
    return word("new", lang) if ratio is None else word("times", lang).format(f"{ratio:.1f}")


def open_interval(low: float, high: float | None, lang: Lang) -> str:
    """The ends of an interval whose upper end may be missing."""
    return word("from", lang).format(f"{low:.1f}") if high is None else interval(low, high, 1)
