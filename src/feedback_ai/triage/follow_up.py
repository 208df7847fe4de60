"""Follow-up (回访) after closing: what may be noted, and what it means."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from feedback_ai.errors import OptionError
from feedback_ai.schema.labels import Severity
from feedback_ai.triage.states import CaseState

REASON = "follow-up: "
"""With what the reason of a change begins that a result made; the result follows."""


class Outcome(StrEnum):
    """What there is to note of a follow-up."""

    PLANNED = "planned"
    ATTEMPTED = "attempted"
    NO_ANSWER = "no_answer"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"


RESULTS = (Outcome.SATISFIED, Outcome.DISSATISFIED)
"""The customer was reached and said so."""
FOUND = tuple(sorted(str(one) for one in Severity if one is not Severity.S0))
"""How severe the case of a dissatisfied customer may be: it is a complaint, so that S0 (none) is not among them."""


def check_outcome(
    state: CaseState, wanted: Outcome, *, severity: Severity | None, planned: bool, has_result: bool
) -> None:
    """Make sure that a follow-up may be noted.

    Args:
        state: The state of the case.
        wanted: What is to be noted.
        severity: How severe the case was found to be.
        planned: Whether a time is given for it.
        has_result: Whether the case, since it was closed last, was followed up with a result.

    Raises:
        OptionError: If the case is not closed or has its result, or the parts do not fit each other.
    """
    if state is not CaseState.CLOSED:
        raise OptionError(f"A case that is {state} is not followed up.", hint="Close it first.")
    if has_result:
        raise OptionError("The customer was reached already.", hint="Open the case again if there is more to do.")
    if planned != (wanted is Outcome.PLANNED):
        raise OptionError(
            "A time belongs to a follow-up that is planned, and to no other.", hint="Give both or neither."
        )
    if severity is not None and wanted not in RESULTS:
        raise OptionError("Nobody was asked yet how severe it was.", hint="Give a severity with the result.")
    if wanted is Outcome.DISSATISFIED and severity is None:
        raise OptionError(
            "A dissatisfied customer's case gets its severity anew.", hint="Say how severe it was found.", options=FOUND
        )
    if wanted is Outcome.DISSATISFIED and severity not in FOUND:
        raise OptionError(
            f"A dissatisfied customer's case is a complaint, which {severity} is not.",
            hint="Say how severe it was found.",
            options=FOUND,
        )


def check_planned(at: datetime, received_at: datetime, now: datetime) -> None:
    """Make sure that what is planned is still to come; a moment at midnight, as a bare day is read, means that day.

    Args:
        at: When it is planned for; all moments in UTC.
        received_at: When the complaint was received.
        now: The present.

    Raises:
        OptionError: If it is past, or before the complaint.
    """
    if at.date() < received_at.date():
        raise OptionError(
            f"Nothing can be planned for {at.date()}: the complaint was received on {received_at.date()}.",
            hint="Give a day that is not over.",
        )
    is_day = at.time() == time.min
    if (at + timedelta(days=1) if is_day else at) <= now:
        told = f"{at:%Y-%m-%d}" if is_day else f"{at:%Y-%m-%d %H:%M} UTC"
        raise OptionError(
            f"Nothing can be planned for {told} any more: it is past.", hint="Give a day that is not over."
        )
