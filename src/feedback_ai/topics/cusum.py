"""A watch on counts: the evidence that a rate has risen, and the limit that a rate of false alarms asks for."""

from functools import lru_cache
from math import exp, floor, log

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

RATIO = 2.0
"""The rise that is looked for: a rate twice as high."""
N_STATES = 100
"""Steps into which the statistic is cut where its run length is computed."""
LEAST_DISPERSION = 1.001
"""Nearer to one the negative binomial is Poisson's to three digits."""
LEAST_MEAN = 0.02
"""Rarer counts are taken as this: an alarm needs several texts anyway."""
GRID = 0.4
"""Limits are computed where the logarithms of mean and dispersion are multiples of this, and interpolated between."""
LONGEST = 1e12
"""Run lengths beyond this are told as this."""


def evidence(counts: Counts, means: Floats, dispersion: float | Floats, ratio: float = RATIO) -> Floats:
    """How much likelier each count is where the rate is `ratio` times as high: log-likelihood ratios.

    Counts are negative binomial with variance `dispersion` times the mean, before a rise and after.

    Args:
        counts: Texts in each step of time.
        means: Texts expected in each, greater than zero.
        dispersion: Variance by mean, at least 1, of all or of each.
        ratio: The rise that is looked for, above 1.

    Returns:
        float64, the shape of `counts`.
    """
    from scipy.special import gammaln

    dispersion = np.maximum(dispersion, LEAST_DISPERSION)
    size = means / (dispersion - 1)
    risen = ratio * size
    gained = gammaln(counts + risen) - gammaln(risen) - gammaln(counts + size) + gammaln(size)
    return np.asarray(gained - (risen - size) * np.log(dispersion))


def run_length(mean: float, dispersion: float, limit: float, ratio: float = RATIO) -> float:
    """Steps until the statistic first exceeds a limit while nothing has risen, in the mean.

    The statistic is cut into `N_STATES` states and the run length is that of the Markov chain between them (Brook &
    Evans 1972).

    Args:
        mean: Texts expected in a step.
        dispersion: Variance by mean, at least 1.
        limit: The limit, above 0.
        ratio: The rise that is looked for.
    """
    from scipy.stats import nbinom

    dispersion = max(dispersion, LEAST_DISPERSION)
    most = int(mean + 12 * (mean * dispersion) ** 0.5 + 12 * dispersion) + 1
    counts = np.arange(most)
    chances = nbinom.pmf(counts, mean / (dispersion - 1), 1 / dispersion)
    gained = evidence(counts, np.full(most, mean), dispersion, ratio)
    width = limit / N_STATES
    levels = np.arange(N_STATES)[:, None] * width
    reached = np.floor(np.maximum(levels + gained, 0.0) / width + 0.5).astype(np.int64)
    places = np.arange(N_STATES)[:, None] * (N_STATES + 1) + np.minimum(reached, N_STATES)
    moves = np.bincount(places.ravel(), np.tile(chances, N_STATES), N_STATES * (N_STATES + 1))
    inside = moves.reshape(N_STATES, N_STATES + 1)[:, :-1]
    length = float(np.linalg.solve(np.eye(N_STATES) - inside, np.ones(N_STATES))[0])
    return length if 0 < length < LONGEST else LONGEST


def limit_for(length: float, mean: float, dispersion: float, ratio: float = RATIO) -> float:
    """The limit that false alarms exceed once in so many steps.

    Args:
        length: Steps between false alarms, in the mean.
        mean: Texts expected in a step.
        dispersion: Variance by mean, at least 1.
        ratio: The rise that is looked for.
    """
    place = log(max(mean, LEAST_MEAN)) / GRID, log(max(dispersion, LEAST_DISPERSION)) / GRID
    (row, right), (column, down) = ((floor(own), own - floor(own)) for own in place)
    corners = [[_limit(length, row + i, column + j, ratio) for j in (0, 1)] for i in (0, 1)]
    along = [first * (1 - down) + second * down for first, second in corners]
    return along[0] * (1 - right) + along[1] * right


@lru_cache(maxsize=4096)
def _limit(length: float, mean: int, dispersion: int, ratio: float) -> float:
    """The limit at a crossing of the grid; run lengths grow about exponentially with it."""
    from scipy.optimize import brentq

    def excess(limit: float) -> float:
        return log(run_length(exp(mean * GRID), exp(dispersion * GRID), limit, ratio)) - log(length)

    high = log(length) + 3
    while excess(high) < 0:
        high *= 1.5
    return float(brentq(excess, 0.05, high, xtol=0.02)) if excess(0.05) < 0 else 0.05
