from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.errors import OptionError
from feedback_ai.triage.incidents import (
    STEPS,
    Case,
    IncidentState,
    Matter,
    check_step,
    commonest,
    group,
    incident_state,
    matters_of,
    n_between,
    n_by_day,
    spread,
)

NOW = datetime(2026, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def case(topics: set[int], causes: set[str], dimensions: set[str], id_: str = "a") -> Case:
    return Case(id_, NOW, "east", "S2", frozenset(topics), frozenset(causes), frozenset(dimensions))


def test_cases_are_together_by_topic_and_by_named_cause_and_dimension() -> None:
    by_cause = Matter(cause="machine", dimension="price")
    assert matters_of(case({1, 2}, {"machine"}, {"price"})) == {Matter(topic_id=1), Matter(topic_id=2), by_cause}
    assert matters_of(case(set(), {"machine"}, {"price"})) == {by_cause}
    assert matters_of(case(set(), {"unknown"}, {"price"})) == matters_of(case(set(), set(), {"price"})) == frozenset()


cases = st.builds(
    lambda id_, topics, causes, dimensions, hours: Case(
        str(id_), NOW - timedelta(hours=hours), None, None, topics, causes, dimensions
    ),
    st.integers(0, 99),
    st.frozensets(st.integers(1, 3), max_size=2),
    st.frozensets(st.sampled_from(["machine", "people", "unknown"])),
    st.frozensets(st.sampled_from(["price", "empathy"])),
    st.integers(0, 99),
)


@given(st.lists(cases, max_size=20, unique_by=lambda one: one.feedback_id))
def test_groups_hold_every_case_under_each_of_its_matters_by_time(listed: list[Case]) -> None:
    found = group(listed)
    for matter, own in found.items():
        assert [one.at for one in own] == sorted(one.at for one in own)
        assert all(matter in matters_of(one) for one in own)
    assert sum(map(len, found.values())) == sum(len(matters_of(one)) for one in listed)


@given(st.lists(st.integers(0, 239), max_size=30).map(sorted), st.integers(1, 10))
def test_days_add_up(hours: list[int], days: int) -> None:
    times = [NOW + timedelta(hours=hour) for hour in hours]
    by_day = n_by_day(times, NOW, days)
    assert sum(by_day) == n_between(times, NOW, NOW + days * DAY) == sum(hour < 24 * days for hour in hours)


def test_units_and_values_are_counted() -> None:
    assert list(spread(["a", "b", None, "b"]).items()) == [("b", 2), ("", 1), ("a", 1)]
    assert commonest(["x", "b", "a", "b", "a"]) == "a"
    assert commonest([]) is None


states = st.sampled_from(IncidentState)


@given(now=states, wanted=states)
def test_people_take_the_steps_of_the_table_alone(now: IncidentState, wanted: IncidentState) -> None:
    if wanted in STEPS[now]:
        check_step(now, wanted)
        return
    with pytest.raises(OptionError) as caught:
        check_step(now, wanted)
    assert caught.value.options == STEPS[now]


def test_an_unknown_state_lists_the_valid_ones() -> None:
    with pytest.raises(OptionError, match="proposed, confirmed, dismissed, closed"):
        incident_state("over")
