"""The value of a stated quantity: numbers in digits and words, ranges, units that add up."""

from collections.abc import Sequence
from typing import NamedTuple

from feedback_ai.classify.rules.items import HALF, NUMBER, Item
from feedback_ai.schema import Quantity

TO, CURRENCY = "to", "currency"
"""Labels of what stands between the ends of a range, and of a currency that may stand before its number."""
DIGITS = 4
"""Decimals that are kept."""


class _Amount(NamedTuple):
    """Least and greatest value, and the size of the unit; None where no unit was named."""

    low: float
    high: float
    size: float | None


def quantity(items: Sequence[Item], *, short_tail: bool, most: float | None = None) -> Quantity | None:
    """What the items of a match say.

    Args:
        items: Numbers and units, with other items between them.
        short_tail: A last digit right behind hundreds and more counts the next lower power: 三百五 is 350.
        most: A greater value is none (2023年 is a date).

    Returns:
        The quantity in the unit that the lists name; `upper` only where it is greater than `value`.
    """
    unit = next(item.value.split()[1] for item in reversed(items) if _is_unit(item))
    middle = next((place for place, item in enumerate(items) if item.label == TO), None)
    parts = [items] if middle is None else [items[:middle], items[middle + 1 :]]
    amounts = [_amount(part, short_tail=short_tail) for part in parts]
    size = amounts[-1].size or amounts[0].size or 1.0
    low = amounts[0].low * (size if amounts[0].size is None else 1.0)
    high = amounts[-1].high * (size if amounts[-1].size is None else 1.0)
    if low <= 0 or (most is not None and max(low, high) > most):
        return None
    upper = round(high, DIGITS) if high > low else None
    return Quantity(value=round(low, DIGITS), upper=upper, unit=unit)


def _is_unit(item: Item) -> bool:
    return " " in item.value


def _amount(items: Sequence[Item], *, short_tail: bool) -> _Amount:
    """Adds up numbers with their units: 1 hour 20 minutes; without a unit the bare number."""
    low = high = 0.0
    size: float | None = None
    numbers: list[str] = []
    for item in items:
        if item.label in {NUMBER, HALF}:
            numbers.append(item.value)
        elif _is_unit(item):
            size = float(item.value.split()[0])
            if numbers:
                low, high = low + number(numbers, short_tail)[0] * size, high + number(numbers, short_tail)[1] * size
                numbers = []
            elif item.label != CURRENCY:  # "an hour", "twice"
                low, high = low + size, high + size
    if numbers:  # "$30", "an hour and a half", or a number whose unit the other end of the range names
        lower, upper = number(numbers, short_tail)
        low, high = low + lower * (size or 1.0), high + upper * (size or 1.0)
    return _Amount(low, high, size)


def number(values: Sequence[str], short_tail: bool) -> tuple[float, float]:
    """Least and greatest value of a row of number words.

    Args:
        values: `"5"`, `"1,200.50"`, `"x100"` (multiplies what stands before it), `"11-19"` (a range).
        short_tail: As for `quantity`.
    """
    lows, highs = [], []
    for place, value in enumerate(values):
        if "-" in value:
            low, high = value.split("-")
            lows.append(low)
            highs.append(high)
        elif _is_digit(value) and place + 1 < len(values) and _is_digit(values[place + 1]):
            lows.append(value)  # 两三天: the first of two digits is the lower end, the second the upper one
        elif _is_digit(value) and place and _is_digit(values[place - 1]):
            highs.append(value)
        else:
            lows.append(value)
            highs.append(value)
    return _total(lows, short_tail), _total(highs, short_tail)


def _is_digit(value: str) -> bool:
    return len(value) == 1 and value in "123456789"


def _total(values: Sequence[str], short_tail: bool) -> float:
    whole = section = current = 0.0
    greatest = 1.0
    last = 1.0
    for value in values:
        if value.startswith("x"):
            last = float(value[1:])
            if last < 1000:
                section += (current or 1.0) * last
            elif last > greatest:
                whole, section, greatest = ((whole + section + current) or 1.0) * last, 0.0, last
            else:
                whole, section = whole + ((section + current) or 1.0) * last, 0.0
            current = 0.0
        else:
            current += float(value.replace(",", ""))
    is_tail = short_tail and len(values) > 1 and values[-2].startswith("x") and _is_digit(values[-1])
    if is_tail and last >= 100:
        current *= last / 10
    return whole + section + current
