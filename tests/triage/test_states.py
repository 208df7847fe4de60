import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import OptionError
from feedback_ai.triage.states import STEPS, CaseState, check_step, needs_reason, state_of

states = st.sampled_from(CaseState)


@given(now=states, wanted=states, why=st.none() | st.sampled_from(["", " ", "Because."]))
def test_only_the_steps_of_the_table_are_taken_and_some_need_a_reason(
    now: CaseState, wanted: CaseState, why: str | None
) -> None:
    allowed = wanted in STEPS[now] and (bool((why or "").strip()) or not needs_reason(now, wanted))
    if allowed:
        check_step(now, wanted, why)
        return
    with pytest.raises(OptionError) as caught:
        check_step(now, wanted, why)
    assert caught.value.options == (() if wanted in STEPS[now] else STEPS[now])


@given(st.data())
def test_every_walk_can_be_closed_and_a_closed_case_only_be_opened_again(data: st.DataObject) -> None:
    state = CaseState.RECEIVED
    for _ in range(data.draw(st.integers(0, 12))):
        state = data.draw(st.sampled_from(STEPS[state]))
    assert (CaseState.CLOSED in STEPS[state]) == (state is not CaseState.CLOSED)
    assert state is not CaseState.CLOSED or STEPS[state] == (CaseState.REOPENED,)


def test_nothing_comes_before_the_acknowledgement_but_closing() -> None:
    assert set(STEPS[CaseState.RECEIVED]) == {CaseState.ACKNOWLEDGED, CaseState.CLOSED}
    assert CaseState.RECEIVED not in {to for steps in STEPS.values() for to in steps}


@pytest.mark.parametrize(
    ("now", "wanted", "needed"),
    [
        ("received", "closed", True),
        ("investigating", "closed", True),
        ("responded", "closed", False),
        ("responded", "investigating", True),
        ("closed", "reopened", True),
        ("received", "acknowledged", False),
    ],
)
def test_who_must_say_why(now: str, wanted: str, needed: bool) -> None:
    assert needs_reason(state_of(now), state_of(wanted)) is needed


def test_an_unknown_state_is_told_with_the_valid_ones() -> None:
    with pytest.raises(OptionError) as caught:
        state_of("open")
    assert caught.value.options == tuple(CaseState)
