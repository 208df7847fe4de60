"""Rates of small units, shrunk toward the mean of all units (empirical Bayes).

What a unit of three texts shows is mostly chance; what all units show together says where a unit is likely to be. A
prior is fitted from all units by the method of moments: for shares a beta distribution (beta-binomial; Kleinman 1973,
Journal of the American Statistical Association 68, 46-54), for events by exposure a gamma distribution (gamma-Poisson;
Marshall 1991, Applied Statistics 40, 283-294). The shrunk rate is the mean of the posterior: a mean of the unit's own
rate and the mean of all, weighted by what the unit has seen and by `Prior.weight`.
"""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from feedback_ai.measure.servqual import CONFIDENCE

Figures = npt.NDArray[np.float64]
Kind = Literal["share", "events"]
MIN_UNITS = 3
"""Of fewer units, how much units differ cannot be told: nothing is shrunk."""
HALF = 0.5
"""Added to both counts where an interval is made, as Jeffreys' prior does, so that no interval has length zero."""


class Prior(NamedTuple):
    """What is expected of a unit before it is looked at.

    Attributes:
        mean: Rate of all units together.
        weight: How many texts (or how much exposure) of a unit's own weigh as much as the mean; 0 where nothing
            is shrunk.
    """

    mean: float
    weight: float


class Shrunk(NamedTuple):
    """Rates of units, each (n_units,).

    Attributes:
        raw: As counted; NaN of a unit without exposure.
        rate: Shrunk; of a unit without exposure the mean of all, NaN where there is no prior either.
        low: Lower end of its 95 % interval, NaN where `rate` is.
        high: Upper end.
        prior: What was shrunk toward.
    """

    raw: Figures
    rate: Figures
    low: Figures
    high: Figures
    prior: Prior


def fit_prior(counts: Figures, exposure: Figures, kind: Kind) -> Prior:
    """The prior of units' rates, by the method of moments.

    The variance between units is what the squared distances from the mean have above what chance alone would give them.
    Its weight is kept between one text (half an event) and all that was seen: a prior made of these units must not say
    more than they do, not even where they differ less than by chance.

    Args:
        counts: Events or texts of each unit, at least 0, (n_units,).
        exposure: What they are counted on, at least 0, (n_units,); units with 0 are left out.
        kind: "share" where the counts are some of the exposure, "events" where they may exceed it.
    """
    seen = exposure > 0
    x, n = counts[seen], exposure[seen]
    total = float(n.sum())
    if not total:
        return Prior(np.nan, 0.0)
    mean, k = float(x.sum()) / total, len(n)
    if k < MIN_UNITS:
        return Prior(mean, 0.0)
    spread = float((n * (x / n - mean) ** 2).sum())
    by_chance = mean * (1 - mean) if kind == "share" else mean
    over = spread - by_chance * (k - 1)
    scale = total - float((n**2).sum()) / total - (k - 1 if kind == "share" else 0)
    between = over / scale if scale > 0 else 0.0
    if between <= 0:
        return Prior(mean, total)
    weight = by_chance / between - (1 if kind == "share" else 0)
    least = 1.0 if kind == "share" else HALF / mean
    return Prior(mean, min(max(weight, least), total))


def shrink(counts: Figures, exposure: Figures, kind: Kind, prior: Prior | None = None) -> Shrunk:
    """Shrink the rates of units toward their mean.

    The intervals are those of the posterior, with half a count added to either side; they take the prior as known, and
    so are somewhat too short where it was fitted from few units.

    Args:
        counts: Events or texts of each unit, (n_units,). Need not be whole: a neutral text may count as half.
        exposure: What they are counted on, (n_units,).
        kind: As in `fit_prior`.
        prior: What to shrink toward; fitted from these units if None.
    """
    from scipy.stats import beta, gamma

    prior = prior or fit_prior(counts, exposure, kind)
    mean = prior.mean if prior.weight else 0.0
    seen = exposure > 0
    counts = np.where(seen, counts, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(seen, counts / exposure, np.nan)
        size = np.where(exposure + prior.weight > 0, exposure + prior.weight, np.nan)
        rate = (counts + mean * prior.weight) / size
    a = counts + mean * prior.weight + HALF
    ends = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    if kind == "share":
        b = np.maximum(size - (a - HALF), 0) + HALF
        low, high = (beta.ppf(end, a, b) for end in ends)
    else:
        low, high = (gamma.ppf(end, a, scale=1 / size) for end in ends)
    return Shrunk(raw, rate, np.minimum(low, rate), np.maximum(high, rate), prior)
