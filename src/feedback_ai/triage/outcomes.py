"""The severity that the model gave against the one that people found when they asked the customer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from feedback_ai.schema.labels import Severity

CONFIDENCE = 0.95
PLACE = {severity: place for place, severity in enumerate(Severity)}
"""The place of each severity, from least to worst."""
Pair = tuple[Severity | None, Severity]
"""Severity given by the model (None: it abstained) and severity found."""


@dataclass(frozen=True)
class Share:
    """A share with its 95 % interval, all in [0, 1]."""

    n: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Agreement:
    """How the model's severity stands against what was found.

    Attributes:
        table: Cases by (given, found).
        n_abstained: Cases that the model did not grade; they are in the table and in no share.
        same: Cases of the same severity.
        near: Cases that differ by one grade at most.
        too_low: Cases that were worse than the model said.
    """

    table: dict[Pair, int]
    n_abstained: int
    same: Share | None
    near: Share | None
    too_low: Share | None


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Compare severities, a pair a case; shares are None where no case was graded.

    Intervals are Wilson's (1927), by statsmodels. They cover chance only: whom a follow-up reaches is no random sample.
    """
    graded = [(PLACE[given], PLACE[found]) for given, found in pairs if given is not None]
    return Agreement(
        table=dict(Counter(pairs)),
        n_abstained=len(pairs) - len(graded),
        same=_share(sum(given == found for given, found in graded), len(graded)),
        near=_share(sum(abs(given - found) <= 1 for given, found in graded), len(graded)),
        too_low=_share(sum(given < found for given, found in graded), len(graded)),
    )


def _share(n: int, of: int) -> Share | None:
    from statsmodels.stats.proportion import proportion_confint

    if not of:
        return None
    low, high = proportion_confint(n, of, alpha=1 - CONFIDENCE, method="wilson")
    share = n / of
    return Share(n, of, share, max(0.0, min(float(low), share)), min(1.0, max(float(high), share)))
