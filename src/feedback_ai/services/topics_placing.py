"""Where the clusters of a fit go: into known topics, into those that people keep, or into new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from feedback_ai.store.topic_registry import KnownTopic

if TYPE_CHECKING:
    from feedback_ai.topics import Discovery

NONE = -1
"""As `topics.lineage.NONE`."""
ABSENT = -2
"""Stands among ids of topics for a segment that was not there before the fit."""


@dataclass(frozen=True)
class Placing:
    """What the clusters of a fit are.

    Attributes:
        continued: The cluster with which a known topic goes on, by the topic's id.
        stays: Ids of known topics that go on with the prototypes that they have.
        new: Clusters that are new topics, the largest first.
    """

    continued: dict[int, int]
    stays: tuple[int, ...]
    new: tuple[int, ...]


def topics_before(
    keys: Sequence[tuple[str, int]], assigned: Mapping[tuple[str, int], int | None]
) -> npt.NDArray[np.int64]:
    """The id of the topic that each segment had, `NONE` for none, `ABSENT` where it was not there; int64 (n,).

    Args:
        keys: The segments.
        assigned: The topic of each that was offered to the topics.
    """
    found = (assigned.get(key, ABSENT) for key in keys)
    return np.fromiter((NONE if topic is None else topic for topic in found), dtype=np.int64, count=len(keys))


def place(
    known: Sequence[KnownTopic],
    found: "Discovery",
    vectors: npt.NDArray[np.float32],
    before: npt.NDArray[np.int64],
    recent: npt.NDArray[np.bool_],
    *,
    anew: bool,
) -> Placing:
    """Say what each cluster of a fit is.

    Known topics that have segments go on as they are, and only clusters that they do not cover (see `_new_matter`) are
    new topics. So a topic splits where new texts ask for it, never because the next clustering happens to draw its
    borders elsewhere. A topic that an earlier fit left behind comes back where such a cluster looks like it.

    Anew, only topics that people pinned, hid, split or merged go on as they are, and take in clusters that belong to
    them; what is left is matched with the other known topics, those of earlier fits too. A topic that people named and
    that no cluster continues stays as it is.

    Args:
        known: Topics of the model, by id.
        found: What the fit found.
        vectors: Of all segments, float32 (n, dim).
        before: What `topics_before` gave for them.
        recent: Which of them were stored since the last fit, bool (n,).
        anew: Whether borders may be drawn anew.
    """
    from feedback_ai.topics.matching import count_shared, match, near, taken_in

    n_new = len(found.prototypes)
    rows = {topic.id: row for row, topic in enumerate(known)}
    clusters = _clusters_of(found, vectors)
    there = before != ABSENT
    earlier = np.array([rows.get(topic, NONE) for topic in before.tolist()], dtype=np.int64)
    shared = count_shared(earlier[there], clusters[there], len(known), n_new)
    owners = np.array([row for row, topic in enumerate(known) for _ in topic.vectors], dtype=np.int64)
    stacked = [topic.vectors for topic in known if len(topic.vectors)]
    cosines = near(np.concatenate(stacked) if stacked else found.prototypes[:0], owners, found.prototypes, len(known))
    kept = np.array([topic.kept for topic in known], dtype=bool)
    in_use = np.array([not topic.retired for topic in known], dtype=bool)
    taken = taken_in(cosines[:, kept], shared.part(np.arange(n_new), np.flatnonzero(kept)))
    if not anew:
        taken |= ~_new_matter(clusters, earlier, recent, in_use, n_new)
    free, open_ = np.flatnonzero(~taken), np.flatnonzero(~kept if anew else ~in_use)
    matched = match(cosines[np.ix_(free, open_)], shared.part(free, open_))
    pairs = list(zip(free.tolist(), matched, strict=True))
    continued = {known[open_[column]].id: cluster for cluster, column in pairs if column is not None}
    return Placing(
        continued=continued,
        stays=tuple(
            topic.id
            for topic in known
            if topic.id not in continued
            and not topic.retired
            and (topic.kept or topic.named or (not anew and shared.known[rows[topic.id]]))
        ),
        new=tuple(cluster for cluster, column in pairs if column is None),
    )


def _clusters_of(found: "Discovery", vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """The cluster of each segment, `NONE` for none; int64 (n,)."""
    from feedback_ai.topics import assign

    prototypes = found.as_prototypes(range(len(found.prototypes)))
    if prototypes is None or not len(vectors):
        return np.full(len(vectors), NONE, dtype=np.int64)
    given = assign(vectors, prototypes)
    return np.where(given.assigned, given.nearest, NONE)


def _new_matter(
    clusters: npt.NDArray[np.int64],
    earlier: npt.NDArray[np.int64],
    recent: npt.NDArray[np.bool_],
    in_use: npt.NDArray[np.bool_],
    n_new: int,
) -> npt.NDArray[np.bool_]:
    """Which clusters known topics do not cover, bool (n,).

    A cluster is covered if `MOST` of its segments had a topic at the last fit already, not counting as many recent ones
    as it would have if all matters had grown alike; if `MOST` of the segments that a topic had then are in it, and
    `MOST` of those that came since were given to that topic; or if `MOST` of its segments are of topics that had none
    then.

    Args:
        clusters: Of each segment, `NONE` for none; int64 (m,).
        earlier: Row of its topic before the fit, likewise.
        recent: Whether it was stored since the last fit, bool (m,).
        in_use: Which topics are not left behind, bool (k,).
        n_new: Clusters.
    """
    from feedback_ai.topics.matching import MOST, count_shared

    of_use = earlier >= 0
    of_use[of_use] = in_use[earlier[of_use]]
    settled, since = of_use & ~recent, of_use & recent
    then = count_shared(earlier[settled], clusters[settled], len(in_use), n_new)
    now = count_shared(earlier[since], clusters[since], len(in_use), n_new)
    sizes = np.maximum(np.bincount(clusters[clusters >= 0], minlength=n_new), 1)
    new = np.bincount(clusters[(clusters >= 0) & recent], minlength=n_new)
    usual = np.minimum(new, (sizes - new) * recent.sum() / max((~recent).sum(), 1))
    covered = then.counts.sum(axis=1) >= MOST * (sizes - usual)
    grown = (then.counts >= MOST * then.known) & (then.known > 0) & (now.counts >= MOST * new[:, None])
    covered |= grown.any(axis=1)
    covered |= now.counts[:, then.known == 0].sum(axis=1) >= MOST * sizes
    return np.asarray(~covered)
