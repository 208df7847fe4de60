"""How a share of texts changed."""

from typing import NamedTuple

from feedback_ai.measure.servqual import CONFIDENCE


class ShareChange(NamedTuple):
    """A change of a share, in [-1, 1], with its 95 % interval and the p-value of no change (two-sided)."""

    change: float
    low: float
    high: float
    p: float


def share_change(n: int, of: int, n_before: int, of_before: int) -> ShareChange | None:
    """Compare the shares of two samples that have no text in common.

    The interval is that of Agresti and Caffo (2000, The American Statistician 54, 280-288), and the test fits it; both
    by statsmodels. They cover sampling only.

    Args:
        n: Texts that have the property.
        of: All texts of the sample.
        n_before: The same of the sample before.
        of_before: The same of the sample before.

    Returns:
        The change; None where a sample is empty.
    """
    import numpy as np
    from statsmodels.stats.proportion import confint_proportions_2indep, test_proportions_2indep

    if not of or not of_before:
        return None
    counts = (n, of, n_before, of_before)
    with np.errstate(divide="ignore", invalid="ignore"):  # the test also gives ratios, which shares of 0 have none of
        low, high = confint_proportions_2indep(*counts, compare="diff", method="agresti-caffo", alpha=1 - CONFIDENCE)
        test = test_proportions_2indep(*counts, compare="diff", method="agresti-caffo")
    return ShareChange(n / of - n_before / of_before, max(float(low), -1.0), min(float(high), 1.0), float(test.pvalue))
