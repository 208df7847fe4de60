from datetime import UTC, datetime, timedelta

from feedback_ai.services.topics_watch import Alarm, alarms

END = datetime(2026, 10, 1, tzinfo=UTC)
START = END - timedelta(days=28)


def written(days_ago, n=1):
    """`n` texts at noon of the day that ends so many days before `END`."""
    return [END - timedelta(days=days_ago, hours=12)] * n


def steady(n, days=150):
    return [at for day in range(days - 1, -1, -1) for at in written(day, n)]


def test_a_topic_that_comes_in_a_burst_raises_an_alarm_with_its_days():
    burst = sorted([*steady(1), *written(6, 9), *written(5, 9), *written(4, 9)])
    found = alarms({1: burst, 2: steady(2)}, sorted([*steady(20), *burst]), START, END)
    assert set(found) == {1}
    assert found[1].since == END - timedelta(days=7)
    assert found[1].since < found[1].raised <= END - timedelta(days=4)


def test_what_comes_later_changes_nothing():
    burst = sorted([*steady(1), *written(6, 12)])
    times = sorted([*steady(20), *burst])
    later = [END + timedelta(hours=n) for n in range(50)]
    assert alarms({1: [*burst, *later]}, [*times, *later], START, END) == alarms({1: burst}, times, START, END)


def test_an_alarm_before_the_window_is_none_of_it():
    burst = sorted([*steady(1), *written(40, 20)])
    times = sorted([*steady(20), *burst])
    assert alarms({1: burst}, times, START, END) == {}
    before = alarms({1: burst}, times, END - timedelta(days=50), END)
    assert before == {1: Alarm(raised=END - timedelta(days=40), since=END - timedelta(days=41))}


def test_little_history_raises_none():
    assert alarms({1: written(1, 30)}, sorted([*steady(3, days=20), *written(1, 30)]), START, END) == {}
    assert alarms({}, steady(1), START, END) == {}
