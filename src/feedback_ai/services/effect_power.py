"""What the baseline of an effect test is, and the power that it gives."""

from datetime import datetime
from typing import Any

from feedback_ai.backlog.effect import Counts, dispersion_of
from feedback_ai.backlog.plan import LEAST_WEEKS, WEEK, ControlBaseline, EffectPlan, LabelQuality
from feedback_ai.backlog.power import can_control, power, weeks_needed
from feedback_ai.errors import OptionError
from feedback_ai.services.backlog_counts import History


def weeks_of_baseline(history: History, to: datetime, wanted: int) -> int:
    """Weeks of the baseline: those wanted, or as many as the unit has texts of; the first may be a part of one.

    Raises:
        OptionError: If there are too few.
    """
    first = history.first()
    n_weeks = min(wanted, 0 if first is None else -((first - to) // WEEK))
    if n_weeks < LEAST_WEEKS:
        raise OptionError(
            f"The unit has texts of {n_weeks} weeks before; a baseline needs {LEAST_WEEKS}.",
            hint="Wait for more texts, or go to `do` with a note that says why there is no effect test.",
        )
    return n_weeks


def control_counts(history: History, start: datetime, n_weeks: int) -> Counts:
    """The baseline of the other units.

    Raises:
        OptionError: If no fall could ever be shown against it.
    """
    control = history.weeks(start, n_weeks, elsewhere=True)
    if not can_control(control):
        raise OptionError(
            f"Other units cannot be the controls: of their texts in the baseline, {control.bearing.sum():,} of "
            f"{control.texts.sum():,} bear the problem. Against them no verdict could ever be `effective`.",
            hint="Plan without controls, or wait until other units have texts with the problem and without it.",
            options=("none",),
        )
    return control


def with_power(
    fixed: dict[str, Any], before: Counts, control: Counts | None, quality: LabelQuality | None
) -> EffectPlan:
    """The plan with what the baselines of the unit, and of the others where they are its controls, tell of it.

    Raises:
        OptionError: If the baseline has no text with the problem.
    """
    if not before.bearing.sum():
        raise OptionError(
            f"None of the {before.texts.sum():,} texts of the baseline bears the problem, so that no fall could ever "
            "be shown.",
            hint="Plan without labels, with a longer baseline or a later start, or go to `do` with a note that says "
            "why there is no effect test.",
        )
    known = None if quality is None else quality.as_quality()
    test = (fixed["target"], fixed["smallest"], fixed["significance"], known)
    return EffectPlan(
        **fixed,
        quality=quality,
        bearing=int(before.bearing.sum()),
        texts=int(before.texts.sum()),
        dispersion=_dispersion(before),
        control=None
        if control is None
        else ControlBaseline(
            bearing=int(control.bearing.sum()), texts=int(control.texts.sum()), dispersion=_dispersion(control)
        ),
        power=power(before, fixed["weeks"], *test, controls=control),
        weeks_needed=weeks_needed(before, *test, controls=control),
    )


def _dispersion(counts: Counts) -> float:
    return round(float(dispersion_of(counts)), 3)
