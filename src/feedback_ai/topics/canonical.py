"""Segments in an order that does not depend on how they came, same words once, and no more than a fit can bear."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DECIMALS = 3
"""Vectors are rounded to so many digits before a fit: what a batch size changes (below 1e-5) is gone."""


@dataclass(frozen=True)
class Distinct:
    """Different segments, in an order that depends on their words alone.

    Attributes:
        texts: Their words.
        languages: `Language` of each.
        vectors: Unit-length, rounded, float32 (n, dim); of segments with the same words the mean.
        records: Of each the records that it stands in, one for each time.
    """

    texts: tuple[str, ...]
    languages: tuple[str, ...]
    vectors: Vectors
    records: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.texts)


def words_of(text: str) -> str:
    """What makes two segments the same: their words, whatever the spaces and the letter case."""
    return " ".join(text.split()).casefold()


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    """Rows of length one, float32; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def collapse(texts: Sequence[str], languages: Sequence[str], records: Sequence[str], vectors: Vectors) -> Distinct:
    """One entry for all segments with the same words.

    Args:
        texts: Segments, in any order.
        languages: `Language` of each.
        records: Record of each.
        vectors: Of each, float32 (n, dim).
    """
    keys = [words_of(text) for text in texts]
    # Hashes stand in an order that has nothing to do with the matter: any first part of it is a random sample.
    ranked = sorted(range(len(texts)), key=lambda row: (_hash(keys[row]), languages[row], vectors[row].tobytes()))
    groups: dict[str, list[int]] = {}
    for row in ranked:
        groups.setdefault(keys[row], []).append(row)
    rows = list(groups.values())
    means = np.array([vectors[own].mean(axis=0, dtype=np.float64) for own in rows]).reshape(len(rows), vectors.shape[1])
    return Distinct(
        texts=tuple(" ".join(texts[own[0]].split()) for own in rows),
        languages=tuple(languages[own[0]] for own in rows),
        vectors=np.round(unit(means), DECIMALS),
        records=tuple(tuple(sorted(records[row] for row in own)) for own in rows),
    )


def sample(distinct: Distinct, limit: int) -> Distinct:
    """At most about `limit` of them, each language in its share; the same ones each time."""
    if len(distinct) <= limit:
        return distinct
    strata: dict[str, list[int]] = {}
    for row, language in enumerate(distinct.languages):
        strata.setdefault(language, []).append(row)
    share = limit / len(distinct)
    kept = sorted(row for own in strata.values() for row in own[: max(1, round(len(own) * share))])
    return Distinct(
        texts=tuple(distinct.texts[row] for row in kept),
        languages=tuple(distinct.languages[row] for row in kept),
        vectors=distinct.vectors[kept],
        records=tuple(distinct.records[row] for row in kept),
    )


def _hash(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
