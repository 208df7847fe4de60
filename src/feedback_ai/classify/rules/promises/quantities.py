"""Quantities as a text states them: place, value or range, unit; numbers that leave their unit out come too."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from feedback_ai.classify.rules.items import HALF, NUMBER, WORD, Item
from feedback_ai.classify.rules.numbers import DIGITS, number
from feedback_ai.schema.units import KINDS, MINUTES

MOST = 1e9
"""A greater quantity is none: somebody leaned on a key."""
LETTERS = {
    NUMBER: "N",
    HALF: "H",
    "a": "A",
    "to": "T",
    "and": "&",
    "between": "b",
    "fixed": "F",
    "counted": "C",
    "measure": "G",
    "much": "M",
    "about": "B",
    "moon": "L",
    "filler": "f",
    "nth": "o",
    "plus": "M",
    WORD: "w",
}
"""Letters of item lists in the patterns below; U is a unit, $ one of money, K a few 两, x any other item."""
PATTERNS: dict[str, tuple[str, ...]] = {
    "en": (
        *(r"\$N+T\$?N+", r"\$N+", r"bN+H?U?&N+H?f*[U$]", r"b?N+H?[U$]?TA?N+H?f*[U$C]", r"(?:N+|A)U&?N+U", r"U(?=N)N"),
        *(r"A?N+H?M?T?f*[U$]H?", r"HT?f*[U$]", r"AT?f*UH?", r"F", r"[AH]?N+H?M?f*C", r"N+TN+", r"[AH]?N+H?"),
    ),
    "zh": (
        *(
            r"\$N+",
            r"N+UK",
            r"N+[MB]?G?H?[U$]?TN+[MB]?G?H?[U$]",
            r"N+[MB]?G?H?[U$]?TN+[MB]?GL",
            r"N+G?U&?N+G?U",
            r"oN+U",
        ),
        *(r"N+[MB]?G[MBH]?L", r"N+[MB]?G?[MBH]*U[MB]?H?", r"N+[MB]?\$[NH]?", r"HG?U", r"[FK]"),
        *(r"N+TN+[GC]", r"N+[MB]?G?C", r"N+[MB]?G", r"N+TN+", r"N+"),
    ),
}
"""What a quantity looks like, by language; the first pattern that fits at a place wins."""
NO_PLURALS = frozenset({"this", "always", "perhaps", "besides", "towards", "as", "sometimes", "thanks", "altogether"})
"""Words that end like plurals, and count nothing."""
_MONTH = "month 1"
_COUNTED_TO = re.compile(r"第|(?:day|week|month|hour) ")


@dataclass(frozen=True)
class Stated:
    """A quantity in a row of items.

    Attributes:
        first: Index of its first item; `last` of the one behind its last.
        start: Where it begins in the text; `end` where it ends, exclusive.
        low: Its value, or the lower end of a range.
        high: The upper end, else the value.
        unit: As stated, one of `KINDS`; "" where none is stated.
        more: More than the value ("两个多小时", "3+ hours").
        noun: What a count counts, where a word says it.
        named: Whether it is a day or week that is named or counted to ("day 9", 第九天, "the next day").
    """

    first: int
    last: int
    start: int
    end: int
    low: float
    high: float
    unit: str
    more: bool = False
    noun: str = ""
    named: bool = False

    @property
    def kind(self) -> str:
        """What it measures; "" without a unit."""
        return KINDS.get(self.unit, "")


def letters(items: Sequence[Item]) -> str:
    """A letter an item, for the patterns."""
    return "".join(_letter(item) for item in items)


def _letter(item: Item) -> str:
    if item.label == "unit":
        return "$" if item.value.startswith("money") else "U"
    return "K" if item.label == "fixed" and item.value.endswith("kilogram") else LETTERS.get(item.label, "x")


def find_quantities(items: Sequence[Item], text: str, lang: str) -> list[Stated]:
    """The quantities of a row of items, in their order.

    Args:
        items: Items of the whole text.
        text: The folded text.
        lang: `en` or `zh`.
    """
    found = [stated for stated in _matches(items, letters(items), text, lang) if stated is not None]
    found = [stated for stated in found if not _is_other(stated, items, text)]
    if lang == "zh":
        found = [stated for stated in found if stated.unit or not _has_own_noun(stated, items)]
    found = [replace(stated, named=_is_named(stated, items, text)) for stated in found]
    return [_counting(stated, items, text) if lang == "en" and not stated.unit else stated for stated in found]


def _is_named(stated: Stated, items: Sequence[Item], text: str) -> bool:
    by_itself = items[stated.first].label == "fixed" and stated.unit == "day" and stated.low.is_integer()
    return by_itself or _COUNTED_TO.match(text, stated.start) is not None


def _has_own_noun(stated: Stated, items: Sequence[Item]) -> bool:
    """三桌, 五笔: a number counts what stands right behind it, known or not, and takes no other quantity's unit."""
    after = items[stated.last] if stated.last < len(items) else None
    return after is not None and after.start == stated.end and after.label in {WORD, "ordinal"}


