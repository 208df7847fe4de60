"""Counts over time of the texts that bear a problem, beside all texts of the same unit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from feedback_ai.backlog.effect import Counts, Ints
from feedback_ai.backlog.items import Key

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Measure:
    """What is counted: texts with a segment that is unhappy about the topic, at the unit.

    Attributes:
        key: The problem.
        labels: What more of the key the segment must have: `dimension`, `cause`.
        sources: Sources whose texts count; all where empty.
    """

    key: Key
    labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def count(
    texts: "pd.DataFrame",
    segments: "pd.DataFrame",
    measure: Measure,
    start: datetime,
    steps: int,
    step: timedelta,
    *,
    elsewhere: bool = False,
) -> Counts:
    """Count step by step.

    Args:
        texts: One row a record: `feedback_id`, `unit`, `source`, `created_at`; those of unknown time do not count.
        segments: As `items.unhappy_segments` gives them.
        measure: What is counted.
        start: Where the first step begins, UTC.
        steps: Number of steps.
        step: Length of each.
        elsewhere: Whether to count at all other units instead of the item's own; a text of an unknown unit may be its
            own, so that it counts at none.
    """
    exposed = texts[at(texts, measure.key.unit, elsewhere=elsewhere) & texts["created_at"].notna()]
    if measure.sources:
        exposed = exposed[exposed["source"].isin(measure.sources)]
    place = (exposed["created_at"] - start) // step
    wanted = (place >= 0) & (place < steps)
    exposed, place = exposed[wanted], place[wanted]
    bears = exposed["feedback_id"].isin(bearing(segments, measure))
    return Counts(_tally(place[bears], steps), _tally(place, steps))


def at(texts: "pd.DataFrame", unit: str | None, *, elsewhere: bool = False) -> "pd.Series[bool]":
    """Which texts are of a unit, or of another one that is known."""
    known = texts["unit"].notna()
    if elsewhere:
        return known & (texts["unit"] != unit)
    return ~known if unit is None else texts["unit"] == unit


def bearing(segments: "pd.DataFrame", measure: Measure) -> set[str]:
    """Ids of the records that bear a problem, at whatever unit."""
    key = measure.key
    found = segments["topic_id"] == key.topic_id
    if "dimension" in measure.labels:
        found &= segments["dimension"] == key.dimension
    if "cause" in measure.labels:
        found &= segments["cause"] == key.cause
    return set(segments.loc[found, "feedback_id"])


def _tally(places: "pd.Series[int]", steps: int) -> Ints:
    return np.bincount(places.to_numpy(dtype=np.int64), minlength=steps).astype(np.int64)
