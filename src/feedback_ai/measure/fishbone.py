"""The fishbone (鱼骨图, Ishikawa): a problem as head, the 5M1E as bones, what is behind each as small bones."""

from dataclasses import dataclass

import pandas as pd

from feedback_ai.measure.causes import CAUSES
from feedback_ai.measure.drill import NO_TOPIC, NONE_NAMED, level_counts
from feedback_ai.schema.labels import RootCause

BONES = tuple(cause for cause in CAUSES if cause != RootCause.UNKNOWN)
"""The six bones, in the order of the label set."""
MOST = 3
"""So many small bones are shown a bone; the rest is counted together."""
EVIDENCE = 3
"""So many segments are named a small bone."""


@dataclass(frozen=True)
class SmallBone:
    """What is behind a cause.

    Attributes:
        value: A topic's id, or a dimension.
        n: Texts.
        evidence: (feedback id, segment index) of the first segments.
    """

    value: str
    n: int
    evidence: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Bone:
    """A cause.

    Attributes:
        cause: One of `BONES`.
        n: Texts of the head that name it; `rate`, `low`, `high`: of all texts of the head, with the 95 % interval.
        small: The most frequent first.
        others: Values that are not shown; `without`: texts of the cause that belong to no value at all.
    """

    cause: str
    n: int
    rate: float
    low: float
    high: float
    small: tuple[SmallBone, ...]
    others: int
    without: int


@dataclass(frozen=True)
class Fishbone:
    """A fishbone.

    Attributes:
        n: Unhappy texts of the head.
        n_unknown: Those whose words leave a cause open; `n_without`: those with a segment that names no cause.
        small_of: What small bones are: "topic", or "dimension" where a topic is the head.
        bones: The six, in the order of the label set, also those that nobody names.
    """

    n: int
    n_unknown: int
    n_without: int
    small_of: str
    bones: tuple[Bone, ...]


def fishbone(found: pd.DataFrame, *, small_of: str = "topic") -> Fishbone:
    """Make the fishbone of findings.

    Args:
        found: Those of the head, as `drill.findings` gives them.
        small_of: "topic" or "dimension".
    """
    counts = level_counts(found, "cause").set_index("value")
    return Fishbone(
        n=found["feedback_id"].nunique(),
        n_unknown=_texts(counts["texts"], RootCause.UNKNOWN),
        n_without=_texts(counts["texts"], NONE_NAMED),
        small_of=small_of,
        bones=tuple(_bone(cause, found[found["cause"] == cause], counts, small_of) for cause in BONES),
    )


def _bone(cause: str, own: pd.DataFrame, counts: pd.DataFrame, small_of: str) -> Bone:
    small = level_counts(own, small_of).set_index("value")["texts"]
    known = small.drop(NO_TOPIC, errors="ignore").sort_values(ascending=False, kind="stable")
    figures = counts.reindex([cause])
    return Bone(
        cause=cause,
        n=_texts(counts["texts"], cause),
        rate=float(figures["rate"].fillna(0).iloc[0]),
        low=float(figures["rate_low"].iloc[0]),
        high=float(figures["rate_high"].iloc[0]),
        small=tuple(
            SmallBone(str(value), int(n), _evidence(own[own[small_of] == value]))
            for value, n in known.head(MOST).items()
        ),
        others=max(len(known) - MOST, 0),
        without=_texts(small, NO_TOPIC),
    )


def _texts(counts: "pd.Series[int]", value: str) -> int:
    return int(counts.get(value, 0))


def _evidence(own: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    first = own[["feedback_id", "segment_index"]].drop_duplicates().head(EVIDENCE)
    return tuple((str(id_), int(index)) for id_, index in first.itertuples(index=False))
