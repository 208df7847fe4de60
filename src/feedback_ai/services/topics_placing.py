"""Where the clusters of a fit go: into known topics, into those that people keep, or into new ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from feedback_ai.store.topic_registry import KnownTopic

if TYPE_CHECKING:
    from feedback_ai.topics import Discovery

ABSENT = -2
"""Stands among ids of topics for a segment that was not there before the fit."""


@dataclass(frozen=True)
class Placing:
    """What the clusters of a fit are.

    Attributes:
        continued: The cluster with which a known topic goes on, by the topic's id.
        stays: Ids of known topics that go on with the prototypes that they have, because people want them.
        new: Clusters that are new topics, the largest first.
    """

    continued: dict[int, int]
    stays: tuple[int, ...]
    new: tuple[int, ...]


def topics_before(
    keys: Sequence[tuple[str, int]], assigned: Mapping[tuple[str, int], int | None]
) -> npt.NDArray[np.int64]:
    """The id of the topic that each segment had, `lineage.NONE` for none, `ABSENT` where it was not there; int64 (n,).

    Args:
        keys: The segments.
        assigned: The topic of each that was offered to the topics.
    """
    from feedback_ai.topics.lineage import NONE

    found = (assigned.get(key, ABSENT) for key in keys)
    return np.fromiter((NONE if topic is None else topic for topic in found), dtype=np.int64, count=len(keys))


def place(
    known: Sequence[KnownTopic], found: "Discovery", vectors: npt.NDArray[np.float32], before: npt.NDArray[np.int64]
) -> Placing:
    """Say what each cluster of a fit is.

    A cluster that belongs to topics that people pinned, hid, split or merged is taken into them, whose prototypes stay;
    what is left is matched with the other known topics, those of earlier fits too. A topic that people named and that
    no cluster continues stays as it is.

    Args:
        known: Topics of the model, by id.
        found: What the fit found.
        vectors: Of all segments, float32 (n, dim).
        before: What `topics_before` gave for them.
    """
    from feedback_ai.topics import Prototypes, assign
    from feedback_ai.topics.lineage import NONE
    from feedback_ai.topics.matching import count_shared, match, near, taken_in

    n_new = len(found.prototypes)
    rows = {topic.id: row for row, topic in enumerate(known)}
    there = before != ABSENT
    clusters = np.full(int(there.sum()), NONE, dtype=np.int64)
    if n_new and len(clusters):
        given = assign(vectors[there], Prototypes(np.arange(n_new), found.prototypes, found.cut))
        clusters = np.where(given.assigned, given.nearest, NONE)
    earlier = np.array([rows.get(topic, NONE) for topic in before[there].tolist()], dtype=np.int64)
    shared = count_shared(earlier, clusters, len(known), n_new)
    owners = np.array([row for row, topic in enumerate(known) for _ in topic.vectors], dtype=np.int64)
    stacked = [topic.vectors for topic in known if len(topic.vectors)]
    cosines = near(np.concatenate(stacked) if stacked else found.prototypes[:0], owners, found.prototypes, len(known))
    kept = np.array([topic.kept for topic in known], dtype=bool)
    free = np.flatnonzero(~taken_in(cosines[:, kept], shared.part(np.arange(n_new), np.flatnonzero(kept))))
    open_ = np.flatnonzero(~kept)
    matched = match(cosines[np.ix_(free, open_)], shared.part(free, open_))
    pairs = list(zip(free.tolist(), matched, strict=True))
    continued = {known[open_[column]].id: cluster for cluster, column in pairs if column is not None}
    return Placing(
        continued=continued,
        stays=tuple(
            topic.id
            for topic in known
            if topic.kept or (topic.named and not topic.retired and topic.id not in continued)
        ),
        new=tuple(cluster for cluster, column in pairs if column is None),
    )