def _counting(stated: Stated, items: Sequence[Item], text: str) -> Stated:
    """A number before a plural counts: "6 croissants", "6 large croissants"."""
    behind = items[stated.last : stated.last + 2]
    for size, item in enumerate(behind, start=1):
        word = text[item.start : item.end]
        if item.label != WORD or word in NO_PLURALS:
            break
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "'s")):
            return replace(stated, last=stated.last + size, end=item.end, unit="count", noun=word)
    return stated


def _matches(items: Sequence[Item], row: str, text: str, lang: str) -> Iterator[Stated | None]:
    patterns = [re.compile(pattern) for pattern in PATTERNS[lang]]
    place = 0
    while place < len(row):
        matches = (match for pattern in patterns if (match := pattern.match(row, place)))
        found = next((match for match in matches if _falls(items[place : match.end()])), None)
        if found is None:
            place += 1
            continue
        yield _value(items[place : found.end()], place, text, short_tail=lang == "zh")
        place = found.end()


def _falls(items: Sequence[Item]) -> bool:
    """Whether units get smaller: "2 hours and 5 minutes" is one quantity, "2 minutes and 25 minutes" are two."""
    if len(items) > 1 and items[-1].label == "fixed" and not items[-2].value.startswith("kilogram"):
        return False  # 3天5两: a weight belongs to a weight
    if any(item.label == "to" for item in items):
        return True
    units = [item.value for item in items if item.label == "unit"]
    return all(one.split(" ")[0] not in MINUTES or _ratio(one, other) > 1 for one, other in pairwise(units))


def _value(items: Sequence[Item], first: int, text: str, *, short_tail: bool) -> Stated | None:
    own = list(items)
    if own[0].label == "fixed":
        amount, unit = own[0].value.split()
        return Stated(first, first + 1, own[0].start, own[0].end, float(amount), float(amount), unit)
    if own[-1].label == "fixed":  # 一斤六两
        name, size = own[-2].value.split(" ")
        small = float(own[-1].value.split()[0])
        whole = round(number([item.value for item in own[:-2]], short_tail)[0] * float(size) + small, DIGITS)
        return Stated(first, first + len(own), own[0].start, own[-1].end, whole, whole, name)
    if own[0].label == "unit" and len(own) == 2 and _is_count_of_time(own[0], text):  # day 9
        own = own[::-1]
    elif own[0].label == "unit" and len(own) == 2 and not own[0].value.startswith("money"):
        return None
    middle = next((place for place, item in enumerate(own) if item.label in {"to", "and"} and place), None)
    parts = [own] if middle is None else [own[:middle], own[middle + 1 :]]
    if middle is not None and own[0].label != "between" and own[middle].label == "and":
        parts = [own]
    elif len(parts) == 2 and (not _numbers(parts[1]) or _is_compound_number(parts, text)):
        parts = [[item for item in own if item.label != "to"]]
    units = [item.value for item in own if item.label == "unit"]
    units += [_MONTH for item in own if item.label == "moon"]
    if any(item.label in {"counted", "measure"} for item in own) and not units:
        units = ["count 1"]
    amounts = [_amount(part, units[-1] if units else " 1", short_tail=short_tail) for part in parts]
    name, size = units[-1].split(" ") if units else ("", "1")
    low, high = (round(amount * float(size), DIGITS) for amount in (amounts[0][0], amounts[-1][1]))
    noun = "" if short_tail else next((text[item.start : item.end] for item in own if item.label == "counted"), "")
    more = any(item.label in {"much", "plus"} for item in own)
    if max(low, high) > MOST:
        return None
    return Stated(
        first, first + len(items), items[0].start, items[-1].end, low, max(low, high), name, more=more, noun=noun
    )


