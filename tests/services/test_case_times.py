from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from backlog_fakes import Complaint, file

from feedback_ai.services.case_detail import get_case
from feedback_ai.services.case_follow_up import follow_up
from feedback_ai.services.case_times import case_shares, case_times
from feedback_ai.services.case_work import transition
from feedback_ai.services.corrections import Judgement, correct
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.grades import grades
from feedback_ai.services.indicators import indicators
from feedback_ai.store.records import EvidenceFilter
from feedback_ai.triage.follow_up import Outcome
from feedback_ai.triage.states import CaseState

WRITTEN = datetime(2026, 9, 28, tzinfo=UTC)
"""When `days_ago=2` was written, a Monday; the default profile wants a response to an S2 by Tuesday evening."""


@pytest.fixture
def cases(store, settings):
    """One answered and closed in time and content, one answered late, one acknowledged; nobody touched the fourth."""
    ids = file(store, [Complaint(name, severity="S2", days_ago=2, customer=name) for name in ("a", "b", "c", "d")])
    way = ("acknowledged", "assessed", "investigating", "responded", "closed")
    for name, hours in (("a", (9, 9, 9, 12, 30)), ("b", (70, 70, 70, 72)), ("c", (10,))):
        for hour, state in zip(hours, way, strict=False):
            now = WRITTEN + timedelta(hours=hour)
            transition(store, ids[name], CaseState(state), actor="ann", why=None, settings=settings, now=now)
    follow_up(store, ids["a"], Outcome.SATISFIED, actor="ann", settings=settings, now=WRITTEN + timedelta(hours=50))
    return ids


def read(store, settings, now=WRITTEN + timedelta(days=10)):
    evidence = load_evidence(store, EvidenceFilter(), settings=settings)
    return case_times(store, evidence, settings, now=now)


def test_every_complaint_tells_its_times(store, settings, cases):
    found = read(store, settings).set_index("feedback_id")
    found["in_time"] = found["in_time"].map(lambda dated: next((good for _, good in dated), None))
    found["content"] = found["results"].map(lambda dated: [good for _, good in dated])
    told = found[["first_response_h", "resolution_h", "waiting_h", "followed_up", "in_time", "content"]]
    told = told.astype(object).where(told.notna(), None)
    assert {name: tuple(told.loc[id_]) for name, id_ in cases.items()} == {
        "a": (12.0, 30.0, None, True, True, [True]),
        "b": (72.0, None, 240.0, None, False, []),
        "c": (None, None, 240.0, None, False, []),
        "d": (None, None, 240.0, None, False, []),
    }


def test_opening_again_does_not_mend_a_late_answer(store, settings, cases):
    for hours, state, why in ((74, "closed", None), (80, "reopened", "It broke again."), (81, "responded", None)):
        now = WRITTEN + timedelta(hours=hours)
        transition(store, cases["b"], CaseState(state), actor="ann", why=why, settings=settings, now=now)
    late = read(store, settings).set_index("feedback_id").loc[cases["b"]]
    assert [good for _, good in late["in_time"]] == [False]
    assert late["first_response_h"] == 72.0


def test_a_response_counts_in_the_month_in_which_it_was_given_or_its_deadline_passed(store, settings):
    ids = file(store, [Complaint(name, severity="S2", days_ago=0, customer=name) for name in ("a", "b")])
    for hour, state in enumerate(("acknowledged", "assessed", "investigating", "responded")):
        now = datetime(2026, 10, 1, 1 + hour, tzinfo=UTC)
        transition(store, ids["a"], CaseState(state), actor="ann", why=None, settings=settings, now=now)
    moments = datetime(2026, 10, 1, 2, tzinfo=UTC), datetime(2026, 10, 3, tzinfo=UTC)
    early, late = (case_shares(read(store, settings, moment), "unit") for moment in moments)
    assert early.empty
    assert late.to_dict("records") == [
        {"month": "2026-10", "unit": late["unit"][0], "value": 0.5, "n": 2, "part": "response_speed"}
    ]


def test_closing_without_an_answer_is_no_answer_in_time(store, settings):
    (id_,) = file(store, [Complaint("a", severity="S2", days_ago=2)]).values()
    for hour, state, why in ((1, "closed", "A duplicate."), (2, "reopened", "It is none."), (3, "closed", "Too old.")):
        now = WRITTEN + timedelta(hours=hour)
        transition(store, id_, CaseState(state), actor="ann", why=why, settings=settings, now=now)
    found = read(store, settings).set_index("feedback_id").loc[id_]
    assert pd.isna(found["first_response_h"])
    assert pd.isna(found["resolution_h"])
    assert found["in_time"] == [(WRITTEN + timedelta(hours=1), False)]
    speed = case_shares(read(store, settings), "unit").set_index("part").loc["response_speed"]
    assert (speed["value"], speed["n"]) == (0, 1)
    view = get_case(store, id_, settings=settings, now=WRITTEN + timedelta(days=10))
    assert {str(clock.target): str(clock.status) for clock in view.clocks} == {
        "acknowledge": "unanswered",
        "first_response": "unanswered",
        "resolution": "unanswered",
    }
    assert {str(clock.target): clock.done_at == clock.ended_at for clock in view.clocks} == {
        "acknowledge": False,
        "first_response": False,
        "resolution": False,
    }
    assert view.clock == "unanswered"


