"""Which topic of a new fit is which known one, so that ids last; and what belongs to those that people keep."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.canonical import Vectors

FLOOR = 0.8
"""Least cosine of two prototypes of one topic."""
LEAST_SHARED = 0.1
"""Two topics whose prototypes are near, but which share fewer of their segments than that, are two."""
MOST_SHARED = 0.5
"""Two topics that share more of their segments than that are one, wherever their prototypes lie."""
MOST = 0.5
"""A cluster of which so many segments were of topics that people keep is no topic of its own."""


@dataclass(frozen=True)
class Shared:
    """Where the segments that were there before the fit were, and where the fit puts them.

    Attributes:
        counts: Segments of each known topic in each cluster of the fit, int64 (n, k).
        known: Segments of each known topic, in whatever cluster or in none now, int64 (k,).
        new: Segments of each cluster that were there before, in whatever topic or in none, int64 (n,).
    """

    counts: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]
    new: npt.NDArray[np.int64]

    def part(self, clusters: npt.NDArray[np.int64], topics: npt.NDArray[np.int64]) -> "Shared":
        """Of some clusters and known topics only, by their rows."""
        return Shared(self.counts[np.ix_(clusters, topics)], self.known[topics], self.new[clusters])


def count_shared(before: npt.NDArray[np.int64], now: npt.NDArray[np.int64], n_known: int, n_new: int) -> Shared:
    """Count the segments that known topics and clusters share.

    Args:
        before: Row of the known topic of each segment that was there before, -1 for none; int64 (m,).
        now: Row of its cluster, -1 for none; int64 (m,).
        n_known: Known topics.
        n_new: Clusters.
    """
    both = (before >= 0) & (now >= 0)
    flat = np.bincount(now[both] * n_known + before[both], minlength=n_known * n_new)
    return Shared(
        counts=flat.reshape(n_new, n_known).astype(np.int64),
        known=np.bincount(before[before >= 0], minlength=n_known).astype(np.int64),
        new=np.bincount(now[now >= 0], minlength=n_new).astype(np.int64),
    )


def near(known: Vectors, owners: npt.NDArray[np.int64], new: Vectors, n_known: int) -> npt.NDArray[np.float64]:
    """The cosine of each cluster to the nearest prototype of each known topic, -1 for one without; float64 (n, k).

    Args:
        known: Prototypes of known topics, unit length, float32 (p, dim).
        owners: Row of the known topic of each, int64 (p,).
        new: Prototypes of the clusters, unit length, float32 (n, dim).
        n_known: Known topics, k.
    """
    found = np.full((n_known, len(new)), -1.0)
    if len(known) and len(new):
        np.maximum.at(found, owners, known.astype(np.float64) @ new.astype(np.float64).T)
    return found.T


def match(cosines: npt.NDArray[np.float64], shared: Shared) -> list[int | None]:
    """Pair clusters with known topics, by what they look like and by the segments that they share.

    A pair is worth its cosine, and the Jaccard index of the segments on top where there are any to tell; the pairs with
    the greatest sum win (Hungarian method). Where both had segments, a pair must share `LEAST_SHARED` of them beside a
    cosine of `FLOOR`, or `MOST_SHARED` of them; else the cosine alone decides.

    Args:
        cosines: Of each cluster to each known topic, float64 (n, k).
        shared: The segments of both.

    Returns:
        For each cluster the row of the known topic that it continues; None where it continues none.
    """
    from scipy.optimize import linear_sum_assignment

    found: list[int | None] = [None] * len(cosines)
    if not cosines.size:
        return found
    union = shared.known[None, :] + shared.new[:, None] - shared.counts
    overlap = shared.counts / np.maximum(union, 1)
    told = (shared.known[None, :] > 0) & (shared.new[:, None] > 0)
    alike = cosines >= FLOOR
    one = np.where(told, (alike & (overlap >= LEAST_SHARED)) | (overlap > MOST_SHARED), alike)
    # What is no pair is worth nothing, so that it never keeps a true pair apart.
    worth = np.where(one, np.maximum(cosines, 0.0) + np.where(told, overlap, 0.0), 0.0)
    for row, column in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
        if worth[row, column] > 0:
            found[int(row)] = int(column)
    return found


def taken_in(cosines: npt.NDArray[np.float64], shared: Shared) -> npt.NDArray[np.bool_]:
    """Which clusters belong to topics that people keep as they are, bool (n,).

    Those of whose earlier segments `MOST` were of such topics, whichever; without earlier segments those that are as
    near to one as `FLOOR`.

    Args:
        cosines: Of each cluster to each kept topic, float64 (n, k).
        shared: The segments of both.
    """
    nearest = cosines.max(axis=1, initial=-1.0)
    share = shared.counts.sum(axis=1) / np.maximum(shared.new, 1)
    return np.asarray(np.where(shared.new > 0, share >= MOST, nearest >= FLOOR))
