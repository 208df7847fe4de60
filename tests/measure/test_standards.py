from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.measure.register import Standard
from feedback_ai.measure.standards import compliance

STANDARD = Standard(
    name="quick",
    labels={"en": "Answered within a day", "zh": "一天内答复"},
    touchpoint="end",
    element="people",
    measure="answer",
    target=24,
    direction="lower",
    by=date(2026, 6, 30),
    review=date(2026, 12, 31),
    owner="Head of service",
)


def test_the_average_may_meet_what_was_not_met_every_time():
    kept = compliance(STANDARD, np.array([1.0, 2.0, 3.0, 48.0]), date(2026, 7, 1))
    assert (kept.n, kept.met, kept.share, kept.every_time) == (4, 3, 0.75, False)
    assert (kept.average, kept.average_met) == (13.5, True)


def test_due_and_overdue_follow_the_dates():
    days = [date(2026, 6, 29), date(2026, 6, 30), date(2026, 12, 31), date(2027, 1, 1)]
    found = [compliance(STANDARD, np.array([1.0]), day) for day in days]
    assert [(one.due, one.overdue) for one in found] == [(False, False), (True, False), (True, False), (True, True)]


def test_what_was_never_measured_is_not_known():
    kept = compliance(STANDARD, np.array([]), date(2026, 7, 1))
    assert (kept.n, kept.share, kept.every_time, kept.average, kept.average_met) == (0, None, None, None, None)


def test_what_ended_without_an_answer_is_not_met_and_in_no_average():
    kept = compliance(STANDARD, np.array([2.0, np.nan]), date(2026, 7, 1))
    assert (kept.n, kept.met, kept.every_time, kept.average, kept.average_met) == (2, 1, False, 2.0, True)
    never = compliance(STANDARD, np.array([np.nan]), date(2026, 7, 1))
    assert (never.n, never.share, never.average, never.average_met) == (1, 0, None, None)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_the_interval_holds_the_share(values):
    kept = compliance(STANDARD, np.array(values), date(2026, 7, 1))
    assert 0 <= kept.low <= kept.share + 1e-9
    assert kept.share - 1e-9 <= kept.high <= 1
    assert kept.every_time == (kept.share == 1)
