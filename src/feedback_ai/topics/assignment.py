"""The one way in which a segment gets its topic, whether it was there at the fit or came later."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.canonical import Vectors

CHUNK = 50_000
"""Segments compared at a time, which bounds memory."""
DECIMALS = 5
"""Similarities are rounded to so many digits, so that a segment's topic does not depend on its batch."""


@dataclass(frozen=True)
class Prototypes:
    """What stands for the topics.

    Attributes:
        ids: Topic of each, ascending, int64 (k,); at least one. A topic may have several.
        vectors: Unit-length mean of the members of each, float32 (k, dim).
        cut: Least cosine at which a segment belongs to its nearest topic.
    """

    ids: npt.NDArray[np.int64]
    vectors: Vectors
    cut: float


@dataclass(frozen=True)
class Assignments:
    """The nearest topic of each segment, and whether it is near enough.

    Attributes:
        nearest: Id of the nearest topic, the lower one of two that are equally near; int64 (n,).
        similarity: Cosine to its prototype, float64 (n,).
        assigned: Whether that reaches the cut, bool (n,).
    """

    nearest: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float64]
    assigned: npt.NDArray[np.bool_]

    def topic_of(self, row: int) -> int | None:
        """Id of the topic of a segment; None where even the nearest one is too far."""
        return int(self.nearest[row]) if self.assigned[row] else None


def assign(vectors: Vectors, prototypes: Prototypes) -> Assignments:
    """Give each segment the topic whose prototype is nearest, or none.

    Args:
        vectors: Unit-length, as stored, float32 (n, dim).
        prototypes: Of the topics.
    """
    nearest = np.zeros(len(vectors), dtype=np.int64)
    similarity = np.zeros(len(vectors))
    targets = prototypes.vectors.astype(np.float64).T
    for start in range(0, len(vectors), CHUNK):
        chunk = vectors[start : start + CHUNK].astype(np.float64)
        cosines = np.round(chunk @ targets / np.maximum(np.linalg.norm(chunk, axis=1, keepdims=True), 1e-12), DECIMALS)
        best = cosines.argmax(axis=1)
        nearest[start : start + CHUNK] = prototypes.ids[best]
        similarity[start : start + CHUNK] = cosines[np.arange(len(chunk)), best]
    return Assignments(nearest, similarity, similarity >= prototypes.cut)
