"""Which is better for the customer, less or more of what was promised, by the words about both quantities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_ai.classify.rules.items import Item, tokenize
from feedback_ai.classify.rules.promises.lists import Words
from feedback_ai.classify.rules.promises.roles import Placed

LESS, MORE, UNTOLD = -1, 1, 0
GROUPS = {
    "time": "time",
    "money": "money",
    "percent": "money",
    "length": "length",
    **dict.fromkeys(("count", "mass", "volume", "area"), "amount"),
}
"""The group of words that tells of a kind of quantity; of a temperature no word does."""
USUAL = {"money": LESS, **dict.fromkeys(("count", "mass", "volume", "area"), MORE)}
"""What holds of a kind where no word tells: a bare sum is asked, goods are wanted. A bare time is waited, or lasts."""
FIRM = {"less": LESS, "more": MORE}
THINGS = {"less_of": LESS, "more_of": MORE}
BESIDE = {"less_beside": LESS, "more_beside": MORE, "more_can": MORE}
BOUNDS = {"most": LESS, "least": MORE}
EITHER = "either"
WAYS = FIRM | THINGS | BESIDE | BOUNDS
"""Which way the words of a list point; better_en.toml tells what the lists are."""


@dataclass(frozen=True)
class _Word:
    """A word that tells a direction.

    Attributes:
        way: `LESS` or `MORE`.
        firm: Whether it says what is done with the quantity, or what the quantity is.
        of: The quantity that it is nearest to.
        start: Where it begins.
    """

    way: int
    firm: bool
    of: Placed
    start: int


def telling_words(text: str, words: Words, placed: Sequence[Placed]) -> dict[str, list[Item]]:
    """The words of a folded text that tell a direction, or forbid to guess one, by the kinds of its quantities."""
    tokens = tokenize(text)
    kinds = {one.stated.kind for one in placed} & GROUPS.keys()
    return {
        kind: [
            item for item in words.directions[GROUPS[kind]].items(tokens) if item.label in WAYS or item.label == EITHER
        ]
        for kind in kinds
    }


def direction(
    promised: Placed, actual: Placed, text: str, telling: Mapping[str, Sequence[Item]], placed: Sequence[Placed]
) -> int:
    """1 where more is better, -1 where less is, 0 where the text does not tell.

    The first of these decides that has words, all of one direction: firm words in the clause of the outcome, those in
    the clause of the promise, an outcome that is still waited for, things in both clauses, firm words in the rest of
    their sentences. Where none does, the usual holds, unless some word of the text points elsewhere.

    Args:
        promised: What was promised.
        actual: What came true; of the same kind.
        text: The folded text.
        telling: Its `telling_words`.
        placed: All quantities of the text; a word tells of the nearest one of the kind.
    """
    kind = promised.stated.kind
    items = telling.get(kind, ())
    sides = {promised.stated.start, actual.stated.start}  # a side without a unit of its own is of the kind too
    rivals = [one for one in placed if one.stated.kind == kind or one.stated.start in sides]
    found = [word for item in items if (word := _word(item, rivals, promised, text)) is not None]
    near = [word for word in found if word.start in word.of.clause]
    by_actual, by_promised = (
        [word for word in near if word.of.stated.start == one.stated.start] for one in (actual, promised)
    )
    rest = [word for word in found if word.start in promised.whole or word.start in actual.whole]
    steps: tuple[Iterable[int], ...] = (
        (word.way for word in by_actual if word.firm),
        (word.way for word in by_promised if word.firm),
        (LESS for _ in range(actual.still and kind == "time")),
        (word.way for word in by_actual + by_promised if not word.firm),
        (word.way for word in rest if word.firm),
    )
    told = next((ways.pop() for step in steps if len(ways := set(step)) == 1), UNTOLD)
    usual = LESS if _is_waited(promised) or _is_waited(actual) else USUAL.get(kind, UNTOLD)
    doubtful = any(word.way != usual for word in found) or any(item.label == EITHER for item in items)
    return told or (UNTOLD if doubtful else usual)


def _is_waited(one: Placed) -> bool:
    """Nothing lasts working days, or until the next day: such times are waited."""
    return one.stated.named or one.stated.unit == "working_day"


def _word(item: Item, rivals: Sequence[Placed], promised: Placed, text: str) -> _Word | None:
    """The direction of an item, told of the nearest quantity: of its clause, if that has one."""
    way = WAYS.get(item.label)
    if way is None:
        return None
    at_home = [one for one in rivals if item.start in one.clause] or rivals
    of = min(at_home, key=lambda one: (_distance(item, one), -one.stated.start))
    between = text[min(item.end, of.stated.end) : max(item.start, of.stated.start)].strip(" -")
    beside = between in {"", "of"} or (item.label == "more_can" and len(between) == 1 and between.isalpha())
    if item.label in BESIDE | BOUNDS and not beside:
        return None
    if item.label in BOUNDS and of.stated.start != promised.stated.start:
        return None
    return _Word(way, item.label in FIRM | BOUNDS, of, item.start)


def _distance(item: Item, one: Placed) -> int:
    return max(one.stated.start - item.end, item.start - one.stated.end)
