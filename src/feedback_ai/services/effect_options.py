"""What people may choose of an effect test."""

from feedback_ai.backlog.plan import LEAST_WEEKS, LabelQuality
from feedback_ai.errors import OptionError

LONGEST_WEEKS = 104


def given_quality(sensitivity: float | None, specificity: float | None) -> LabelQuality | None:
    """How often labels are right as people give it; None where they do not.

    Raises:
        OptionError: If only one is given, or labels would be right no more often than by chance.
    """
    if sensitivity is None and specificity is None:
        return None
    if sensitivity is None or specificity is None or not 1 < sensitivity + specificity <= 2:
        raise OptionError(
            "Sensitivity and specificity are given together, each at most 1 and both above 1 in sum.",
            hint="Labels that are right no more often than by chance tell nothing.",
        )
    if not (0 < sensitivity <= 1 and 0 < specificity <= 1):
        raise OptionError("Sensitivity and specificity are shares.", hint="Give numbers from 0 to 1.")
    return LabelQuality(sensitivity=sensitivity, specificity=specificity, source="given")


def check_options(
    weeks: int, baseline_weeks: int, target: float, smallest: float, significance: float, controls: str
) -> None:
    """Refuse what no effect test can be made of.

    Raises:
        OptionError: Naming what can be used.
    """
    for name, value in (("follow-up", weeks), ("baseline", baseline_weeks)):
        if not LEAST_WEEKS <= value <= LONGEST_WEEKS:
            raise OptionError(f"A {name} cannot have {value} weeks.", hint=f"Give {LEAST_WEEKS} to {LONGEST_WEEKS}.")
    if not 0 < target <= smallest < 1:
        raise OptionError("Target and smallest effect cannot be used.", hint="Give 0 < target <= smallest < 1.")
    if not 0 < significance <= 0.2:
        raise OptionError("The significance cannot be used.", hint="Give more than 0 and at most 0.2.")
    if controls not in ("none", "units"):
        raise OptionError(f"There are no controls {controls!r}.", hint="Give one of them.", options=("none", "units"))
