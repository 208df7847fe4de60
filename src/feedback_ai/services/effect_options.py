"""What people may choose of an effect test."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback_ai.backlog.plan import LEAST_WEEKS, Label, LabelQuality
from feedback_ai.errors import OptionError

LONGEST_WEEKS = 104
NO_LABEL = "none"
"""The name with which people say that nothing beside the topic must fit."""
LONGEST_GAP = timedelta(days=3)
"""How long before the newest text that could be in it a baseline may end."""


def labels_of(names: Sequence[str] | None) -> tuple[Label, ...] | None:
    """What more than its topic a text must be unhappy about, by names.

    Args:
        names: `dimension` and `cause`, or `none` alone; None leaves it to the plan.

    Raises:
        OptionError: If one is no such name, or `none` stands beside another.
    """
    if not names:
        return None
    if NO_LABEL in names and set(names) != {NO_LABEL}:
        raise OptionError("`none` leaves all labels out, so no other one can stand beside it.", hint="Do one of them.")
    return tuple(_label_of(name) for name in names if name != NO_LABEL)


def check_baseline_end(to: datetime, known: datetime, start: datetime | None) -> None:
    """Refuse a baseline that leaves out what is known already: better or worse months could be chosen.

    Args:
        to: Where it would end.
        known: Up to when texts are known.
        start: When the countermeasure is in place, if that is known; what comes after belongs to the follow-up.

    Raises:
        OptionError: If it ends more than `LONGEST_GAP` before the earlier one of the two.
    """
    could = known if start is None else min(known, start)
    if could - to > LONGEST_GAP:
        raise OptionError(
            f"The baseline would end on {to:%Y-%m-%d}, though texts up to {could:%Y-%m-%d} are known already.",
            hint=f"Leave out `--as-of` (`as_of`), or give a day from {could - LONGEST_GAP:%Y-%m-%d} on.",
        )


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


def _label_of(name: str) -> Label:
    if name == "dimension":
        return "dimension"
    if name == "cause":
        return "cause"
    raise OptionError(
        f"{name!r} is no label of an item.", hint="Give one of them.", options=("dimension", "cause", NO_LABEL)
    )
