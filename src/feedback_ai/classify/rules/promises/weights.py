"""两, which is "two" and a weight of 50 g: which of them it is, by what stands beside it."""

from collections.abc import Iterator, Sequence

from feedback_ai.classify.rules.items import HALF, NUMBER, Item

LIANG = "两"
UNIT = "kilogram 0.05"
SIZE_KG = 0.05
COUNTED = frozenset({NUMBER, "unit", "measure", "counted", "moon"})
"""Labels of what "two" stands before: 三千两百, 两天, 两个, 两碗."""


def with_weights(items: Sequence[Item], text: str) -> list[Item]:
    """The items with 两 as a unit where a number of ten or more, a fraction or a range stands right before it (12两).

    Below ten the word lists have the weights as a whole (二两), but for 一两, which begins 一两天.

    Args:
        items: Items of the whole text.
        text: The folded text.
    """
    return [own for place in range(len(items)) for own in _read(items, place, text)]


def _read(items: Sequence[Item], place: int, text: str) -> Iterator[Item]:
    item, before = items[place], items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    is_behind_number = before is not None and before.label in {NUMBER, HALF} and before.end == item.start
    unit = Item("unit", item.end - 1, item.end, UNIT)
    if before is None or not is_behind_number or text[item.end - 1] != LIANG:
        yield item
    elif item.label == "fixed":  # 十二两 was read as 十 and 二两
        ones = round(float(item.value.split()[0]) / SIZE_KG)
        yield from (Item(NUMBER, item.start, item.end - 1, str(ones)), unit)
    elif item.label == NUMBER and not (_is_digit(before) or (after is not None and _is_counted(item, after))):
        yield unit
    else:
        yield item


def _is_digit(number: Item) -> bool:
    return len(number.value) == 1


def _is_counted(item: Item, after: Item) -> bool:
    return after.start == item.end and after.label in COUNTED
