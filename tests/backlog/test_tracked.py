from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.states import STEPS, State
from feedback_ai.backlog.tracked import Category, consequence

CATEGORIES: tuple[Category, ...] = ("open", "done", "dropped")
States = st.sampled_from(list(State))


@given(States, st.booleans(), st.sampled_from([None, *CATEGORIES]), st.sampled_from(CATEGORIES))
def test_every_step_is_allowed_and_none_goes_beyond_check(
    state: State, planned: bool, before: Category | None, now: Category
) -> None:
    follows = consequence(state, planned=planned, before=before, now=now)
    way = [state, *follows.steps]
    assert all(to in STEPS[at] for at, to in pairwise(way))
    assert set(follows.steps) <= {State.DO, State.CHECK}
    assert not (follows.steps and follows.conflict)
    assert state in (State.PLAN, State.DO) or not follows.steps


@given(States, st.booleans(), st.sampled_from(CATEGORIES))
def test_what_did_not_change_has_no_consequence(state: State, planned: bool, now: Category) -> None:
    follows = consequence(state, planned=planned, before=now, now=now)
    assert (follows.steps, follows.conflict) == ((), None)


@pytest.mark.parametrize(
    ("state", "planned", "now", "steps", "conflict"),
    [
        (State.DO, False, "done", (State.CHECK,), False),
        (State.PLAN, True, "done", (State.DO, State.CHECK), False),
        (State.PLAN, False, "done", (), True),
        (State.CHECK, True, "done", (), False),
        (State.CLOSED, True, "done", (), False),
        (State.DO, True, "dropped", (), True),
        (State.CLOSED, True, "dropped", (), False),
        (State.CHECK, True, "open", (), True),
        (State.DO, True, "open", (), False),
    ],
)
def test_what_follows(state: State, planned: bool, now: Category, steps: tuple[State, ...], conflict: bool) -> None:
    before: Category = "open" if now != "open" else "done"
    follows = consequence(state, planned=planned, before=before, now=now)
    assert (follows.steps, follows.conflict is not None) == (steps, conflict)
