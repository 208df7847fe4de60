from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from feedback_ai.backlog.countermeasures import Progress
from feedback_ai.backlog.states import DROPS, STEPS, Proof, State, check_step, may_plan, state_of
from feedback_ai.errors import OptionError

TURN = (State.PLAN, State.DO, State.CHECK, State.ACT, State.CLOSED)


def test_a_full_turn_of_the_circle_with_an_effect_test_needs_no_note() -> None:
    for now, wanted in pairwise(TURN):
        check_step(now, wanted, None, planned=True, proof=Proof.PROVEN, progress=Progress.DONE)


@pytest.mark.parametrize("note", [None, "", " "])
def test_what_is_not_proven_is_closed_only_with_a_reason(note: str | None) -> None:
    with pytest.raises(OptionError, match=r"backlog verify.*without proof"):
        check_step(State.ACT, State.CLOSED, note, planned=True, proof=Proof.NONE, progress=Progress.DONE)
    check_step(State.ACT, State.CLOSED, "The counter is gone.", planned=True, proof=Proof.NONE, progress=Progress.DONE)


@pytest.mark.parametrize("note", [None, "", " "])
def test_what_is_closed_is_opened_again_only_with_a_reason(note: str | None) -> None:
    known = {"planned": True, "proof": Proof.PROVEN, "progress": Progress.DONE}
    with pytest.raises(OptionError, match="opened again only with a note"):
        check_step(State.CLOSED, State.PLAN, note, **known)
    check_step(State.CLOSED, State.PLAN, "It came back.", **known)


@pytest.mark.parametrize("note", [None, "", " "])
def test_work_without_an_effect_test_needs_a_reason(note: str | None) -> None:
    with pytest.raises(OptionError, match="effect test"):
        check_step(State.PLAN, State.DO, note, planned=False, proof=Proof.NONE, progress=Progress.DONE)
    check_step(State.PLAN, State.DO, "Too few texts.", planned=False, proof=Proof.NONE, progress=Progress.DONE)


@pytest.mark.parametrize("note", [None, "", " "])
def test_work_without_a_countermeasure_needs_a_reason_and_all_that_is_missing_is_told(note: str | None) -> None:
    known = {"planned": True, "proof": Proof.NONE}
    with pytest.raises(OptionError, match=r"only with a countermeasure, or with a note.*backlog measure"):
        check_step(State.PLAN, State.DO, note, **known, progress=Progress.NONE)
    with pytest.raises(OptionError, match="a countermeasure and an effect test"):
        check_step(State.PLAN, State.DO, note, planned=False, proof=Proof.NONE, progress=Progress.NONE)
    check_step(State.PLAN, State.DO, "The desk is at work.", **known, progress=Progress.NONE)
    check_step(State.PLAN, State.DO, note, **known, progress=Progress.NOTED)


@pytest.mark.parametrize("note", [None, "", " "])
def test_what_is_not_done_is_checked_only_with_a_reason_and_none_is_asked_for_once(note: str | None) -> None:
    known = {"planned": True, "proof": Proof.NONE}
    with pytest.raises(OptionError, match=r"is done.*backlog done"):
        check_step(State.DO, State.CHECK, note, **known, progress=Progress.NOTED)
    check_step(State.DO, State.CHECK, "Half of it is in place.", **known, progress=Progress.NOTED)
    with pytest.raises(OptionError, match=r"Only its containment is done.*backlog done"):
        check_step(State.DO, State.CHECK, note, **known, progress=Progress.CONTAINED)
    check_step(State.DO, State.CHECK, "The rest follows.", **known, progress=Progress.CONTAINED)
    for progress in (Progress.NONE, Progress.DONE):
        check_step(State.DO, State.CHECK, note, **known, progress=progress)


@pytest.mark.parametrize("note", [None, "", " "])
def test_what_was_not_judged_effective_becomes_the_standard_only_with_a_reason(note: str | None) -> None:
    known = {"planned": True, "progress": Progress.DONE}
    with pytest.raises(OptionError, match=r"No effect test of this turn was judged.*backlog verify"):
        check_step(State.CHECK, State.ACT, note, **known, proof=Proof.NONE)
    check_step(State.CHECK, State.ACT, "The counter is gone.", **known, proof=Proof.NONE)
    until = datetime(2026, 12, 21, tzinfo=UTC)
    with pytest.raises(OptionError, match=r"until 2026-12-21.*too early to judge.*backlog verify") as refused:
        check_step(State.CHECK, State.ACT, note, **known, proof=Proof.NONE, until=until)
    assert "once texts up to then are in" in refused.value.hint
    with pytest.raises(OptionError, match=r"not `effective`.*back to `plan`"):
        check_step(State.CHECK, State.ACT, note, **known, proof=Proof.JUDGED)
    check_step(State.CHECK, State.ACT, "The law asks for it.", **known, proof=Proof.JUDGED)
    check_step(State.CHECK, State.ACT, note, **known, proof=Proof.EFFECTIVE)


