"""Two sides in one unit: how much more or less came true than was promised, and for whose good."""

from feedback_ai.classify.rules.numbers import DIGITS
from feedback_ai.classify.rules.promises.quantities import Stated
from feedback_ai.schema import PromiseGap
from feedback_ai.schema.units import BASES


def gap_between(promised: Stated, actual: Stated, *, at_least: bool, better: int) -> PromiseGap:
    """Set what came true against what was promised.

    A range counts by the end that is kinder to the provider: "2-3 days" is kept in 3, "it took 2 to 3 hours" is 2.

    Args:
        promised: What was promised.
        actual: What came true; of the same kind.
        at_least: Whether the outcome is open or greater.
        better: 1 where more is better for the customer, -1 where less is, 0 where the text does not tell.
    """
    both_working = promised.unit == actual.unit == "working_day"
    unit, size = ("working_day", 1.0) if both_working else BASES[promised.unit]
    own_size = 1.0 if both_working else BASES[actual.unit][1]
    kept = (promised.high if better < 0 else promised.low) * size
    came = (actual.high if better > 0 else actual.low) * own_size
    return PromiseGap(
        promised=round(kept, DIGITS),
        actual=round(came, DIGITS),
        value=round(came - kept, DIGITS),
        unit=unit,
        ratio=round(came / kept, DIGITS) if kept else None,
        verdict=_verdict(round(came - kept, DIGITS), better, at_least=at_least),
    )


def _verdict(difference: float, better: int, *, at_least: bool) -> str | None:
    good = difference * better
    if at_least and not (better < 0 < difference):
        # Of "over 3 hours" only that more than 3 came true is known.
        return "below" if better < 0 and difference == 0 else "above" if better > 0 and difference >= 0 else None
    if difference == 0:
        return "equal"
    return None if not better else "above" if good > 0 else "below"
