import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import OptionError
from feedback_ai.notify.states import STEPS, AlertState, check_step, state_of

states = st.sampled_from(AlertState)


@given(now=states, wanted=states)
def test_people_take_the_steps_of_the_table_alone(now: AlertState, wanted: AlertState) -> None:
    if wanted in STEPS[now]:
        check_step(now, wanted)
        return
    with pytest.raises(OptionError) as caught:
        check_step(now, wanted)
    assert caught.value.options == STEPS[now]


def test_people_never_open_an_alert() -> None:
    assert all(AlertState.OPEN not in steps for steps in STEPS.values())


def test_an_unknown_state_lists_the_valid_ones() -> None:
    assert state_of("open") is AlertState.OPEN
    with pytest.raises(OptionError, match="open, acknowledged, closed"):
        state_of("shut")
