"""What follows here when the issue of an item changes in a tracker; nothing there can stand for a verification."""

from dataclasses import dataclass
from typing import Literal

from feedback_ai.backlog.states import State

Category = Literal["open", "done", "dropped"]


@dataclass(frozen=True)
class Consequence:
    """What follows.

    Attributes:
        steps: States that the item goes through, in order.
        conflict: Why it does not follow its issue; None where it does, or where both agree.
    """

    steps: tuple[State, ...] = ()
    conflict: str | None = None


def consequence(state: State, *, planned: bool, before: Category | None, now: Category) -> Consequence:
    """What follows from a change in a tracker.

    Work that is done there puts the item to `check`, where its effect is looked at; further it never goes. What needs
    a reason here, such as dropping an item or beginning without an effect test, is left to people.

    Args:
        state: Of the item.
        planned: Whether it has an effect test.
        before: What the status of the issue meant before; None where it was not known.
        now: What it means now.
    """
    if now == before:
        return Consequence()
    if now == "dropped":
        told = "given up there; to drop the item here, close it with a note that says why"
        return Consequence() if state is State.CLOSED else Consequence(conflict=told)
    if now == "open":
        return Consequence() if state in (State.PLAN, State.DO) else Consequence(conflict=_opened(state))
    if state is State.PLAN:
        if planned:
            return Consequence((State.DO, State.CHECK))
        return Consequence(conflict="done there, but here it has no effect test; begin with a note that says why")
    return Consequence((State.CHECK,) if state is State.DO else ())


def _opened(state: State) -> str:
    return f"open there, but {state} here; set it back to plan here if it did not work"
