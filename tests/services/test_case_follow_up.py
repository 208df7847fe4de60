from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import Complaint, file

from feedback_ai.errors import OptionError
from feedback_ai.schema import Severity
from feedback_ai.services.case_follow_up import follow_up
from feedback_ai.services.case_outcomes import outcomes
from feedback_ai.services.case_work import transition
from feedback_ai.services.cases import list_cases
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.triage.follow_up import Outcome
from feedback_ai.triage.states import CaseState


def closed(store: Store, settings: Settings, id_: str) -> None:
    transition(store, id_, CaseState.CLOSED, actor="ann", why="Refunded.", settings=settings)


def test_dissatisfied_opens_the_case_again_and_corrects_its_severity(store: Store, settings: Settings) -> None:
    ids = file(store, [Complaint("c1", severity="S4"), Complaint("c2", severity="S3")])
    closed(store, settings, ids["c1"])
    when = datetime.now(UTC) + timedelta(days=2)
    follow_up(store, "c1", Outcome.PLANNED, actor="bo", planned_for=when, settings=settings)
    follow_up(store, "c1", Outcome.NO_ANSWER, actor="bo", settings=settings)
    found = follow_up(
        store, "c1", Outcome.DISSATISFIED, actor="bo", severity=Severity.S1, note="仍未退款", settings=settings
    )
    assert (found.state, found.severity) == ("reopened", "S1")
    assert [(one.outcome, one.planned_for, one.severity_given, one.severity_found) for one in found.follow_ups] == [
        ("planned", when, "S4", None),
        ("no_answer", None, "S4", None),
        ("dissatisfied", None, "S4", "S1"),
    ]
    assert [event.kind for event in found.history] == ["state", "follow_up", "follow_up", "follow_up", "state"]
    assert found.history[-1].detail == {"from": "closed", "to": "reopened", "why": "仍未退款"}
    (correction,) = found.corrections
    assert (correction.author, correction.kind, correction.labels[0].name) == ("bo", "severity", "S1")
    assert correction.replaced[0].name == "S4"
    assert [case.record_id for case in list_cases(store, settings=settings).items] == ["c1", "c2"]


def test_a_result_is_the_last_word_until_the_case_is_closed_again(store: Store, settings: Settings) -> None:
    ids = file(store, [Complaint("c1", severity="S3")])
    with pytest.raises(OptionError, match="is not followed up"):
        follow_up(store, "c1", Outcome.SATISFIED, actor="bo", settings=settings)
    closed(store, settings, ids["c1"])
    found = follow_up(store, "c1", Outcome.SATISFIED, actor="bo", settings=settings)
    assert (found.state, found.corrections) == ("closed", ())
    with pytest.raises(OptionError, match="reached already"):
        follow_up(store, "c1", Outcome.ATTEMPTED, actor="bo", settings=settings)
    transition(store, "c1", CaseState.REOPENED, actor="ann", why="Came back.", settings=settings)
    closed(store, settings, ids["c1"])
    assert len(follow_up(store, "c1", Outcome.ATTEMPTED, actor="bo", settings=settings).follow_ups) == 2


def test_nothing_is_planned_for_a_time_that_is_past(store: Store, settings: Settings) -> None:
    ids = file(store, [Complaint("c1")])
    closed(store, settings, ids["c1"])
    now = datetime(2036, 5, 4, 15, tzinfo=UTC)

    def plan(when: datetime) -> None:
        follow_up(store, "c1", Outcome.PLANNED, actor="bo", planned_for=when, settings=settings, now=now)

    for when in (datetime(2020, 1, 1), datetime(2036, 5, 3), datetime(2036, 5, 4, 14)):
        with pytest.raises(OptionError, match="Nothing can be planned for"):
            plan(when)
    assert outcomes(store).counts["planned"] == 0
    for when in (datetime(2036, 5, 4), datetime(2036, 5, 4, 16), datetime(2036, 5, 5)):
        plan(when)


def test_outcomes_set_the_model_against_what_was_found(store: Store, settings: Settings) -> None:
    assert outcomes(store).agreement == ()
    results = {"a": ("S3", "S3"), "b": ("S3", "S2"), "c": ("S4", "S1"), "d": (None, "S2"), "e": ("S2", "S2")}
    ids = file(store, [Complaint(name, severity=given) for name, (given, _) in results.items()])
    for name, (_, found) in results.items():
        closed(store, settings, ids[name])
        follow_up(store, name, Outcome.SATISFIED, actor="bo", severity=Severity(found), settings=settings)
    # A correction by hand changes what counts, but not what the model said.
    found = outcomes(store)
    assert found.counts == {"planned": 0, "attempted": 0, "no_answer": 0, "satisfied": 5, "dissatisfied": 0}
    (one,) = found.agreement
    assert (one.model_version, one.n, one.n_abstained) == ("1", 5, 1)
    assert {(cell.given, cell.found): cell.n for cell in one.table} == {
        (None, "S2"): 1,
        ("S2", "S2"): 1,
        ("S3", "S2"): 1,
        ("S3", "S3"): 1,
        ("S4", "S1"): 1,
    }
    assert (one.same.n, one.near.n, one.too_low.n, one.same.of) == (2, 3, 2, 4)
    assert one.same.low < 0.5 < one.same.high
