"""Whether a topic grows: two Poisson rates, given how many texts there were at all."""

from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


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


def compare_rates(observed: int, exposure: int, before: int, exposure_before: int) -> Rates:
    """Compare two counts by their exposure.

    Given their sum, the first of two Poisson counts is binomial (Przyborowski & Wilenski 1940): the test is exact and
    one-sided, the interval that of Clopper & Pearson (1934) carried over to the ratio, two-sided.

    Args:
        observed: The topic's texts in the window.
        exposure: All texts in the window, at least 1.
        before: The topic's texts before it.
        exposure_before: All texts before it, at least 1.
    """
    from scipy.stats import binomtest

    odds = exposure / exposure_before
    expected = before * odds
    if observed + before == 0:
        return Rates(expected=0.0, ratio=None, ratio_low=0.0, ratio_high=None, p=1.0)
    share = odds / (1 + odds)
    p = float(binomtest(observed, observed + before, share, alternative="greater").pvalue)
    interval = binomtest(observed, observed + before, share).proportion_ci(CONFIDENCE, method="exact")
    high = float(interval.high)
    return Rates(
        expected=expected,
        ratio=observed / expected if before else None,
        ratio_low=float(interval.low) / (1 - float(interval.low)) / odds if interval.low < 1 else 0.0,
        ratio_high=high / (1 - high) / odds if high < 1 else None,
        p=p,
    )


def false_discovery_rates(p: Sequence[float]) -> list[float]:
    """The q value of each p value (Benjamini & Hochberg 1995)."""
    from scipy.stats import false_discovery_control

    return [float(q) for q in false_discovery_control(list(p))] if p else []
