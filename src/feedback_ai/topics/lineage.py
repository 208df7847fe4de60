"""What became of each topic at a fit, told by where its segments went."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Kind = Literal["continued", "split", "merged", "new", "returned", "retired"]
NONE = -1
"""Stands for no topic among ids."""
TOLD = 0.1
"""Smaller shares are the moving of borders, and not told."""
PART = 0.2
"""A topic is split where at least two topics, one of them not there before, got so much of it each."""
WHOLE = 0.5
"""A topic went into another one that got so much of it."""


@dataclass(frozen=True)
class Flow:
    """Segments that went from one topic to another, or stayed.

    Attributes:
        topic_id: The other topic, or the same.
        n: How many segments.
        share: Of all earlier segments of the topic that is told about, in (0, 1].
    """

    topic_id: int
    n: int
    share: float


@dataclass(frozen=True)
class Passage:
    """What a fit did to a topic.

    Attributes:
        came_from: Whose segments it has now, by share of its own that were there before; the most first.
        went_to: Who has the segments now that it had; the most first.
    """

    topic_id: int
    kind: Kind
    came_from: tuple[Flow, ...]
    went_to: tuple[Flow, ...]


def trace(
    before: npt.NDArray[np.int64],
    after: npt.NDArray[np.int64],
    *,
    old: Collection[int],
    now: Collection[int],
    returned: Collection[int] = (),
) -> list[Passage]:
    """What became of every topic, by id.

    Args:
        before: Topic of each segment that was there before the fit, `NONE` for none; int64 (m,).
        after: Its topic now, alike.
        old: Topics in use before the fit.
        now: Topics in use after it.
        returned: Those of them that an earlier fit had left behind.
    """
    pairs, counts = np.unique(np.stack([before, after]), axis=1, return_counts=True)
    out: dict[int, dict[int, int]] = defaultdict(dict)
    into: dict[int, dict[int, int]] = defaultdict(dict)
    for (source, target), n in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        out[source][target] = n
        into[target][source] = n
    went = {topic: _flows(out[topic]) for topic in old}
    came = {topic: _flows(into[topic]) for topic in now}
    gone = set(old) - set(now)
    added = set(now) - set(old)
    whole = [(flow.topic_id, topic) for topic in old for flow in went[topic] if flow.share >= WHOLE]
    found = []
    for topic in sorted({*old, *now}):
        parts = {flow.topic_id for flow in went.get(topic, ()) if flow.share >= PART}
        sources = {source for target, source in whole if target == topic}
        kind: Kind = "continued"
        if topic in gone:
            kind = "retired"
        elif topic in added:
            kind = "returned" if topic in returned else "new"
        elif sources & gone:
            kind = "merged"
        elif len(parts) > 1 and parts & added:
            kind = "split"
        found.append(Passage(topic, kind, came.get(topic, ()), went.get(topic, ())))
    return found


def agreement(before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> float | None:
    """Adjusted Rand index (Hubert & Arabie 1985) of the same segments before and after; None where there are none.

    Segments without a topic count as a group of their own.

    Args:
        before: Topic of each, `NONE` for none; int64 (m,).
        after: Alike.
    """
    if not len(before):
        return None
    from sklearn.metrics import adjusted_rand_score

    return round(float(adjusted_rand_score(before, after)), 4)


def _flows(counts: dict[int, int]) -> tuple[Flow, ...]:
    total = sum(counts.values())
    flows = [Flow(topic, n, round(n / total, 4)) for topic, n in counts.items() if topic != NONE and n / total >= TOLD]
    return tuple(sorted(flows, key=lambda flow: (-flow.n, flow.topic_id)))
