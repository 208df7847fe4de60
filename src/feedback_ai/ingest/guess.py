"""The text column of a table whose header says nothing: the column that holds sentences."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MIN_WEIGHT = 20.0
"""Least mean length of a text column's values; a Chinese character counts as two, being about half a word."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[^\W\d_]\s+[^\W\d_]|[\u3400-\u9fff]{2}")


def guess_text_column(rows: Sequence[Mapping[str, Any]], taken: Iterable[str]) -> str | None:
    """The column with the longest values among those that hold words; None if there is none.

    Args:
        rows: First rows of the input.
        taken: Columns that already hold another field.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    weights = {name: _weight([row.get(name) for row in rows]) for name in names if name not in set(taken)}
    best = max(weights, key=lambda name: weights[name], default=None)
    return best if best is not None and weights[best] >= MIN_WEIGHT else None


def _weight(values: Sequence[Any]) -> float:
    """Mean length of the values; 0 where most have no two words, as ids, dates and links have not."""
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    with_words = sum(1 for text in texts if _WORDS.search(text))
    if not texts or with_words * 2 < len(texts):
        return 0.0
    return sum(len(text) + len(_HAN.findall(text)) for text in texts) / len(texts)