@given(st.sampled_from(State), st.booleans())
def test_a_test_is_fixed_before_work_or_where_there_is_none_yet_and_never_after(now: State, planned: bool) -> None:
    assert may_plan(now, planned=planned) == (now is State.PLAN or (now is State.DO and not planned))


class Turns(RuleBasedStateMachine):
    """Whatever people try, in whatever order: no item gets past `do` or is closed without proof or a reason."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.planned, self.excused = State.PLAN, False, False
        self.proof, self.closed_for_a_reason, self.excused_verdict = Proof.NONE, False, False
        self.progress, self.excused_measure = Progress.NONE, False

    @rule(progress=st.sampled_from((Progress.NOTED, Progress.CONTAINED, Progress.DONE)))
    def work(self, progress: Progress) -> None:
        if self.state is not State.CLOSED and self.progress is not Progress.DONE:
            self.progress = progress

    @rule()
    def plan(self) -> None:
        if may_plan(self.state, planned=self.planned):
            self.planned = True

    @rule(proof=st.sampled_from((Proof.JUDGED, Proof.EFFECTIVE, Proof.PROVEN)))
    def verify(self, proof: Proof) -> None:
        if self.state is State.CHECK and self.planned:
            self.proof = proof

    @rule(wanted=st.sampled_from(State), note=st.sampled_from([None, " ", "why"]))
    def step(self, wanted: State, note: str | None) -> None:
        try:
            check_step(self.state, wanted, note, planned=self.planned, proof=self.proof, progress=self.progress)
        except OptionError:
            return
        if wanted is State.DO:
            self.excused = note == "why"
        if wanted in (State.DO, State.CHECK) and note == "why":
            self.excused_measure = True
        if wanted is State.ACT:
            self.excused_verdict = note == "why"
        if wanted is State.PLAN:
            self.planned = self.excused = self.excused_measure = self.excused_verdict = False
            self.progress, self.proof = Progress.NONE, Proof.NONE
        self.closed_for_a_reason = note == "why"
        self.state = wanted

    @invariant()
    def is_tested_or_excused(self) -> None:
        assert self.state in (State.PLAN, State.CLOSED) or self.planned or self.excused

    @invariant()
    def is_worked_on_or_excused(self) -> None:
        begun = self.state in (State.DO, State.CHECK, State.ACT)
        assert not begun or self.progress is not Progress.NONE or self.excused_measure

    @invariant()
    def is_judged_effective_or_excused(self) -> None:
        judged = self.proof in (Proof.EFFECTIVE, Proof.PROVEN)
        assert self.state is not State.ACT or judged or self.excused_verdict

    @invariant()
    def is_closed_with_proof_or_for_a_reason(self) -> None:
        assert self.state is not State.CLOSED or self.proof is Proof.PROVEN or self.closed_for_a_reason


TestTurns = Turns.TestCase


@pytest.mark.parametrize("now", [State.CHECK, State.ACT])
def test_what_did_not_work_and_the_next_turn_are_planned_again(now: State) -> None:
    check_step(now, State.PLAN, None, planned=False, proof=Proof.NONE, progress=Progress.DONE)


@given(st.sampled_from(State), st.sampled_from(State))
def test_a_step_is_allowed_or_the_error_names_those_that_are(now: State, wanted: State) -> None:
    if wanted in STEPS[now]:
        check_step(now, wanted, "why", planned=False, proof=Proof.NONE, progress=Progress.DONE)
        return
    with pytest.raises(OptionError) as caught:
        check_step(now, wanted, "why", planned=False, proof=Proof.NONE, progress=Progress.DONE)
    assert caught.value.options == STEPS[now]


@pytest.mark.parametrize(("now", "wanted"), DROPS)
@pytest.mark.parametrize("note", [None, "", "  "])
def test_dropping_needs_a_note(now: State, wanted: State, note: str | None) -> None:
    with pytest.raises(OptionError, match="note"):
        check_step(now, wanted, note, planned=True, proof=Proof.NONE, progress=Progress.DONE)
    check_step(now, wanted, "The branch closes.", planned=True, proof=Proof.NONE, progress=Progress.DONE)


def test_every_state_can_be_reached_and_left() -> None:
    assert set(STEPS) == set(State) == {wanted for steps in STEPS.values() for wanted in steps}
    assert all(STEPS.values())


def test_an_unknown_state_names_the_valid_ones() -> None:
    assert state_of("do") is State.DO
    with pytest.raises(OptionError, match="plan, do, check, act, closed"):
        state_of("doing")
