"""Themes: the upper of the two levels, groups of topics that lie near each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.canonical import Vectors
from feedback_ai.topics.terms import N_TERMS, Terms
from feedback_ai.topics.tokens import LANGS

MAX_THEMES = 12
"""More do not fit on a screen."""


def group(vectors: Vectors) -> npt.NDArray[np.int64]:
    """The theme of each topic, counted from 0 by its first topic; int64 (k,).

    As many as the square root of the topics, at most `MAX_THEMES`. Ward's linkage (1963) on unit-length vectors, which
    favours groups of like size.

    Args:
        vectors: Of each topic one, unit length, float32 (k, dim).
    """
    if len(vectors) < 2:
        return np.zeros(len(vectors), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage

    wanted = min(MAX_THEMES, round(sqrt(len(vectors))))
    names = fcluster(linkage(vectors.astype(np.float64), "ward"), wanted, "maxclust")
    order: dict[int, int] = {}
    return np.array([order.setdefault(int(name), len(order)) for name in names], dtype=np.int64)


def continued(old: Mapping[int, int], new: Mapping[int, int]) -> dict[int, int]:
    """Which old theme each new one goes on with: one most of whose topics it has.

    Args:
        old: Theme of each topic before.
        new: Theme of each topic now, under numbers of its own.

    Returns:
        Old by new, for those that go on with one; of several old themes the one with the most topics in it, then the
        oldest.
    """
    sizes = Counter(theme for topic, theme in old.items() if topic in new)
    shared = Counter((new[topic], theme) for topic, theme in old.items() if topic in new)
    found: dict[int, int] = {}
    for (now, before), n in sorted(shared.items(), key=lambda item: (-item[1], item[0][1])):
        if n * 2 > sizes[before] and now not in found:
            found[now] = before
    return found


def theme_terms(terms: Sequence[Terms], sizes: Sequence[int]) -> Terms:
    """The terms of a theme, best first: those that stand high in its topics, the larger ones before the smaller.

    Args:
        terms: Of each of its topics.
        sizes: Segments of each.
    """
    found: Terms = {}
    for lang in LANGS:
        weights: Counter[str] = Counter()
        for own, size in zip(terms, sizes, strict=True):
            for rank, word in enumerate(own.get(lang, ())):
                weights[word] += (size + 1) / (rank + 1)  # type: ignore[assignment]
        found[lang] = sorted(weights, key=lambda word: (-round(weights[word], 6), word))[:N_TERMS]
    return found
