"""Whether a problem that was fixed comes back: a one-sided watch with a bound on its false alarms."""

from dataclasses import dataclass
from math import log, log1p, sqrt

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_RATIO = 1.5
"""The rise that is looked for is at least this, however little a fix did."""
LEVELS = 12
"""Rates that a fix which goes on working may have left, each as likely as the others before anything was seen."""
FALSE_ALARMS = 0.05
"""Chance at most of an alarm within a whole watch though nothing came back."""
STATED, FALLING = 0.065, 0.7
"""The chance that the limit is made for at dispersion 1, and the power of the dispersion by which it falls.

The bound below is one on the mean over all rates that a fix may have left. The more counts scatter, the less is known
of that rate, and the further alarms of fixes that left most lie above the mean. Both were chosen by simulation, see
docs/backlog.md.
"""
LEAST_DISPERSION = 1.001
"""Nearer to one the negative binomial is Poisson's to three digits."""
LEAST_MEAN = 1e-6


@dataclass(frozen=True)
class Known:
    """What is known when a watch begins; rates are texts that bear the problem by texts of the unit that do not.

    Attributes:
        before: Rate of the baseline, which a problem that comes back returns to.
        bearing: Texts that bore the problem after the fix, up to where the watch begins.
        others: Texts of the unit that did not, meanwhile.
        dispersion: Variance of counts by Poisson's, at least 1.
        most: The highest rate that a fix which goes on working leaves, by the baseline's.
    """

    before: float
    bearing: int
    others: int
    dispersion: float
    most: float

    @property
    def back(self) -> float:
        """The rate that is looked for: the baseline's, where a fix did enough to tell the two apart."""
        return self.before * max(1.0, LEAST_RATIO * self.most)

    @property
    def fixed(self) -> float:
        """The rate that is expected of a fix which goes on working, by what was seen until the watch begins."""
        rates, weights = self.levels()
        return float(rates @ np.exp(weights))

    def levels(self) -> tuple[Floats, Floats]:
        """Rates after the fix, (levels,), and the logarithms of their chances by the texts until the watch begins."""
        rates = self.before * self.most * (np.arange(LEVELS) + 0.5) / LEVELS
        told = (self.bearing * np.log(rates) - self.others * rates) / max(self.dispersion, LEAST_DISPERSION)
        return rates, told - np.logaddexp.reduce(told)


def known_from(
    bearing: tuple[int, int], others: tuple[int, int], dispersion: float, target: float, smallest: float
) -> Known:
    """What a verified item tells a watch.

    A fix is taken to go on working as long as it leaves no more than halfway between what the plan aimed at and what it
    called an effect at all, or than was seen where that is more: those that were called effective were rather lucky, so
    that less was seen than there is.

    Args:
        bearing: Texts that bear the problem, before the fix and after.
        others: Texts of the same unit that do not, before and after.
        dispersion: Variance of counts by Poisson's, at least 1.
        target: Ratio of the rates that the plan aimed at, as labels show it.
        smallest: Ratio from which an effect matters, as labels show it.
    """
    before, after = (max(n, 0.5) / max(own, 1) for n, own in zip(bearing, others, strict=True))
    return Known(before, bearing[1], others[1], max(1.0, dispersion), max(sqrt(target * smallest), after / before))


def evidence(bearing: Ints, others: Ints, known: Known) -> Floats:
    """The evidence that the rate has gone back, day by day: Shiryaev's and Roberts' sum of likelihood ratios.

    Each day adds the chance of all counts if the problem came back on that day, by their chance if it has not (Shiryaev
    1963; Roberts 1966). The rate that the fix left is not known: its chances over `LEVELS` rates are brought up to date
    with every day, so that a long quiet stretch narrows them.
    Counts are negative binomial, so that one bad day with many texts tells less than as many texts on many days.

    Args:
        bearing: Texts that bear the problem on each day, (..., days).
        others: Texts of the unit that do not, (..., days): what the unit receives otherwise is the exposure.
        known: What was known when the watch began.

    Returns:
        Logarithms of 1 plus that sum, at least 0, (..., days).
    """
    exposure = np.maximum(others, 0.0)
    rates, weights = known.levels()
    held = _told(bearing[..., None], exposure[..., None] * rates, known.dispersion)
    as_fixed = np.logaddexp.reduce(weights + np.cumsum(held, axis=-2), axis=-1)
    gained = np.cumsum(_told(bearing, exposure * known.back, known.dispersion), axis=-1) - as_fixed
    before_each_day = np.concatenate([np.zeros((*gained.shape[:-1], 1)), gained[..., :-1]], axis=-1)
    return np.asarray(np.logaddexp(0.0, gained + np.logaddexp.accumulate(-before_each_day, axis=-1)))


def limit(days: int, dispersion: float) -> float:
    """The limit that a fix which goes on working seldom passes, anywhere within the whole watch (`FALSE_ALARMS`).

    While nothing comes back the expected sum grows by 1 a day and by no more, so that it reaches `days / p` within so
    many days with a chance of p at most (Doob's inequality).

    Args:
        days: Length of the watch.
        dispersion: Variance of counts by Poisson's, at least 1.
    """
    return log1p(days * max(1.0, dispersion) ** FALLING / STATED)


def overdispersed(rng: np.random.Generator, means: Floats, dispersion: float) -> Ints:
    """Counts with a variance of `dispersion` times their mean: negative binomial ones, Poisson's at 1."""
    if dispersion <= 1:
        return np.asarray(rng.poisson(means))
    scale = dispersion - 1
    return np.asarray(rng.poisson(rng.gamma(np.maximum(means, 1e-12) / scale, scale)))


def _told(counts: Ints, means: Floats, dispersion: float) -> Floats:
    """Logarithm of the chance of counts, variance `dispersion` times the mean, but for what all means share."""
    from scipy.special import gammaln

    dispersion = max(dispersion, LEAST_DISPERSION)
    size = np.maximum(means, LEAST_MEAN) / (dispersion - 1)
    return np.asarray(gammaln(counts + size) - gammaln(size) - size * log(dispersion))