def _amount(items: Sequence[Item], unit: str, *, short_tail: bool) -> tuple[float, float]:
    """Least and greatest value in the last unit; "1 hour 20 minutes" is 80 minutes."""
    low = high = 0.0
    numbers: list[str] = []
    own: float | None = None
    for item in items:
        if item.label in {NUMBER, HALF}:
            numbers.append(item.value)
        elif item.label in {"unit", "moon"}:
            own = _ratio(item.value if item.label == "unit" else _MONTH, unit)
            lower, upper = number(numbers, short_tail) if numbers else (0.0 if low or _later(items, item) else 1.0,) * 2
            low, high, numbers = low + lower * own, high + upper * own, []
    if numbers:
        tail = 0.1 if low and short_tail and numbers[0] != "0.5" else 1.0  # 三块五
        lower, upper = number(numbers, short_tail)
        low, high = low + lower * tail * (own or 1.0), high + upper * tail * (own or 1.0)
    return low, high


def _ratio(one: str, other: str) -> float:
    """How many of the other unit one unit has; 1 where they measure different things."""
    (name, size), (last, base) = one.split(" "), other.split(" ")
    if name in MINUTES and last in MINUTES:
        return float(size) * MINUTES[name] / (float(base) * MINUTES[last])
    return float(size) / float(base) if name == last else 1.0


def _later(items: Sequence[Item], unit: Item) -> bool:
    """A currency before its number: the number is still to come."""
    return unit.value.startswith("money") and any(item.label == NUMBER and item.start > unit.start for item in items)


def _numbers(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.label in {NUMBER, HALF}]


def _is_count_of_time(unit: Item, text: str) -> bool:
    """The singular before a number: "day 9", "week eleven"."""
    return text[unit.start : unit.end] in {"day", "week", "month", "hour"}


def _is_compound_number(parts: Sequence[Sequence[Item]], text: str) -> bool:
    """Thirty-five is one number, 30-35 are two."""
    ten, one = parts[0][-1], _numbers(parts[1])[0]
    words = text[ten.start : ten.end].isalpha() and text[one.start : one.end].isalpha()
    return (
        words
        and ten.label == NUMBER
        and ten.value in {str(tens) for tens in range(20, 100, 10)}
        and one.start - ten.end == 1
    )


def _is_other(stated: Stated, items: Sequence[Item], text: str) -> bool:
    """Clock times, dates, ratings, ages, numbers of rooms and orders."""
    before = items[stated.first - 1] if stated.first else None
    after = items[stated.last] if stated.last < len(items) else None
    follows = after is not None and after.label == "clock"
    if text[stated.end : stated.end + 1] == "前" and text[stated.end : stated.end + 2] != "前后":
        return True
    if stated.low < 0 or (stated.unit == "year" and stated.low >= 1900):
        return True
    if not stated.unit or stated.noun == "":
        near_before, near_after = text[max(stated.start - 2, 0) : stated.start], text[stated.end : stated.end + 2]
        if re.search(r"\d[:.]$", near_before) or re.match(r"[:：]\d", near_after) or near_before.endswith("#"):
            return True
    if stated.unit in {"", "count"}:
        return follows or (before is not None and before.label == "ordinal")
    return (
        follows
        and items[stated.last].value == ""
        and text[items[stated.last].start] in "ayo岁前"
        and stated.kind == "time"
    )


def with_unit(stated: Stated, model: Stated) -> Stated:
    """A number that leaves its unit out, in the unit of another quantity."""
    return replace(stated, unit=model.unit)
