"""PDCA: the states of an improvement, and the steps between them."""

from datetime import datetime
from enum import StrEnum

from feedback_ai.backlog.countermeasures import Progress
from feedback_ai.errors import OptionError


class State(StrEnum):
    """Where an improvement is in the circle of Deming and Shewhart."""

    PLAN = "plan"
    DO = "do"
    CHECK = "check"
    ACT = "act"
    CLOSED = "closed"


class Proof(StrEnum):
    """What the present turn of the circle tells of whether its measure worked."""

    NONE = "none"
    JUDGED = "judged"
    EFFECTIVE = "effective"
    PROVEN = "proven"


STEPS: dict[State, tuple[State, ...]] = {
    State.PLAN: (State.DO, State.CLOSED),
    State.DO: (State.CHECK, State.CLOSED),
    State.CHECK: (State.ACT, State.PLAN),
    State.ACT: (State.CLOSED, State.PLAN),
    State.CLOSED: (State.PLAN,),
}
"""The steps that each state allows: after `check` back to `plan` where the measure did not work, after `act` for the
next turn, after `closed` where the problem is opened again; `plan` and `do` may be dropped."""

DROPS = ((State.PLAN, State.CLOSED), (State.DO, State.CLOSED))
"""Steps that give a problem up before its measure was checked; whoever takes one says why."""


def state_of(name: str) -> State:
    """The state of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return State(name)
    except ValueError:
        raise OptionError(f"There is no state {name!r}.", hint="Give one of them.", options=list(State)) from None


def check_step(
    now: State,
    wanted: State,
    note: str | None,
    *,
    planned: bool,
    proof: Proof,
    progress: Progress,
    until: datetime | None = None,
) -> None:
    """Make sure that an item may take a step.

    Args:
        now: Its state.
        wanted: The state after the step.
        note: What is said about it; it stands for all that the step lacks.
        planned: Whether it has an effect test, by which it can be told afterwards whether the measure worked.
        proof: Whether that test was judged after its follow-up, and found the measure effective; proven, where it was
            fixed before that began.
        progress: Of the countermeasures of its present turn.
        until: When the follow-up of that test ends, where it is too early to judge.

    Raises:
        OptionError: If the step is not allowed, naming those that are, or if it needs a note and has none.
    """
    if wanted not in STEPS[now]:
        raise OptionError(
            f"An item in {now} cannot go to {wanted}.", hint="Take a step that its state allows.", options=STEPS[now]
        )
    if (note or "").strip():
        return
    if (now, wanted) in DROPS:
        raise OptionError(
            f"An item in {now} is closed only with a note.", hint="Say why it is dropped before it was checked."
        )
    if now is State.CLOSED:
        raise OptionError(
            "A closed item is opened again only with a note.",
            hint="Say what came back, or why it was closed too early.",
        )
    if wanted is State.ACT:
        _check_judged(proof, until)
    if (now, wanted) == (State.ACT, State.CLOSED) and proof is not Proof.PROVEN:
        raise OptionError(
            "Nothing proves that it worked: no test that was planned first was judged effective.",
            hint="Judge it with `feedback-ai backlog verify`, or give a note that says why it is closed without proof; "
            "of a test that was planned after its follow-up began no verdict is one.",
        )
    if wanted is State.DO:
        _check_begun(planned, progress)
    if wanted is State.CHECK:
        _check_done(progress)


def _check_begun(planned: bool, progress: Progress) -> None:
    """Make sure that there is something to do, and a way to tell afterwards whether it worked."""
    noted = progress is not Progress.NONE
    if not noted and not planned:
        raise OptionError(
            "Work begins only with a countermeasure and an effect test, or with a note that says why there is none.",
            hint="Note with `feedback-ai backlog measure` who does what until when, and fix the test with "
            "`feedback-ai backlog plan`.",
        )
    if not noted:
        raise OptionError(
            "Work begins only with a countermeasure, or with a note that says why there is none.",
            hint="Note with `feedback-ai backlog measure` who does what until when.",
        )
    if not planned:
        raise OptionError(
            "Work begins only with an effect test, or with a note that says why there is none.",
            hint="Fix it with `feedback-ai backlog plan`: without it nobody can tell afterwards whether it worked.",
        )


def _check_done(progress: Progress) -> None:
    """Make sure that there is something to check."""
    # Where none is noted, the reason was given when work began, and is not asked for twice.
    if progress is Progress.NOTED:
        raise OptionError(
            "None of its countermeasures is done, so there is nothing to check.",
            hint="Mark one with `feedback-ai backlog done`, or give a note that says why it is checked all the same.",
        )
    if progress is Progress.CONTAINED:
        raise OptionError(
            "Only its containment is done: the lasting countermeasure, which removes the cause, is not.",
            hint="Mark it with `feedback-ai backlog done`, or give a note that says why it is checked all the same.",
        )


def _check_judged(proof: Proof, until: datetime | None) -> None:
    """Make sure that the measure is known to work."""
    if proof is Proof.NONE and until is not None:
        raise OptionError(
            f"The follow-up of its effect test runs until {until:%Y-%m-%d}: it is too early to judge.",
            hint="Judge it with `feedback-ai backlog verify` once texts up to then are in, or give a note that says "
            "why it becomes the standard all the same.",
        )
    if proof is Proof.NONE:
        raise OptionError(
            "No effect test of this turn was judged, so nobody can tell whether the measure worked.",
            hint="Judge it with `feedback-ai backlog verify`, or give a note that says why it becomes the standard all "
            "the same.",
        )
    if proof is Proof.JUDGED:
        raise OptionError(
            "Its last verdict is not `effective`, so nothing tells that the measure worked.",
            hint="Go back to `plan` with another countermeasure, or give a note that says why it becomes the standard "
            "all the same.",
        )


def may_plan(now: State, *, planned: bool) -> bool:
    """Whether the effect test may be fixed: before work begins, or while it goes on without one."""
    return now is State.PLAN or (now is State.DO and not planned)
