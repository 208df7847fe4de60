from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.states import DROPS, STEPS, State, check_step, state_of
from feedback_ai.errors import OptionError

TURN = (State.PLAN, State.DO, State.CHECK, State.ACT, State.CLOSED)


def test_a_full_turn_of_the_circle_needs_no_note() -> None:
    for now, wanted in pairwise(TURN):
        check_step(now, wanted, None)


@pytest.mark.parametrize(
    ("now", "wanted"), [(State.CHECK, State.PLAN), (State.ACT, State.PLAN), (State.CLOSED, State.PLAN)]
)
def test_what_did_not_work_the_next_turn_and_what_came_back_are_planned_again(now: State, wanted: State) -> None:
    check_step(now, wanted, None)


@given(st.sampled_from(State), st.sampled_from(State))
def test_a_step_is_allowed_or_the_error_names_those_that_are(now: State, wanted: State) -> None:
    if wanted in STEPS[now]:
        check_step(now, wanted, "why")
        return
    with pytest.raises(OptionError) as caught:
        check_step(now, wanted, "why")
    assert caught.value.options == STEPS[now]


@pytest.mark.parametrize(("now", "wanted"), DROPS)
@pytest.mark.parametrize("note", [None, "", "  "])
def test_dropping_needs_a_note(now: State, wanted: State, note: str | None) -> None:
    with pytest.raises(OptionError, match="note"):
        check_step(now, wanted, note)
    check_step(now, wanted, "The branch closes.")


def test_every_state_can_be_reached_and_left() -> None:
    assert set(STEPS) == set(State) == {wanted for steps in STEPS.values() for wanted in steps}
    assert all(STEPS.values())


def test_an_unknown_state_names_the_valid_ones() -> None:
    assert state_of("do") is State.DO
    with pytest.raises(OptionError, match="plan, do, check, act, closed"):
        state_of("doing")
