"""The verdict on a gap as it is taught: perception above expectation, equal to it, or below."""

import math
from collections.abc import Sequence
from enum import StrEnum

from feedback_ai.measure.servqual import CONFIDENCE

FEWEST = 10
"""With fewer answers or pairs, no verdict is given."""


class Verdict(StrEnum):
    """A verdict."""

    EXCELLENT = "excellent"
    ACCEPTABLE = "acceptable"
    UNACCEPTABLE = "unacceptable"
    UNDECIDED = "undecided"


VERDICT_NAMES: dict[str, tuple[str, str]] = {
    Verdict.EXCELLENT: ("excellent", "优质（超出期望）"),
    Verdict.ACCEPTABLE: ("acceptable", "可接受（符合期望）"),
    Verdict.UNACCEPTABLE: ("unacceptable", "不可接受（低于期望）"),
    Verdict.UNDECIDED: ("undecided", "未定"),
}
"""Verdicts for people, in English and Chinese."""


def verdict(low: float, high: float, *, n: int, margin: float) -> Verdict:
    """Judge a gap by its interval.

    Args:
        low: Lower end of the interval of the gap; above 0 is good for the customer.
        high: Upper end; either may be NaN.
        n: How many answers or pairs it rests on.
        margin: A gap within this distance of 0 counts as equal; 0 or more.
    """
    if n < FEWEST or math.isnan(low) or math.isnan(high):
        return Verdict.UNDECIDED
    if -margin <= low and high <= margin:
        return Verdict.ACCEPTABLE
    if low > 0:
        return Verdict.EXCELLENT
    return Verdict.UNACCEPTABLE if high < 0 else Verdict.UNDECIDED


def mean_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean with Student's 95 % interval; NaN where there is no value, ends where there is but one."""
    from statsmodels.stats.weightstats import DescrStatsW

    if not values:
        return math.nan, math.nan, math.nan
    mean = math.fsum(values) / len(values)
    if len(values) == 1:
        return mean, math.nan, math.nan
    if max(values) == min(values):
        return mean, mean, mean
    low, high = DescrStatsW(values).tconfint_mean(alpha=1 - CONFIDENCE)
    return mean, float(low), float(high)


def median_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Median with an interval of at least 95 %, free of any distribution; its ends are NaN for fewer than 6 values.

    The ends are order statistics, by the binomial distribution (Conover, Practical Nonparametric Statistics, 3rd
    edition 1999, section 3.2).
    """
    from statistics import median

    from scipy.stats import binom

    if not values:
        return math.nan, math.nan, math.nan
    ordered = sorted(values)
    rank = int(binom.ppf((1 - CONFIDENCE) / 2, len(ordered), 0.5))
    if rank < 1:
        return median(ordered), math.nan, math.nan
    return median(ordered), ordered[rank - 1], ordered[len(ordered) - rank]


def share_interval(n: int, of: int) -> tuple[float, float, float]:
    """Share with Wilson's 95 % interval; NaN where there is nothing to share."""
    from statsmodels.stats.proportion import proportion_confint

    if not of:
        return math.nan, math.nan, math.nan
    low, high = proportion_confint(n, of, alpha=1 - CONFIDENCE, method="wilson")
    return n / of, float(low), float(high)
