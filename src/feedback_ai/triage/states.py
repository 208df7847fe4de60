"""The states of a case after ISO 10002 (GB/T 19012), and the steps between them."""

from enum import StrEnum

from feedback_ai.errors import OptionError


class CaseState(StrEnum):
    """Where the handling of a complaint is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSESSED = "assessed"
    INVESTIGATING = "investigating"
    RESPONDED = "responded"
    CLOSED = "closed"
    REOPENED = "reopened"


STEPS: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.RECEIVED: (CaseState.ACKNOWLEDGED, CaseState.CLOSED),
    CaseState.ACKNOWLEDGED: (CaseState.ASSESSED, CaseState.CLOSED),
    CaseState.ASSESSED: (CaseState.INVESTIGATING, CaseState.RESPONDED, CaseState.CLOSED),
    CaseState.INVESTIGATING: (CaseState.RESPONDED, CaseState.ASSESSED, CaseState.CLOSED),
    CaseState.RESPONDED: (CaseState.CLOSED, CaseState.INVESTIGATING),
    CaseState.CLOSED: (CaseState.REOPENED,),
    CaseState.REOPENED: (CaseState.ASSESSED, CaseState.INVESTIGATING, CaseState.RESPONDED, CaseState.CLOSED),
}
"""The steps that each state allows. A complaint is acknowledged before anything else; one that is none may be closed
from everywhere; after the response it may be looked into again where the customer objects."""


def state_of(name: str) -> CaseState:
    """The state of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return CaseState(name)
    except ValueError:
        raise OptionError(f"There is no state {name!r}.", hint="Give one of them.", options=list(CaseState)) from None


def needs_reason(now: CaseState, wanted: CaseState) -> bool:
    """Whether a step must say why: closing without a response, looking again after one, opening again."""
    if wanted is CaseState.CLOSED:
        return now is not CaseState.RESPONDED
    return now in (CaseState.CLOSED, CaseState.RESPONDED)


def check_step(now: CaseState, wanted: CaseState, why: str | None) -> None:
    """Make sure that a case may take a step.

    Args:
        now: Its state.
        wanted: The state after the step.
        why: The reason that is given.

    Raises:
        OptionError: If the step is not allowed, naming those that are, or if it needs a reason and has none.
    """
    if wanted not in STEPS[now]:
        raise OptionError(
            f"A case that is {now} cannot become {wanted}.",
            hint="Take a step that its state allows.",
            options=STEPS[now],
        )
    if needs_reason(now, wanted) and not (why or "").strip():
        raise OptionError(f"A case that is {now} becomes {wanted} only with a reason.", hint="Say why.")
