from datetime import UTC, datetime, timedelta

from feedback_ai.services.topics_watch import Alarm, alarms
from feedback_ai.store.topic_times import Text

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
