"""Promises and outcomes that a text states in quantities: "told 3 days, took 9"; docs/gap.md tells how.

Nothing stated is nothing found: a side that the text leaves open is None, never a guess.
"""

import re
from collections.abc import Mapping, Sequence

from feedback_ai.classify.folding import fold
from feedback_ai.classify.rules.book import Lang
from feedback_ai.classify.rules.items import Item
from feedback_ai.classify.rules.promises.direction import direction, telling_words
from feedback_ai.classify.rules.promises.gaps import gap_between
from feedback_ai.classify.rules.promises.lists import load_words
from feedback_ai.classify.rules.promises.pairs import Pair, pair
from feedback_ai.classify.rules.promises.quantities import find_quantities
from feedback_ai.classify.rules.promises.roles import Placed, place
from feedback_ai.schema import Promise, StatedQuantity

__all__ = ["find_promises"]

MOST = 40
"""A text with more quantities is a table or a log; nothing is sought in it."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def find_promises(text: str) -> tuple[Promise, ...]:
    """Promises and outcomes of a text, in its order; they may stand in different segments.

    Args:
        text: The normalised text; one with a Chinese character is read by the Chinese words, which know the units
            of both languages.
    """
    folded = fold(text)
    lang: Lang = "zh" if _HAN.search(folded) else "en"
    words = load_words(lang)
    items = words.items(folded)
    quantities = find_quantities(items, folded, lang)
    if not 0 < len(quantities) <= MOST:
        return ()
    placed = place(items, quantities, folded)
    telling = telling_words(folded, words, placed)
    found = (_promise(both, folded, telling, placed) for both in pair(placed))
    return tuple(promise for promise in found if promise is not None)


def _promise(both: Pair, text: str, telling: Mapping[str, Sequence[Item]], placed: Sequence[Placed]) -> Promise | None:
    promised, actual = both
    gap = None
    if promised is not None and actual is not None:
        better = direction(promised, actual, text, telling, placed)
        gap = gap_between(promised.stated, actual.stated, at_least=actual.at_least, better=better)
        if actual.stated.named and better > 0 and gap.value >= 0:
            # "7 days to return it, refused on day 8": what is granted was over by then, and nothing is told of it.
            actual = gap = None
            if not promised.alone:
                return None
    at_least = actual is not None and actual.at_least
    return Promise(promised=_stated(promised), actual=_stated(actual), at_least=at_least, gap=gap)


def _stated(one: Placed | None) -> StatedQuantity | None:
    if one is None:
        return None
    own = one.stated
    upper = own.high if own.high > own.low else None
    return StatedQuantity(value=own.low, upper=upper, unit=own.unit, start=own.start, end=own.end)
