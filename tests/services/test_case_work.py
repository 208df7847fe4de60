from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from backlog_fakes import Complaint, file

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.case_detail import get_case
from feedback_ai.services.case_work import assign, pause, resume, transition
from feedback_ai.services.cases import list_cases
from feedback_ai.services.feedback import delete
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.states import CaseState

MONDAY = datetime(2026, 9, 28, 10, tzinfo=UTC)
"""When `days_ago=2` was written is the 28th, 00:00; the default profile works 09:00-18:00 UTC on week days."""


@pytest.fixture
def case_id(store: Store) -> str:
    return file(store, [Complaint("c1", severity="S2", days_ago=2, customer="ab")])["c1"]


def step(store: Store, settings: Settings, id_: str, to: str, hours: float, why: str | None = None):
    now = MONDAY + timedelta(hours=hours)
    return transition(store, id_, CaseState(to), actor="ann", why=why, settings=settings, now=now)


def clocks(store: Store, settings: Settings, id_: str, hours: float) -> dict[str, str]:
    found = get_case(store, id_, settings=settings, now=MONDAY + timedelta(hours=hours))
    return {str(clock.target): str(clock.status) for clock in found.clocks}


def test_an_untouched_case_is_received_and_its_clocks_run(store: Store, settings: Settings, case_id: str) -> None:
    found = get_case(store, case_id, settings=settings, now=MONDAY)
    assert (found.state, found.assignee, found.history, found.paused) == ("received", None, (), False)
    assert found.received_at == datetime(2026, 9, 28, tzinfo=UTC)
    assert found.steps == ("acknowledged", "closed")
    due = {clock.target: clock.due_at for clock in found.clocks}
    assert due == {
        "acknowledge": datetime(2026, 9, 28, 13, tzinfo=UTC),
        "first_response": datetime(2026, 9, 29, 18, tzinfo=UTC),
        "resolution": datetime(2026, 10, 1, 18, tzinfo=UTC),
    }
    assert (found.due_at, found.clock) == (due["acknowledge"], "running")
    assert get_case(store, "c1", settings=settings, now=MONDAY) == found


def test_the_whole_way_is_kept_with_actor_time_and_reason(store: Store, settings: Settings, case_id: str) -> None:
    for hours, to in enumerate(("acknowledged", "assessed", "investigating", "responded", "closed")):
        found = step(store, settings, case_id, to, hours, why="Done." if to == "closed" else None)
    assert found.state == "closed"
    assert found.steps == ("reopened",)
    assert [(event.actor, event.at - MONDAY, event.detail["from"], event.detail["to"]) for event in found.history] == [
        ("ann", timedelta(hours=0), "received", "acknowledged"),
        ("ann", timedelta(hours=1), "acknowledged", "assessed"),
        ("ann", timedelta(hours=2), "assessed", "investigating"),
        ("ann", timedelta(hours=3), "investigating", "responded"),
        ("ann", timedelta(hours=4), "responded", "closed"),
    ]
    assert [event.detail["why"] for event in found.history][-1] == "Done."
    assert (found.clock, found.due_at) == ("met", None)
    assert all(clock.done_at for clock in found.clocks)
    with pytest.raises(OptionError, match="cannot become"):
        step(store, settings, case_id, "responded", 5)
    assert len(get_case(store, case_id, settings=settings).history) == 5


def test_clocks_warn_and_are_breached(store: Store, settings: Settings, case_id: str) -> None:
    assert clocks(store, settings, case_id, 2.5)["acknowledge"] == "warning"
    assert clocks(store, settings, case_id, 3.1)["acknowledge"] == "breached"
    step(store, settings, case_id, "acknowledged", 4)
    assert clocks(store, settings, case_id, 5)["acknowledge"] == "breached"
    step(store, settings, case_id, "closed", 6, why="No complaint.")
    assert get_case(store, case_id, settings=settings).clock == "breached"


