"""How figures are written."""

from datetime import date, datetime

from feedback_ai.schema.names import Lang

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING = "–"


def on_day(moment: date | datetime | None, lang: Lang) -> str:
    """A day, as "4 May 2026" or "2026年5月4日"."""
    if moment is None:
        return NOTHING
    if lang == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def score(value: float, low: float, high: float) -> str:
    """A score with its interval."""
    return NOTHING if value != value else f"{value:.2f} ({low:.2f}–{high:.2f})"  # noqa: PLR0124 - NaN is not itself


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"{value:+.2f}".replace("-", "−")


def percent(share: float) -> str:
    """A share of 1, to the percent; what is there is never 0 %."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def rate(share: float, low: float, high: float) -> str:
    """A share with its interval."""
    return f"{percent(share)} ({percent(low)}–{percent(high)})"


def chance(p: float) -> str:
    """A p- or q-value."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def cut(text: str, most: int) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
