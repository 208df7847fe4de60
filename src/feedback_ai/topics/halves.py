"""A topic in two: the segments that lie apart the most, or those near to examples."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.canonical import Vectors, unit

MIN_SEGMENTS = 10
"""A topic of fewer segments is not split: halves of fewer than five tell of single texts."""
ROUNDS = 100


def halve(vectors: Vectors, examples: Sequence[int] = ()) -> npt.NDArray[np.bool_]:
    """Which segments go into the new half, bool (n,); all the same where they do not differ.

    With examples: the segments that are nearer to their mean than to that of the others. Without: 2-means (Lloyd 1982)
    from the two sides of the first principal component, which draws nothing at random; the smaller half is the new one.

    Args:
        vectors: Of the topic's segments, unit length, float32 (n, dim), at least two.
        examples: Rows that belong to the new half.
    """
    points = vectors.astype(np.float64)
    if examples:
        chosen = np.isin(np.arange(len(points)), list(examples))
        return np.ones(len(points), dtype=bool) if chosen.all() else _nearer(points, chosen)
    centred = points - points.mean(axis=0)
    if np.abs(centred).max() < 1e-6:
        return np.zeros(len(points), dtype=bool)
    axis = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    side = centred @ axis > 0
    for _ in range(ROUNDS):
        moved = _nearer(points, side)
        if (moved == side).all() or moved.all() or not moved.any():
            break
        side = moved
    smaller = side.sum() * 2 < len(side) or (side.sum() * 2 == len(side) and not side[0])
    return np.asarray(side if smaller else ~side)


def middles(vectors: Vectors, side: npt.NDArray[np.bool_]) -> tuple[Vectors, Vectors]:
    """Unit-length means of the segments outside and inside of the new half, float32 (1, dim) each."""
    return _mean(vectors[~side]), _mean(vectors[side])


def _nearer(points: npt.NDArray[np.float64], side: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether each point is nearer to the middle of the one side than to that of the other."""
    outside, inside = _mean(points[~side])[0], _mean(points[side])[0]
    return np.asarray(points @ inside.astype(np.float64) > points @ outside.astype(np.float64))


def _mean(vectors: npt.NDArray[np.floating]) -> Vectors:
    return unit(vectors.mean(axis=0, dtype=np.float64, keepdims=True))
