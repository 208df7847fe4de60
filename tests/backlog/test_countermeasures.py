from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.backlog.countermeasures import (
    Kind,
    Progress,
    check_done,
    check_order,
    due,
    is_overdue,
    kind_of,
    progress_of,
)
from feedback_ai.errors import OptionError

NOW = datetime(2026, 9, 30, tzinfo=UTC)


def test_the_harm_is_contained_first_or_something_says_why_not() -> None:
    check_order(Kind.CONTAINMENT, [], None)
    check_order(Kind.LASTING, [Kind.CONTAINMENT], None)
    check_order(Kind.LASTING, [], "Nothing to contain.")
    for note in (None, "", " "):
        with pytest.raises(OptionError, match="comes first"):
            check_order(Kind.LASTING, [Kind.LASTING], note)


def test_the_harm_is_contained_before_the_cause_counts_as_removed() -> None:
    check_done(Kind.CONTAINMENT, [Kind.LASTING], None)
    check_done(Kind.LASTING, [Kind.LASTING], None)
    check_done(Kind.LASTING, [Kind.CONTAINMENT], "Nobody waits any more.")
    for note in (None, "", " "):
        with pytest.raises(OptionError, match="not done yet"):
            check_done(Kind.LASTING, [Kind.CONTAINMENT], note)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), st.floats(0, 90))
def test_what_is_due_on_a_day_is_overdue_when_that_day_is_over(at: datetime, days: float) -> None:
    assert not is_overdue(at, at)
    later = at + timedelta(days=days)
    assert is_overdue(at, later) == (later.date() > at.date())


def test_a_containment_is_due_at_once_and_a_lasting_one_by_the_settings() -> None:
    assert due(Kind.CONTAINMENT, NOW, 0, 7) == NOW
    assert due(Kind.LASTING, NOW, 0, 10) == NOW + timedelta(days=10)


def test_an_unknown_kind_names_the_valid_ones() -> None:
    assert kind_of("lasting") is Kind.LASTING
    with pytest.raises(OptionError, match="containment, lasting"):
        kind_of("quick")


@pytest.mark.parametrize(
    ("containments", "lasting", "progress"),
    [
        ([], [], Progress.NONE),
        ([False], [], Progress.NOTED),
        ([], [False], Progress.NOTED),
        ([True, False], [], Progress.DONE),
        ([True], [False], Progress.CONTAINED),
        ([True], [True, False], Progress.DONE),
        ([False], [True], Progress.DONE),
    ],
)
def test_a_containment_alone_is_enough_only_where_nothing_lasting_is_noted(
    containments: list[bool], lasting: list[bool], progress: Progress
) -> None:
    assert progress_of({Kind.CONTAINMENT: containments, Kind.LASTING: lasting}) is progress
