"""Which topics rise, day after day: forecasts from their past, cumulated residuals, alarms of a known rate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.cusum import Counts, Floats, evidence, limit_for
from feedback_ai.topics.growth import dispersions

HISTORY = 84
"""Days that a forecast is made from."""
GUARD = 7
"""Days before the forecast day that it leaves out, so that a rise does not become its own baseline."""
MIN_HISTORY = 28
"""Without so many days nothing is forecast."""
REFRESH = 7
"""Days after which the scatter of the topics is estimated anew."""
UNSEEN = 0.5
"""Texts that a topic is taken to have had in its history beside those it had, so that none is expected never."""
LEAST_TEXTS = 5
"""Texts in a stretch without which no rise is told: an alarm on fewer is not worth a person's time."""
FALSE_ALARMS_A_WEEK = 0.25
"""False alarms of all topics together that are borne."""


@dataclass(frozen=True)
class Watch:
    """What a watch over `k` topics and `t` days saw.

    Attributes:
        means: Texts forecast for each topic and day, NaN where there was too little history; float64 (k, t).
        levels: The cumulated evidence at the end of each day, float64 (k, t); it begins anew after an alarm.
        begins: The first day of the stretch that each level rests on, int64 (k, t).
        limits: What an alarm must exceed, float64 (k, t).
        alarms: Where one was raised, bool (k, t).
        days_between: Days between false alarms of one topic that the limits are made for.
    """

    means: Floats
    levels: Floats
    begins: npt.NDArray[np.int64]
    limits: Floats
    alarms: npt.NDArray[np.bool_]
    days_between: float


def days_between_false_alarms(n_topics: int, a_week: float = FALSE_ALARMS_A_WEEK) -> float:
    """Days between false alarms of one topic, so that all together raise as many a week as are borne."""
    return 7 * max(n_topics, 1) / a_week


def watch(counts: Counts, exposure: Counts, *, days_between: float | None = None) -> Watch:
    """Go through the days as they came; no day is judged by a later one.

    Each day has a forecast: the topic's share of all texts in the days before, times all texts of the day. Its residual
    is the log-likelihood ratio of a rate twice as high, and the sum of these is watched (CUSUM on forecast residuals;
    Fricker, Hegler & Dunfee 2008).

    Args:
        counts: Texts of each topic on each day, in order, (k, t).
        exposure: All texts of each day, (t,).
        days_between: Days between false alarms of one topic; by default those of `days_between_false_alarms`.
    """
    n_topics, n_days = counts.shape
    days_between = days_between or days_between_false_alarms(n_topics)
    means, limits = np.full(counts.shape, np.nan), np.full(counts.shape, np.inf)
    levels, begins = np.zeros(counts.shape), np.tile(np.arange(n_days), (n_topics, 1))
    alarms = np.zeros(counts.shape, dtype=bool)
    level, begin, texts = np.zeros(n_topics), np.zeros(n_topics, dtype=np.int64), np.zeros(n_topics, dtype=np.int64)
    scatter: Floats | None = None
    for day in range(n_days):
        past = slice(max(0, day - GUARD - HISTORY), day - GUARD)
        if day - GUARD - past.start < MIN_HISTORY or not exposure[past].sum() or not exposure[day]:
            levels[:, day], begins[:, day] = level, begin
            continue
        if scatter is None or day % REFRESH == 0:
            scatter = np.array(dispersions(counts[:, past], exposure[past]))
        seen = counts[:, past].sum(axis=1) + UNSEEN
        means[:, day] = seen / exposure[past].sum() * exposure[day]
        begin, texts = np.where(level > 0, begin, day), np.where(level > 0, texts, 0) + counts[:, day]
        level = np.maximum(level + evidence(counts[:, day], means[:, day], scatter), 0.0)
        a_day = seen / (day - GUARD - past.start)
        limits[:, day] = [limit_for(days_between, *own) for own in zip(a_day, scatter, strict=True)]
        alarms[:, day] = (level > limits[:, day]) & (texts >= LEAST_TEXTS)
        levels[:, day], begins[:, day] = level, begin
        level = np.where(alarms[:, day], 0.0, level)
    return Watch(means, levels, begins, limits, alarms, days_between)
