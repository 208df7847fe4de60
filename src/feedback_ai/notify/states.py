"""The states of an alert, and the steps that people take."""

from enum import StrEnum

from feedback_ai.errors import OptionError


class AlertState(StrEnum):
    """Where an alert is; only a check opens one, only people acknowledge and close."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


STEPS: dict[AlertState, tuple[AlertState, ...]] = {
    AlertState.OPEN: (AlertState.ACKNOWLEDGED, AlertState.CLOSED),
    AlertState.ACKNOWLEDGED: (AlertState.CLOSED,),
    AlertState.CLOSED: (),
}
"""The steps that people may take from each state; a closed alert opens again by a check alone."""


def state_of(name: str) -> AlertState:
    """The state of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return AlertState(name)
    except ValueError:
        raise OptionError(f"There is no state {name!r}.", hint="Give one of them.", options=list(AlertState)) from None


def check_step(now: AlertState, wanted: AlertState) -> None:
    """Make sure that people may take a step.

    Raises:
        OptionError: If not, naming those that they may.
    """
    if wanted not in STEPS[now]:
        hint = "Take a step that its state allows." if STEPS[now] else "It opens again when its matter comes back."
        raise OptionError(f"An alert that is {now} cannot become {wanted}.", hint=hint, options=STEPS[now])
