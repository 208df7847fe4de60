from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_ai.services.topics_watch import Alarm, alarms, by_pace, first_step, grouped, is_running, step_end
from feedback_ai.store.topic_times import Text
from feedback_ai.topics.pace import DAILY, HOURLY, WEEKLY
from feedback_ai.topics.season import MAX_YEARS, told_until
from feedback_ai.topics.watch import watch

END = datetime(2026, 10, 1, tzinfo=UTC)
START = END - timedelta(days=28)


def written(days_ago, n=1):
    """`n` texts at noon of the day that ends so many days before `END`."""
    return [
        Text(f"{days_ago}-{number}", END - timedelta(days=days_ago, hours=12), ("shop", "1")) for number in range(n)
    ]


def by_time(texts):
    return sorted(texts, key=lambda text: text.at)


def raised(found):
    return {key for key, alarm in found.items() if alarm.raised}


def steady(n, days=150):
    return [at for day in range(days - 1, -1, -1) for at in written(day, n)]


def test_a_topic_that_comes_in_a_burst_raises_an_alarm_with_its_days():
    burst = by_time([*steady(1), *written(6, 9), *written(5, 9), *written(4, 9)])
    found = alarms({1: burst, 2: steady(2)}, by_time([*steady(20), *burst]), START, END)
    assert raised(found) == {1}
    assert {alarm.step for alarm in found.values()} == {"day"}
    assert found[1].since == END - timedelta(days=7)
    assert found[1].since < found[1].raised <= END - timedelta(days=4)


def test_what_comes_later_changes_nothing():
    burst = by_time([*steady(1), *written(6, 12)])
    times = by_time([*steady(20), *burst])
    later = [Text(f"later-{n}", END + timedelta(hours=n), ("shop", "1")) for n in range(50)]
    assert alarms({1: [*burst, *later]}, [*times, *later], START, END) == alarms({1: burst}, times, START, END)


def test_an_alarm_before_the_window_is_none_of_it():
    burst = by_time([*steady(1), *written(40, 20)])
    times = by_time([*steady(20), *burst])
    assert alarms({1: burst}, times, START, END) == {1: Alarm("day")}
    before = alarms({1: burst}, times, END - timedelta(days=50), END)
    assert before == {
        1: Alarm("day", END - timedelta(days=40), since=END - timedelta(days=41), last=END - timedelta(days=40))
    }


def test_little_history_raises_none():
    found = alarms({1: written(1, 30)}, by_time([*steady(3, days=20), *written(1, 30)]), START, END)
    assert not raised(found)
    assert alarms({}, steady(1), START, END) == {}


def test_topics_are_watched_in_steps_by_their_volume():
    many, some, few = (
        steady(130, days=150),
        steady(1),
        by_time([text for day in (1, 30, 60, 90) for text in written(day)]),
    )
    found = alarms({1: many, 2: some, 3: few}, by_time([*many, *some, *few]), START, END)
    assert {key: alarm.step for key, alarm in found.items()} == {1: "hour", 2: "day", 3: "week"}


def test_the_steps_are_decided_before_the_last_four_weeks_whatever_the_window():
    many, risen = steady(130), by_time([*steady(1), *(text for day in range(20) for text in written(day, 130))])
    texts = by_time([*many, *risen])
    for start in (END - timedelta(days=7), END - timedelta(days=84)):
        found = alarms({1: many, 2: risen}, texts, start, END)
        assert {key: alarm.step for key, alarm in found.items()} == {1: "hour", 2: "day"}


def test_a_young_store_is_watched_by_all_it_has():
    young = steady(3, days=30)
    assert by_pace({1: young}, young[0].at, END) == {DAILY: [1]}


