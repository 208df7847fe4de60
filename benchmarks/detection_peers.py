"""The two rules common in products, and the best CUSUM that knows everything, for `detection.py`."""

from math import log

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.signal import lfilter

from feedback_ai.topics.cusum import HIGHEST, LOWEST, evidence, run_length

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
WINDOW = 30
DESIGNS = (1.4, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
"""Rises that the best CUSUM may be made for: that with the least delay is taken."""


def z_scores(counts: Counts, exposure: Counts) -> Floats:
    """Each day's texts against mean and standard deviation of the 30 days before; (k, t), -inf where there are none."""
    scores = np.full(counts.shape, -np.inf)
    mean = _moving(counts.astype(float))
    scatter = np.sqrt(np.maximum(_moving(counts.astype(float) ** 2) - mean**2, 0) * WINDOW / (WINDOW - 1))
    scores[:, WINDOW:] = (counts[:, WINDOW:] - mean) / np.maximum(scatter, 1e-9)
    return scores


def two_sigma(counts: Counts, exposure: Counts) -> Floats:
    """Each day's share of all texts against that of the 30 days before, in standard errors of two proportions."""
    scores = np.full(counts.shape, -np.inf)
    before, all_before = _moving(counts.astype(float)) * WINDOW, _moving(exposure[None].astype(float)) * WINDOW
    own, all_ = counts[:, WINDOW:], exposure[None, WINDOW:]
    pooled = (own + before) / (all_ + all_before)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * (1 / all_ + 1 / all_before))
    scores[:, WINDOW:] = (own / all_ - before / all_before) / error
    return scores


def _moving(values: Floats) -> Floats:
    """Mean of the `WINDOW` values before each, from that on that has so many."""
    return np.asarray(lfilter(np.ones(WINDOW) / WINDOW, 1, values, axis=1)[:, WINDOW - 1 : -1])


def best_cusum(
    counts: Counts, means: Floats, dispersion: float, mean: float, days_between: float, begins: Counts, since: int
) -> Floats:
    """Days to the alarm by the CUSUM that knows rate and dispersion, made for that rise which it sees soonest.

    Args:
        counts: Texts of topics of one kind, (k, t).
        means: Texts that each would have without a rise, (k, t).
        dispersion: Variance by mean, as it is.
        mean: Texts a day, as they are.
        days_between: Days between false alarms of one topic.
        begins: The first day of each rise, (k,).
        since: The first day that is judged.
    """
    tried = []
    for design in DESIGNS:
        limit = _limit(days_between, mean, dispersion, design)
        if limit is None:
            continue
        alarms, level = np.zeros(counts.shape, dtype=bool), np.zeros(len(counts))
        for day in range(since, counts.shape[1]):
            level = np.maximum(level + evidence(counts[:, day], means[:, day], dispersion, design), 0.0)
            alarms[:, day] = level > limit
            level[alarms[:, day]] = 0.0
        tried.append(delays(alarms, begins))
    return min(tried, key=lambda own: (np.median(own), np.minimum(own, counts.shape[1]).mean()))


def _limit(days_between: float, mean: float, dispersion: float, design: float) -> float | None:
    """None where even the lowest limit would be exceeded less often: such a CUSUM has another run length."""

    def excess(limit: float) -> float:
        return log(run_length(mean, dispersion, limit, design)) - log(days_between)

    return float(brentq(excess, LOWEST, HIGHEST, xtol=0.01)) if excess(LOWEST) < 0 else None


def delays(alarms: npt.NDArray[np.bool_], begins: Counts) -> Floats:
    """Days from the begin of each rise to its first alarm, that day counted; infinite where there is none."""
    after = alarms & (np.arange(alarms.shape[1]) >= begins[:, None])
    return np.where(after.any(axis=1), after.argmax(axis=1) - begins + 1.0, np.inf)