def test_the_clock_of_resolution_is_met_exactly_where_the_indicator_counts_it(store, settings):
    ids = file(store, [Complaint(name, severity="S2", days_ago=2, customer=name) for name in ("answered", "put-away")])
    ways = {
        "answered": ("acknowledged", "assessed", "responded", "closed", "reopened", "closed"),
        "put-away": ("closed", "reopened", "closed"),
    }
    for name, way in ways.items():
        for hour, state in enumerate(way, start=1):
            now = WRITTEN + timedelta(hours=hour)
            transition(store, ids[name], CaseState(state), actor="ann", why="Why.", settings=settings, now=now)
    found = read(store, settings).set_index("feedback_id")
    for name, solved in (("answered", True), ("put-away", False)):
        view = get_case(store, ids[name], settings=settings, now=WRITTEN + timedelta(days=10))
        clock = next(clock for clock in reversed(view.clocks) if clock.target == "resolution")
        assert (clock.status == "met", clock.done_at is not None) == (solved, solved)
        assert pd.notna(found.loc[ids[name], "resolution_h"]) == solved


def test_shares_are_of_the_cases_that_have_come_to_it(store, settings, cases):
    shares = case_shares(read(store, settings), "unit").set_index("part")
    assert set(shares["month"]) == {"2026-09"}
    assert tuple(shares.loc["response_speed", ["value", "n"]]) == (pytest.approx(1 / 4), 4)
    assert tuple(shares.loc["follow_up", ["value", "n"]]) == (1.0, 1)


def test_what_happens_later_changes_no_month_that_is_over(store, settings, cases):
    october = datetime(2026, 10, 1, tzinfo=UTC)

    def september():
        shares = case_shares(read(store, settings, now), "unit")
        return shares[shares["month"] == "2026-09"].to_dict("records")

    def graded():
        rows = grades(store, settings=settings).document()["rows"]
        return [row for row in rows if row["month"] == "2026-09"]

    now = october
    known, letters = september(), graded()
    assert {row["part"] for row in known} == {"response_speed", "follow_up"}
    steps = [("b", 80, "closed"), ("d", 90, "acknowledged"), ("d", 91, "assessed"), ("d", 92, "responded")]
    for name, hours, state in [*steps, ("a", 93, "reopened"), ("a", 94, "closed")]:
        later, why = WRITTEN + timedelta(hours=hours), "It broke again."
        transition(store, cases[name], CaseState(state), actor="ann", why=why, settings=settings, now=later)
    told = {"actor": "ann", "severity": "S2", "settings": settings, "now": WRITTEN + timedelta(hours=100)}
    for name in ("a", "b"):
        follow_up(store, cases[name], Outcome.DISSATISFIED, **told)
    now = WRITTEN + timedelta(days=40)
    assert (september(), graded()) == (known, letters)
    shares = case_shares(read(store, settings, now), "unit").set_index(["month", "part"])
    assert tuple(shares.loc[("2026-10", "follow_up"), ["value", "n"]]) == (0.0, 2)


def test_the_first_step_ever_changes_no_month_that_was_over_before_it(store, settings):
    names = ("a", "b", "c")
    ids = file(store, [Complaint(name, severity="S2", days_ago=2, customer=name, unit=name) for name in names])

    def graded():
        rows = grades(store, settings=settings, now=datetime(2026, 12, 1, tzinfo=UTC)).document()["rows"]
        return [row for row in rows if row["month"] == "2026-09"]

    before = graded()
    assert [("response_speed" in row["not_known"]) for row in before] == [True] * 3
    for hour, state in enumerate(("acknowledged", "assessed", "responded")):
        now = datetime(2026, 11, 5, hour, tzinfo=UTC)
        transition(store, ids["a"], CaseState(state), actor="ann", why=None, settings=settings, now=now)
    assert graded() == before
    assert read(store, settings, datetime(2026, 11, 4, tzinfo=UTC)) is None


def test_a_text_that_is_made_a_case_later_was_late_in_no_month_before(store, settings):
    written = [
        Complaint("a", severity="S2", days_ago=2),
        Complaint("b", severity="S2", days_ago=2, sentiment="positive"),
    ]
    ids = file(store, written)
    correct(store, ids["b"], Judgement(intent="praise"), author="ann", now=WRITTEN)
    transition(store, ids["a"], CaseState.ACKNOWLEDGED, actor="ann", settings=settings, now=WRITTEN)
    known = case_shares(read(store, settings), "unit").to_dict("records")
    assert [(row["month"], row["n"]) for row in known] == [("2026-09", 1)]
    november = datetime(2026, 11, 5, tzinfo=UTC)
    transition(store, ids["b"], CaseState.ACKNOWLEDGED, actor="ann", settings=settings, now=november)
    assert case_shares(read(store, settings, november + timedelta(days=1)), "unit").to_dict("records") == known


def test_where_nobody_works_with_cases_there_are_no_times(store, settings):
    file(store, [Complaint("a", severity="S2", days_ago=2)])
    assert read(store, settings) is None


def test_indicators_and_grades_read_them(store, settings, cases):
    rows = {row["indicator"]: row for row in indicators(store, settings=settings).document()["rows"]}
    assert (rows["first_response"]["n"], rows["first_response"]["missing"]) == (2, None)
    assert rows["follow_up_rate"]["value"] == 100
    parts = grades(store, settings=settings).grades.parts
    known = set(parts.loc[parts["month"] == "2026-09", "part"]) if len(parts) else set()
    assert isinstance(parts, pd.DataFrame)
    assert {"response_speed", "follow_up"} <= known