def test_a_season_is_reckoned_with_whatever_the_window():
    """Of two years and a quarter the first steps of a long window know no season, the last ones do."""
    usual = [round(6 * np.exp(0.6 * np.sin(2 * np.pi * (day - 820) / 365.25))) for day in range(821)]
    own = [text for day, n in enumerate(usual) for text in written(820 - day, n)]
    texts = by_time([*own, *steady(20, days=821)])
    told = []
    for window in (28, 84):
        first, since = first_step(texts[0].at, END - timedelta(days=window), END, DAILY)
        group = grouped([own], texts, first, END, DAILY)
        told.append(watch(group.counts, group.exposure, days_between=1e3, since=since).means[0, -1])
    assert told[0] == pytest.approx(usual[-1], rel=0.15)
    assert told[1] == pytest.approx(told[0], rel=0.02)


windows, histories = st.integers(1, 366), st.integers(20, 3000)


@given(history=histories, windows=st.tuples(windows, windows), pace=st.sampled_from([HOURLY, DAILY, WEEKLY]))
def test_a_season_rests_on_the_same_history_whatever_the_window(history, windows, pace):
    last = step_end(END, pace)
    earliest = last - timedelta(days=history)
    told = set()
    for window in windows:
        first, _ = first_step(earliest, last - timedelta(days=window), last, pace)
        until = first + told_until((last - first) // pace.length - 1, pace) * pace.length
        told.add((until, max(earliest, first, until - MAX_YEARS * timedelta(days=365.25))))
    assert len(told) == 1


moments = st.datetimes(datetime(1901, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))


@given(moment=moments, pace=st.sampled_from([HOURLY, DAILY, WEEKLY]))
def test_steps_are_whole_ones_and_the_moment_is_in_the_last(moment, pace):
    last = step_end(moment, pace)
    assert last - pace.length < moment <= last
    assert (last.minute, last.second, last.microsecond) == (0, 0, 0)
    assert pace is HOURLY or last.hour == 0
    assert pace is not WEEKLY or last.weekday() == 0


def rare_with_a_burst(n):
    """A text every fourth week, and `n` on the Tuesday of the running week; `END` is a Thursday."""
    return by_time([*(text for day in range(60, 300, 28) for text in written(day)), *written(2, n)])


def test_weeks_are_whole_ones_and_a_burst_is_told_while_its_week_runs():
    own, monday = rare_with_a_burst(12), END - timedelta(days=3)
    texts = by_time([*steady(20, days=300), *own])
    (today,) = alarms({1: own}, texts, START, END).values()
    assert (today.step, today.since, today.raised) == ("week", monday, END)
    assert monday.weekday() == 0
    for later in range(1, 11):
        end = END + timedelta(days=later)
        (found,) = alarms({1: own}, texts, end - timedelta(days=28), end).values()
        assert (found.since, found.raised) == (monday, min(end, monday + timedelta(days=7)))


@pytest.mark.parametrize("seed", range(3))
def test_an_alarm_of_the_running_week_is_one_of_the_whole_week(seed):
    """Texts of a rare topic at random days: what is told on any day of a week still stands at its end."""
    rng, days = np.random.default_rng(seed), range(300, -1, -1)
    own = by_time([text for day in days for text in written(day, rng.poisson(1.5 if day < 14 else 0.2))])
    texts = by_time([*steady(20, days=301), *own])
    monday = END - timedelta(days=3)
    for week in (monday - timedelta(days=7), monday):
        looks = [alarms({1: own}, texts, day - timedelta(days=28), day)[1] for day in _days_of(week) if day <= END]
        told = [own.raised is not None for own in looks]
        assert told == sorted(told)


def _days_of(monday):
    return [monday + timedelta(days=day) for day in range(1, 8)]


@pytest.mark.parametrize(
    ("end", "now", "runs"),
    [
        (datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC), False),
        (datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 6, 29, 9, tzinfo=UTC), True),
        (datetime(2026, 6, 29, 12, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC), True),
    ],
    ids=["over", "today", "asked for its half"],
)
def test_a_step_runs_until_it_is_over(end, now, runs):
    assert is_running(end, datetime(2026, 6, 30, tzinfo=UTC), now) is runs
