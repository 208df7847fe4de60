"""Matters that no topic covers yet: groups among the unassigned segments, found without looking at their times."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.canonical import Distinct, Vectors, unit

MAX_POOL = 6_000
"""Different segments that are grouped at most: distances of all pairs are held in memory (140 MB)."""
MIN_RECORDS = 5
"""Segments of fewer records are one story told at length, not a matter of many."""


@dataclass(frozen=True)
class Groups:
    """Groups of segments that are near each other.

    Attributes:
        prototypes: Unit-length mean of each, the largest first, float32 (k, dim).
        members: The group of each segment, -1 for none, int64 (n,).
    """

    prototypes: Vectors
    members: npt.NDArray[np.int64]


def groups(pool: Distinct, cut: float) -> Groups:
    """Group segments that may have a middle to which they are as near as those of a topic are to its prototype.

    Two segments at a cosine of `cut` from a common middle, and otherwise unlike, have a cosine of its square: the mean
    within a group must reach that. Average linkage (Sokal & Michener 1958): no number of groups is asked for, nothing
    is drawn at random, and what is near to nothing else stays alone.

    Args:
        pool: Segments, at most `MAX_POOL`.
        cut: Least cosine at which a segment belongs to a topic, in (0, 1].

    Returns:
        Groups whose segments are of at least `MIN_RECORDS` records.
    """
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    members = np.full(len(pool), -1, dtype=np.int64)
    if len(pool) < 2:
        return Groups(np.zeros((0, pool.vectors.shape[1]), dtype=np.float32), members)
    near = np.asarray(fcluster(linkage(pdist(pool.vectors, "cosine"), "average"), 1 - cut**2, "distance"))
    kept = []
    for name in np.unique(near):
        rows = np.flatnonzero(near == name)
        n_records = len({record for row in rows for record in pool.records[row]})
        if n_records >= MIN_RECORDS:
            kept.append((-n_records, int(rows[0]), rows))
    kept.sort(key=lambda own: own[:2])
    for group, (_, _, rows) in enumerate(kept):
        members[rows] = group
    means = np.array([pool.vectors[rows].mean(axis=0, dtype=np.float64) for _, _, rows in kept])
    return Groups(unit(means.reshape(len(kept), pool.vectors.shape[1])), members)
