"""Whether a topic grows: two rates, given how many texts there were at all and how much the topic scatters anyway."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.cusum import degrees_of_freedom

CONFIDENCE = 0.95
POOLED_DF = 8
"""Degrees of freedom that the scatter of all topics together counts for in that of one."""


@dataclass(frozen=True)
class Rates:
    """A topic's texts in a window against those before it.

    Attributes:
        expected: Texts that the window would have at the rate before.
        ratio: Rate of the window by the rate before; None where there was none before.
        ratio_low: Lower end of its 95 % interval.
        ratio_high: Upper end; None where it has none.
        p: Probability of so many texts or more in the window if the rate had not changed.
    """

    expected: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p: float


def compare_rates(
    observed: int, exposure: float, before: int, exposure_before: float, dispersion: float = 1.0
) -> Rates:
    """Compare two counts by their exposure.

    Given their sum, the first of two Poisson counts is binomial (Przyborowski & Wilenski 1940): the test is exact and
    one-sided, the interval that of Clopper & Pearson (1934) carried over to the ratio, two-sided. Counts that scatter
    more than Poisson's tell less than their size: both are divided by the dispersion, as for a design effect (Kish
    1965), and the beta distribution that stands for the binomial takes them where they are no longer whole.

    Args:
        observed: The topic's texts in the window.
        exposure: All texts in the window, or how many times those before it, above 0.
        before: The topic's texts before it.
        exposure_before: All texts before it; 1 where `exposure` is a ratio.
        dispersion: Variance of the topic's counts by that of Poisson's, at least 1; see `dispersions`.
    """
    from scipy.stats import beta

    odds = exposure / exposure_before
    expected = before * odds
    if observed + before == 0:
        return Rates(expected=0.0, ratio=None, ratio_low=0.0, ratio_high=None, p=1.0)
    own, other = observed / dispersion, before / dispersion
    tail = (1 - CONFIDENCE) / 2
    low = float(beta.ppf(tail, own, other + 1)) if observed else 0.0
    high = float(beta.ppf(1 - tail, own + 1, other)) if before else 1.0
    return Rates(
        expected=expected,
        ratio=observed / expected if before else None,
        ratio_low=low / (1 - low) / odds,
        ratio_high=high / (1 - high) / odds if high < 1 else None,
        p=float(beta.cdf(odds / (1 + odds), own, other + 1)) if observed else 1.0,
    )


def dispersions(counts: npt.NDArray[np.int64], exposure: npt.NDArray[np.int64]) -> list[float]:
    """How much more the counts of topics scatter than Poisson's: one customer's ten texts, a campaign, a holiday.

    Args:
        counts: Texts of each topic in each step of the baseline, days or weeks, (topics, steps).
        exposure: All texts in each step, (steps,); steps without any are left out.

    Returns:
        At least 1 for each topic; 1 where there are fewer than two steps.
    """
    counts, exposure = counts[:, exposure > 0], exposure[exposure > 0]
    return scatter_of(counts, counts.sum(axis=1, keepdims=True) * exposure / max(exposure.sum(), 1))


def scatter_of(counts: npt.NDArray[np.int64], expected: npt.NDArray[np.float64], df: int | None = None) -> list[float]:
    """Pearson's statistic of each topic by its degrees of freedom, drawn towards that of all together.

    A few steps tell little of one topic, and rare texts less than frequent ones: see `degrees_of_freedom`.

    Args:
        counts: Texts of each topic in each step, (topics, steps).
        expected: As many were expected, (topics, steps).
        df: Degrees of freedom; one less than the steps if None.

    Returns:
        At least 1 for each topic; 1 where there are fewer than two steps.
    """
    df = counts.shape[1] - 1 if df is None else df
    if df < 1:
        return [1.0] * len(counts)
    own = ((counts - expected) ** 2 / np.where(expected > 0, expected, 1.0)).sum(axis=1) / df
    means = expected.mean(axis=1)
    seen = means > 0
    pooled = float(own[seen].mean()) if seen.any() else 1.0
    told = [degrees_of_freedom(mean, max(pooled, 1.0), df) if mean > 0 else 0.0 for mean in means.tolist()]
    shrunk = [(n * one + POOLED_DF * pooled) / (n + POOLED_DF) for n, one in zip(told, own, strict=True)]
    return [max(1.0, float(one)) for one in shrunk]


def false_discovery_rates(p: Sequence[float]) -> list[float]:
    """The q value of each p value (Benjamini & Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(list(p))] if p else []
