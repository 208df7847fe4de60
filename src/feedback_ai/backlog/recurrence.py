"""Whether a problem that was fixed comes back: a one-sided watch with a bound on its false alarms."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_RATIO = 1.5
"""The rise that is looked for is at least this, however little a fix did."""
LEAST_BEARING = 0.5
"""Texts that a stretch without any is taken to have."""
LUCK = 0.8
"""How far the rate after a fix may lie above the one seen: the upper end of its interval at this level."""
FALSE_ALARMS = 0.05
"""Chance at most of an alarm within a whole watch though nothing came back."""
SIMULATED = 0.03
"""The chance for which limits are computed; baseline and dispersion are estimates, which takes the rest."""
LEAST_DISPERSION = 1.001
"""Nearer to one the negative binomial is Poisson's to three digits."""
LEAST_MEAN = 1e-6
RUNS = 4_000
GRID = 0.1
"""Limits are computed where the logarithms of what they depend on are multiples of this."""


@dataclass(frozen=True)
class Known:
    """What is known when a watch begins; rates are texts that bear the problem by texts of the unit that do not.

    Attributes:
        before: Rate of the baseline, which a problem that comes back returns to.
        fixed: Rate that a fix which goes on working is allowed.
        dispersion: Variance of counts by Poisson's, at least 1.
    """

    before: float
    fixed: float
    dispersion: float

    @property
    def ratio(self) -> float:
        """The rise that is looked for."""
        return max(LEAST_RATIO, self.before / self.fixed)


def known_from(bearing: tuple[int, int], others: tuple[int, int], dispersion: float, target: float) -> Known:
    """What a verified item tells a watch.

    The rate after a fix is known from few texts, and those that were called effective were rather lucky ones. So the
    rate that is allowed is the upper end of its interval, but no more than the plan aimed at where less was seen.

    Args:
        bearing: Texts that bear the problem, before the fix and after.
        others: Texts of the same unit that do not, before and after.
        dispersion: Variance of counts by Poisson's, at least 1.
        target: Ratio of the rates that the plan aimed at.
    """
    from scipy.stats import gamma

    dispersion = max(1.0, dispersion)
    before, after = (max(n, LEAST_BEARING) / max(own, 1) for n, own in zip(bearing, others, strict=True))
    size = max(bearing[1], LEAST_BEARING) / dispersion + LEAST_BEARING
    upper = float(gamma.ppf(LUCK, size)) * dispersion / max(others[1], 1)
    return Known(before, max(after, min(upper, target * before)), dispersion)


def statistic(bearing: Ints, others: Ints, known: Known) -> Floats:
    """The evidence that the rate has gone back, day by day: a CUSUM of log-likelihood ratios (Page 1954).

    Counts are negative binomial, so that one bad day with many texts tells less than as many texts on many days.

    Args:
        bearing: Texts that bear the problem on each day, (..., days).
        others: Texts of the unit that do not, (..., days): what the unit receives otherwise is the exposure.
        known: What was known when the watch began.

    Returns:
        At least 0, (..., days).
    """
    return _cusum(_gained(bearing, known.fixed * np.maximum(others, 0.0), known.ratio, known.dispersion))


def limit(known: Known, others: float, days: int) -> float:
    """The limit that a fix which goes on working seldom passes, anywhere within the whole watch (`FALSE_ALARMS`).

    Args:
        known: What is known when it begins.
        others: Texts a day of the unit that do not bear the problem, in the mean.
        days: Length of the watch.
    """
    mean = max(known.fixed * others, LEAST_MEAN)
    return _limit(*(round(log(value) / GRID) for value in (mean, known.ratio, known.dispersion)), days)


def overdispersed(rng: np.random.Generator, means: Floats, dispersion: float) -> Ints:
    """Counts with a variance of `dispersion` times their mean: negative binomial ones, Poisson's at 1."""
    if dispersion <= 1:
        return np.asarray(rng.poisson(means))
    scale = dispersion - 1
    return np.asarray(rng.poisson(rng.gamma(np.maximum(means, 1e-12) / scale, scale)))


@lru_cache(maxsize=1024)
def _limit(mean: int, ratio: int, dispersion: int, days: int) -> float:
    """The limit at a crossing of the grid, by simulated watches in which nothing comes back."""
    daily, spread = exp(mean * GRID), exp(dispersion * GRID)
    counts = overdispersed(np.random.default_rng(0), np.full((RUNS, days), daily), spread)
    gained = _gained(np.arange(counts.max() + 1), np.full(int(counts.max()) + 1, daily), exp(ratio * GRID), spread)
    return float(np.quantile(_cusum(gained[counts]).max(axis=-1), 1 - SIMULATED))


def _gained(counts: Ints, means: Floats, ratio: float, dispersion: float) -> Floats:
    """How much likelier counts are where the rate is `ratio` times as high, variance `dispersion` times the mean."""
    from scipy.special import gammaln

    dispersion = max(dispersion, LEAST_DISPERSION)
    size = np.maximum(means, LEAST_MEAN) / (dispersion - 1)
    risen = ratio * size
    gained = gammaln(counts + risen) - gammaln(risen) - gammaln(counts + size) + gammaln(size)
    return np.asarray(gained - (risen - size) * log(dispersion))


def _cusum(gained: Floats) -> Floats:
    sums = np.concatenate([np.zeros((*gained.shape[:-1], 1)), np.cumsum(gained, axis=-1)], axis=-1)
    return np.asarray((sums - np.minimum.accumulate(sums, axis=-1))[..., 1:])
