"""A watch on counts: the evidence that a rate has risen, and the limit that a rate of false alarms asks for."""

from functools import lru_cache
from math import exp, log

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

RATIO = 1.75
"""The rise that is looked for: nearly as soon as the best for rises of 1.5 and of 3 too."""
N_STATES = 50
"""Steps into which the statistic is cut where its run length is computed."""
LEAST_DISPERSION = 1.001
"""Nearer to one the negative binomial is Poisson's to three digits."""
LEAST_MEAN = 0.02
"""Rarer counts are taken as this: an alarm needs several texts anyway."""
GRID = 0.4
"""Limits are computed where the logarithms of mean and dispersion are multiples of this, and interpolated between."""
LONGEST = 1e12
"""Run lengths beyond this are told as this."""
LOWEST, HIGHEST = 0.02, 60.0
"""No limit lies outside of these."""
N_MEANS, N_SCATTERS = 5, 3
"""Points at which the errors of an estimated mean and dispersion are taken into account."""


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


def run_length(
    mean: float, dispersion: float, limit: float, ratio: float = RATIO, history: tuple[int, ...] | None = None
) -> float:
    """Steps from one false alarm to the next while nothing has risen, in the mean.

    The statistic is cut into `N_STATES` states and the run length is that of the Markov chain between them (Brook &
    Evans 1972). Where mean and dispersion were estimated, the alarms are those of all values that may be the true ones,
    each as often as it would give such an estimate: an estimate too low by chance raises many more alarms than one too
    high saves (Jones, Champ & Rigdon 2004 have shown it for Poisson counts).

    Args:
        mean: Texts expected in a step.
        dispersion: Variance by mean, at least 1.
        limit: The limit, above 0.
        ratio: The rise that is looked for.
        history: Steps that the mean was estimated from, and degrees of freedom that the dispersion was; None where both
            are known.
    """
    dispersion = max(dispersion, LEAST_DISPERSION)
    means, scatters, weights = _true_values(mean, dispersion, history)
    moves = np.stack(_moves(mean, dispersion, limit, ratio, means, scatters))
    lengths = np.linalg.solve(np.eye(N_STATES) - moves, np.ones((len(moves), N_STATES, 1)))[:, 0, 0]
    rates = np.where((lengths > 0) & (lengths < LONGEST), 1 / lengths, 1 / LONGEST)
    return float(1 / (weights @ rates))


def _moves(mean: float, dispersion: float, limit: float, ratio: float, means: Floats, scatters: Floats) -> list[Floats]:
    """Chances of going from each state to each, by what may be true; those that are left raise an alarm.

    A step that ends between two states is shared between them by nearness, so that none of the drift is lost.
    """
    from scipy.stats import nbinom

    most = int(mean + 12 * (mean * dispersion) ** 0.5 + 12 * dispersion + limit / log(ratio)) + 1
    gained = evidence(np.arange(most), np.full(most, mean), dispersion, ratio)
    counts = np.flatnonzero(gained <= limit)
    width = limit / N_STATES
    reached = np.maximum(np.arange(N_STATES)[:, None] + gained[counts] / width, 0.0)
    lower = np.minimum(reached.astype(np.int64), N_STATES)
    upper, part = np.minimum(lower + 1, N_STATES), np.minimum(reached - lower, 1.0)
    rows = np.arange(N_STATES)[:, None] * (N_STATES + 1)
    places = np.concatenate([(rows + lower).ravel(), (rows + upper).ravel()])
    shares = np.stack([1 - part, part])
    chances = nbinom.pmf(counts, (means / (scatters - 1))[:, None], (1 / scatters)[:, None])
    size = N_STATES * (N_STATES + 1)
    return [
        np.bincount(places, (shares * own).ravel(), size).astype(np.float64).reshape(N_STATES, N_STATES + 1)[:, :-1]
        for own in chances
    ]


def _true_values(mean: float, dispersion: float, history: tuple[int, ...] | None) -> tuple[Floats, Floats, Floats]:
    """Means and dispersions that may be true where these were estimated, and how probable each pair is."""
    if history is None:
        return np.array([mean]), np.array([dispersion]), np.ones(1)
    points, chances = np.polynomial.hermite_e.hermegauss(N_MEANS)
    error = log(1 + dispersion / (mean * history[0])) ** 0.5
    own = mean * np.exp(error * points - error**2 / 2)
    others, shares = np.polynomial.hermite_e.hermegauss(N_SCATTERS)
    # What looks like Poisson's is taken as that: there is nothing below.
    doubt = (2 / degrees_of_freedom(mean, dispersion, history[1])) ** 0.5 if dispersion > LEAST_DISPERSION else 0.0
    scatters = np.maximum(dispersion * np.exp(doubt * others - doubt**2 / 2), LEAST_DISPERSION)
    weights = np.outer(chances / chances.sum(), shares / shares.sum())
    return np.repeat(own, len(scatters)), np.tile(scatters, len(own)), weights.ravel()


def degrees_of_freedom(mean: float, dispersion: float, steps: int) -> float:
    """How much so many steps tell of the dispersion: as much as so many steps of a normal variable would.

    The fewer the texts the less: the kurtosis of the negative binomial is that much greater.
    """
    return 2 * steps / (2 + (6 * (dispersion - 1) + 1 / dispersion) / mean)


def limits_for(
    length: float, means: Floats, dispersions: Floats, *, ratio: float = RATIO, history: Counts | None = None
) -> Floats:
    """The limits that false alarms exceed once in so many steps.

    Args:
        length: Steps between false alarms, in the mean.
        means: Texts expected in a step, (k,).
        dispersions: Variance by mean, at least 1, (k,).
        ratio: The rise that is looked for.
        history: What each was estimated from, as in `run_length`, (k, 2); None where all are known.

    Returns:
        float64 (k,).
    """
    rows = np.log(np.maximum(means, LEAST_MEAN)) / GRID
    columns = np.log(np.maximum(dispersions, LEAST_DISPERSION)) / GRID
    whole = np.stack([np.floor(rows), np.floor(columns)], axis=1).astype(np.int64)
    right, down = rows - whole[:, 0], columns - whole[:, 1]
    known = whole if history is None else np.concatenate([whole, history], axis=1)
    kinds, own = np.unique(known, axis=0, return_inverse=True)
    corners = np.zeros((len(kinds), 2, 2))
    for kind, (row, column, *past) in enumerate(kinds.tolist()):
        for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
            corners[kind, i, j] = _limit(length, row + i, column + j, ratio, tuple(past) or None)
    at = corners[own.ravel()]
    along = at[:, :, 0] * (1 - down)[:, None] + at[:, :, 1] * down[:, None]
    return np.asarray(along[:, 0] * (1 - right) + along[:, 1] * right)


@lru_cache(maxsize=8192)
def _limit(length: float, mean: int, dispersion: int, ratio: float, history: tuple[int, ...] | None) -> float:
    """The limit at a crossing of the grid; run lengths grow about exponentially with it."""
    from scipy.optimize import brentq

    def excess(limit: float) -> float:
        return log(run_length(exp(mean * GRID), exp(dispersion * GRID), limit, ratio, history)) - log(length)

    if excess(LOWEST) >= 0:
        return LOWEST
    high = log(length)
    while high < HIGHEST and excess(high) < 0:
        high *= 1.5
    return float(brentq(excess, LOWEST, high, xtol=0.02)) if high < HIGHEST else HIGHEST
