"""Which topic of a new fit is which known one, so that ids last."""

import numpy as np

from feedback_ai.topics.canonical import Vectors

FLOOR = 0.8
"""Least cosine of two prototypes of one topic."""


def match(known: Vectors, new: Vectors, *, floor: float = FLOOR) -> list[int | None]:
    """Pair new topics with known ones so that the sum of their cosines is the greatest.

    Args:
        known: Prototypes of known topics, unit length, float32 (k, dim).
        new: Prototypes of the new fit, unit length, float32 (n, dim).
        floor: Least cosine of a pair.

    Returns:
        For each new topic the row of the known one that it continues; None where it continues none.
    """
    from scipy.optimize import linear_sum_assignment

    found: list[int | None] = [None] * len(new)
    if not len(known) or not len(new):
        return found
    cosines = new.astype(np.float64) @ known.astype(np.float64).T
    # What is under the floor is worth nothing, so that it never keeps a true pair apart.
    worth = np.where(cosines >= floor, cosines, 0.0)
    for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if worth[row, column] > 0:
            found[int(row)] = int(column)
    return found
