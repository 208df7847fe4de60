"""Service standards: how often they were met, which is another question than whether the average meets them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from feedback_ai.measure.register import Standard
from feedback_ai.measure.servqual import CONFIDENCE


@dataclass(frozen=True)
class Compliance:
    """How a standard is kept.

    Attributes:
        standard: Which.
        n: How many times it was measured.
        met: How many of these met it.
        share: met of n, in [0, 1], with its 95 % interval (Wilson's) `low`, `high`; None where n is 0.
        low: See `share`.
        high: See `share`.
        every_time: Whether it was met each time; None where n is 0.
        average: The mean of what was measured; None where nothing was.
        average_met: Whether the average meets it.
        due: Whether it must be met by now.
        overdue: Whether it should have been evaluated anew by now.
    """

    standard: Standard
    n: int
    met: int
    share: float | None
    low: float | None
    high: float | None
    every_time: bool | None
    average: float | None
    average_met: bool | None
    due: bool
    overdue: bool


def compliance(standard: Standard, values: npt.NDArray[np.float64], today: date) -> Compliance:
    """How a standard is kept.

    Args:
        standard: Which.
        values: What was measured, each time, (n_times,): a case each where their times are kept, else a period and
            unit. NaN where it ended without what is measured: not met, and in no average.
        today: The day on which this is asked.
    """
    from statsmodels.stats.proportion import proportion_confint

    due, overdue = today >= standard.by, today > standard.review
    n = len(values)
    if not n:
        return Compliance(standard, 0, 0, None, None, None, None, None, None, due, overdue)
    met = sum(standard.is_met(float(value)) for value in values)
    low, high = proportion_confint(met, n, alpha=1 - CONFIDENCE, method="wilson")
    known = values[~np.isnan(values)]
    average = float(np.mean(known)) if len(known) else None
    return Compliance(
        *(standard, n, met, met / n, float(low), float(high)),
        *(met == n, average, None if average is None else standard.is_met(average), due, overdue),
    )
