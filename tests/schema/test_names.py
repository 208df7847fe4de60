from feedback_ai.backlog.states import State
from feedback_ai.schema.names import STATES, name_of, state_name


def test_every_state_has_a_name_in_both_languages() -> None:
    assert set(STATES) == {str(state) for state in State}
    assert (state_name("act", "en"), state_name("act", "zh")) == ("Act", "处置")
    assert state_name("later", "zh") == "later"


def test_a_unit_may_be_called_like_a_state() -> None:
    assert name_of("check", "zh") == "check"