def test_a_pause_stops_the_clocks_until_there_is_an_answer(store: Store, settings: Settings, case_id: str) -> None:
    step(store, settings, case_id, "acknowledged", 0)
    now = MONDAY + timedelta(hours=2)
    found = pause(store, case_id, actor="ann", why="Asked for the receipt.", settings=settings, now=now)
    assert (found.paused, found.clock) == (True, "paused")
    with pytest.raises(OptionError, match="paused already"):
        pause(store, case_id, actor="ann", why="Again.", settings=settings)
    assert clocks(store, settings, case_id, 24 * 20)["resolution"] == "paused"
    back = resume(store, case_id, actor="bo", settings=settings, now=MONDAY + timedelta(hours=26))
    assert (back.paused, back.clock) == (False, "running")
    # A working day of nine hours was waited for: from Monday 12:00 to Tuesday 12:00.
    resolution = next(clock for clock in back.clocks if clock.target == "resolution")
    assert resolution.due_at == datetime(2026, 10, 2, 18, tzinfo=UTC)
    with pytest.raises(OptionError, match="not paused"):
        resume(store, case_id, actor="bo", settings=settings)


def test_a_response_ends_a_pause_and_nothing_waits_after_it(store: Store, settings: Settings, case_id: str) -> None:
    for hours, to in enumerate(("acknowledged", "assessed")):
        step(store, settings, case_id, to, hours)
    pause(store, case_id, actor="ann", why="Asked.", settings=settings, now=MONDAY + timedelta(hours=2))
    found = step(store, settings, case_id, "responded", 3)
    assert [event.kind for event in found.history] == ["state", "state", "pause", "resume", "state"]
    with pytest.raises(OptionError, match="waits for nobody"):
        pause(store, case_id, actor="ann", why="Asked.", settings=settings)


def test_profiles_without_pauses_go_on(store: Store, settings: Settings, case_id: str) -> None:
    disp = settings.model_copy(update={"sla": "fca_disp"})
    pause(store, case_id, actor="ann", why="Asked.", settings=disp, now=MONDAY)
    assert set(clocks(store, disp, case_id, 1).values()) == {"running"}
    assert clocks(store, disp, case_id, 24 * 7 * 9)["resolution"] == "breached"


def test_a_case_that_is_opened_again_gets_new_clocks_but_keeps_its_acknowledgement(
    store: Store, settings: Settings, case_id: str
) -> None:
    step(store, settings, case_id, "acknowledged", 1)
    step(store, settings, case_id, "closed", 2, why="No complaint.")
    with pytest.raises(OptionError, match="only with a reason"):
        step(store, settings, case_id, "reopened", 48)
    found = step(store, settings, case_id, "reopened", 48, why="It is one.")
    told = {str(clock.target): (str(clock.status), clock.started_at) for clock in found.clocks}
    assert told == {
        "acknowledge": ("met", found.received_at),
        "first_response": ("running", MONDAY + timedelta(hours=48)),
        "resolution": ("running", MONDAY + timedelta(hours=48)),
    }


def test_a_breach_stays_visible_after_a_case_is_opened_again(store: Store, settings: Settings, case_id: str) -> None:
    for hours, to, why in ((1, "acknowledged", None), (200, "assessed", None), (201, "responded", None)):
        step(store, settings, case_id, to, hours, why)
    step(store, settings, case_id, "closed", 202)
    found = step(store, settings, case_id, "reopened", 210, why="It broke again.")
    assert [(str(clock.target), str(clock.status)) for clock in found.clocks] == [
        ("acknowledge", "met"),
        ("first_response", "breached"),
        ("first_response", "running"),
        ("resolution", "breached"),
        ("resolution", "running"),
    ]
    assert found.clock == "running"
    step(store, settings, case_id, "responded", 211)
    ended = step(store, settings, case_id, "closed", 212)
    assert [str(clock.status) for clock in ended.clocks] == ["met", "breached", "met", "breached", "met"]
    assert ended.clock == "breached"


def test_assignments_are_kept_and_can_be_asked_for(store: Store, settings: Settings, case_id: str) -> None:
    file(store, [Complaint("c2", severity="S1")])
    assign(store, case_id, actor="ann", assignee=" 李安 ", unit="mobile-care", settings=settings)
    found = assign(store, case_id, actor="bo", assignee="Bo", unit=None, why="Ill.", settings=settings)
    assert (found.assignee, found.assigned_unit, found.state) == ("Bo", None, "received")
    assert [event.detail for event in found.history] == [
        {"from": {"assignee": None, "unit": None}, "to": {"assignee": "李安", "unit": "mobile-care"}, "why": None},
        {"from": {"assignee": "李安", "unit": "mobile-care"}, "to": {"assignee": "Bo", "unit": None}, "why": "Ill."},
    ]
    assert [case.record_id for case in list_cases(store, assignee="Bo", settings=settings).items] == ["c1"]
    with pytest.raises(OptionError, match="so already"):
        assign(store, case_id, actor="bo", assignee="Bo", unit=None, settings=settings)
    with pytest.raises(OptionError, match="assignee cannot be used"):
        assign(store, case_id, actor="bo", assignee="a\0", unit=None, settings=settings)


