"""Promises and outcomes that a text states in quantities: "told 3 days, took 9"; docs/gap.md tells how.

Nothing stated is nothing found: a side that the text leaves open is None, never a guess.
"""

import re

from feedback_ai.classify.folding import fold
from feedback_ai.classify.rules.book import Lang
from feedback_ai.classify.rules.promises.gaps import gap_between
from feedback_ai.classify.rules.promises.lists import Words, load_words
from feedback_ai.classify.rules.promises.pairs import Pair, pair
from feedback_ai.classify.rules.promises.quantities import Stated, find_quantities
from feedback_ai.classify.rules.promises.roles import place
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
    return tuple(_promise(both, folded, words) for both in pair(place(items, quantities, folded)))


def _promise(both: Pair, text: str, words: Words) -> Promise:
    promised, actual = (None if side is None else side.stated for side in both)
    at_least = both[1] is not None and both[1].at_least
    gap = None
    if promised is not None and actual is not None:
        near = text[min(promised.start, actual.start) - 30 if min(promised.start, actual.start) > 30 else 0 :]
        more = any(word in near[: abs(promised.start - actual.start) + 60] for word in words.more_is_better)
        gap = gap_between(promised, actual, at_least=at_least, more_is_better=more)
    return Promise(promised=_stated(promised), actual=_stated(actual), at_least=at_least, gap=gap)


def _stated(own: Stated | None) -> StatedQuantity | None:
    if own is None:
        return None
    upper = own.high if own.high > own.low else None
    return StatedQuantity(value=own.low, upper=upper, unit=own.unit, start=own.start, end=own.end)
