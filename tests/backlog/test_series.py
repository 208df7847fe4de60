from dataclasses import replace
from datetime import timedelta

import pytest
from backlog_fakes import NOW, Complaint, complaints, frames
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.items import Key, unhappy_segments
from feedback_ai.backlog.series import Measure, count

KEY = Key(1, "reliability", "machine", "mobile-care")
WEEK = timedelta(days=7)


def counted(listed: list[Complaint], measure: Measure, weeks: int = 4, *, elsewhere: bool = False):
    own = frames(listed)
    texts = own["texts"].assign(source=["a" if one.record_id < "m" else "z" for one in listed])
    segments = unhappy_segments(own["texts"], own["mentions"], own["causes"], own["topics"])
    return count(texts, segments, measure, NOW - weeks * WEEK, weeks, WEEK, elsewhere=elsewhere)


def test_texts_that_bear_the_problem_are_counted_beside_all_texts_of_the_unit() -> None:
    listed = [
        *complaints(3, "a", days_ago=10),
        *complaints(2, "b", days_ago=10, topic=2),
        *complaints(4, "c", days_ago=3, sentiment="positive"),
        *complaints(5, "d", days_ago=10, unit="clinic"),
        *complaints(6, "e", days_ago=None),
        *complaints(7, "f", days_ago=100),
    ]
    own = counted(listed, Measure(KEY))
    assert own.bearing.tolist() == [0, 0, 3, 0]
    assert own.texts.tolist() == [0, 0, 5, 4]
    other = counted(listed, Measure(KEY), elsewhere=True)
    assert (other.bearing.tolist(), other.texts.tolist()) == ([0, 0, 5, 0], [0, 0, 5, 0])


def test_a_text_of_an_unknown_unit_is_no_control() -> None:
    listed = [*complaints(3, "a"), *complaints(5, "d", unit="clinic"), *complaints(9, "n", unit=None)]
    assert counted(listed, Measure(KEY), elsewhere=True).texts.sum() == 5
    nowhere = Measure(replace(KEY, unit=None))
    assert counted(listed, nowhere).texts.sum() == 9
    assert counted(listed, nowhere, elsewhere=True).texts.sum() == 8


@pytest.mark.parametrize(("labels", "n"), [((), 6), (("dimension",), 5), (("cause",), 4), (("dimension", "cause"), 3)])
def test_labels_narrow_what_bears_it_but_not_the_exposure(labels: tuple[str, ...], n: int) -> None:
    listed = [
        *complaints(3, "a"),
        *complaints(2, "b", cause="people"),
        *complaints(1, "c", facet="empathy"),
    ]
    own = counted(listed, Measure(KEY, labels))
    assert (own.bearing.sum(), own.texts.sum()) == (n, 6)


def test_only_sources_of_the_plan_count() -> None:
    listed = [*complaints(3, "a"), *complaints(4, "z")]
    assert counted(listed, Measure(KEY, sources=("a",))).texts.sum() == 3
    assert counted([], Measure(KEY)).texts.tolist() == [0, 0, 0, 0]


@given(st.lists(st.integers(-5, 40), max_size=30))
def test_each_text_counts_once_in_its_own_step(days: list[int]) -> None:
    listed = [Complaint(f"r{place}", days_ago=day) for place, day in enumerate(days)]
    own = counted(listed, Measure(KEY))
    assert own.texts.tolist() == own.bearing.tolist()
    assert own.texts.sum() == sum(0 < day <= 28 for day in days)