def test_a_unit_that_neither_records_nor_rules_know_is_refused(
    store: Store, settings: Settings, case_id: str, tmp_path: Path
) -> None:
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nteam = "Care desk"\nunit = "depot"\n', encoding="utf-8")
    routed = settings.model_copy(update={"routing": rules})
    with pytest.raises(OptionError, match="No record and no routing rule has the unit 'mobile-car'") as caught:
        assign(store, case_id, actor="ann", assignee=None, unit="mobile-car", settings=routed)
    assert caught.value.options[0] == "mobile-care"
    for unit in ("mobile-care", "Care desk", "depot"):
        assert assign(store, case_id, actor="ann", assignee=None, unit=unit, settings=routed).assigned_unit == unit
    # What it has already stays possible when the rules are gone.
    assert assign(store, case_id, actor="ann", assignee="Ann", unit="depot", settings=settings).assignee == "Ann"


def test_where_no_unit_is_known_any_will_do(store: Store, settings: Settings) -> None:
    ids = file(store, [Complaint("c1", unit=None)])
    assert assign(store, ids["c1"], actor="ann", assignee=None, unit="x", settings=settings).assigned_unit == "x"


def test_lists_choose_by_state_and_clock_and_order_by_priority(store: Store, settings: Settings) -> None:
    wanted = [
        Complaint("old-s2", severity="S2", days_ago=20),
        Complaint("s3", severity="S3", days_ago=1, customer="ab"),
        Complaint("s3-again", severity="S3", days_ago=0, customer="ab"),
        Complaint("s4", severity="S4", days_ago=0),
    ]
    ids = file(store, wanted)
    now = datetime(2026, 9, 30, 12, tzinfo=UTC)

    def listed(**chosen: object) -> list[str]:
        return [case.record_id for case in list_cases(store, settings=settings, now=now, **chosen).items]

    assert listed() == ["old-s2", "s3-again", "s3", "s4"]
    assert listed(order="queue") == ["old-s2", "s3-again", "s3", "s4"]
    again = next(case for case in list_cases(store, settings=settings, now=now).items if case.record_id == "s3-again")
    assert again.parts["repeat"].value == pytest.approx(1 / 3, abs=1e-3)
    assert listed(clock=Status.BREACHED) == ["old-s2"]
    assert listed(clock=Status.RUNNING) == ["s3-again", "s3", "s4"]
    step(store, settings, ids["s4"], "acknowledged", 50)
    assert listed(state=CaseState.ACKNOWLEDGED) == ["s4"]
    assert listed(state=CaseState.RECEIVED, order="queue", limit=1, skip=1) == ["s3-again"]


def test_a_text_that_is_no_complaint_becomes_a_case_when_somebody_works_on_it(store: Store, settings: Settings) -> None:
    ids = file(store, [Complaint("calm", severity="S0", sentiment="positive", facet="empathy")])
    other = file(store, [Complaint("c1")])
    assign(store, ids["calm"], actor="ann", assignee="Ann", unit=None, settings=settings)
    assert {case.id for case in list_cases(store, settings=settings).items} == {ids["calm"], other["c1"]}


def test_what_is_not_there_or_not_unique_is_told(store: Store, settings: Settings, case_id: str) -> None:
    for name in ("c9", "a\0", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFoundError, match="no case"):
            get_case(store, name, settings=settings)
        with pytest.raises(NotFoundError, match="no case"):
            assign(store, name, actor="ann", assignee="Ann", unit=None, settings=settings)
    transition(store, case_id, CaseState.ACKNOWLEDGED, actor="ann", settings=settings)
    delete(store, case_id)
    with pytest.raises(NotFoundError, match="no case"):
        get_case(store, case_id, settings=settings)


def test_texts_of_impossible_years_have_no_clocks(store: Store, settings: Settings) -> None:
    for days_ago in (366 * 2000, -366 * 3000):
        name = f"far{days_ago}"
        file(store, [Complaint(name, days_ago=days_ago, customer="ab")])
        found = get_case(store, name, settings=settings.model_copy(update={"sla": "fca_disp"}), now=MONDAY)
        assert (found.clocks, found.clock, found.due_at) == ((), None, None)
