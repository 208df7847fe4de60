from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import Complaint, file

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.services.topics_growth import emerging
from feedback_ai.services.topics_series import series
from feedback_ai.services.topics_window import parse_as_of
from feedback_ai.store import Store


@pytest.fixture
def burst(store: Store) -> Store:
    """Two texts a day, then a day of 25, 5 days ago."""
    file(store, [Complaint(f"a-{n}", days_ago=n % 120, topic=2) for n in range(600)])
    file(store, [Complaint(f"b-{n}", days_ago=n % 120) for n in range(240)])
    file(store, [Complaint(f"c-{n}", days_ago=5) for n in range(25)])
    return store


def test_a_series_has_counts_exposure_and_baseline(burst: Store) -> None:
    found = series(burst, 1, days=28)
    assert (found.topic_id, found.step, len(found.points)) == (1, "day", 28)
    assert found.points[-1].begin == datetime(2026, 9, 30, tzinfo=UTC)
    assert found.points[-6].observed == 27
    assert found.points[-6].exposure == 32
    assert found.points[-6].alarm
    assert found.points[0].expected == pytest.approx(2, rel=0.1)
    assert sum(point.alarm for point in found.points) == 1


def test_a_replay_does_not_look_ahead(burst: Store) -> None:
    whole = series(burst, 1, days=28).points
    earlier = series(burst, 1, as_of=parse_as_of("2026-09-20"), days=18).points
    assert earlier == whole[:18]


def test_a_rare_topic_is_told_by_the_week(store: Store) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=n % 120, topic=2) for n in range(600)])
    file(store, [Complaint(f"b-{n}", days_ago=20 * n) for n in range(5)])
    found = series(store, 1)
    assert found.step == "week"
    assert len(found.points) == 13, "the last week has begun on Monday, and the first one did before the 84 days"
    assert found.points[1].begin - found.points[0].begin == timedelta(days=7)


def test_weeks_begin_on_mondays_and_do_not_move_from_day_to_day(store: Store) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=n % 120, topic=2) for n in range(600)])
    file(store, [Complaint(f"b-{n}", days_ago=20 * n) for n in range(5)])
    whole = series(store, 1, days=84)
    assert {point.begin.weekday() for point in whole.points} == {0}
    earlier = series(store, 1, as_of=parse_as_of("2026-09-23"), days=70)
    assert earlier.step == "week"
    same = {point.begin: point for point in whole.points}
    assert all(same[point.begin] == point for point in earlier.points[:-1])
    assert (earlier.points[-1].exposure, same[earlier.points[-1].begin].exposure) == (3 * 5, 7 * 5)


@pytest.mark.parametrize(("step", "every"), [("day", 1), ("week", 9)])
def test_series_and_growth_go_in_the_same_steps_and_raise_the_same_alarms(store: Store, step: str, every: int) -> None:
    """The topic became more frequent 70 days ago, so that before the last 84 days its steps would be longer."""
    file(store, [Complaint(f"a-{n}", days_ago=n % 150, topic=2) for n in range(1500)])
    file(store, [Complaint(f"b-{day}", days_ago=day) for day in range(75, 150, 25)])
    file(store, [Complaint(f"c-{day}", days_ago=day) for day in range(0, 70, every)])
    file(store, [Complaint(f"d-{n}", days_ago=3) for n in range(12)])
    (grown,) = [one for one in emerging(store) if one.topic_id == 1]
    told = series(store, 1)
    assert told.step == grown.step == step
    end, length = grown.window_to, told.points[1].begin - told.points[0].begin
    ends = [min(point.begin + length, end) for point in told.points if point.alarm]
    ends = [one for one in ends if one > grown.window_from]
    assert (grown.raised, grown.last_raised) == (ends[0], ends[-1])


def test_without_history_nothing_is_expected(store: Store) -> None:
    file(store, [Complaint("a", days_ago=1)])
    points = series(store, 1).points
    assert sum(point.observed for point in points) == 1
    assert {point.expected for point in points} == {None}


def test_what_cannot_be_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        series(store, 1)
    file(store, [Complaint("a", days_ago=None)])
    with pytest.raises(TooFewError):
        series(store, 1)
    with pytest.raises(OptionError):
        series(store, 1, days=0)
