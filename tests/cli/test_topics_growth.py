import pytest

from feedback_ai.services.topics_backtest import StoreBacktest
from feedback_ai.topics.backtest import Rise


@pytest.fixture
def replayed(home, monkeypatch):
    """What `topics backtest` finds, with this share of rises seen within a week."""

    def found(soon, needed=2.0):
        rises = [
            Rise(ratio=ratio, n=100, soon=soon, seen=0.9, median_delay=9, p90_delay=None) for ratio in (1.5, 2.0, 3.0)
        ]
        result = StoreBacktest(
            n_topics=12,
            n_by_step={"day": 5, "week": 7},
            n_days=300,
            a_week=0.25,
            alarms_a_week=0.1,
            false_alarms_a_week=0.2,
            days_between=420.0,
            days_between_all=35.0,
            rises=tuple(rises),
            texts_a_day=0.31,
            needed_a_day=needed,
            new_topics=None,
        )
        monkeypatch.setattr("feedback_ai.services.topics_backtest.backtest_store", lambda *_, **__: result)

    return found


def test_a_backtest_says_what_helps_where_rises_are_seen_late(invoke, replayed):
    replayed(0.11)
    shown = invoke("topics", "backtest").stdout
    assert "12 topics (5 by the day, 7 by the week), 300 days" in shown
    assert "only 11% of the rises to 3 times are seen within 7 days" in shown
    assert "0.31 texts a day or fewer; about 2 a day would do" in shown
    for way in ("emerging --days 84", "topics merge", "measure servqual", "--false-alarms 1"):
        assert way in shown
    replayed(0.11, needed=None)
    assert "would do" not in invoke("topics", "backtest").stdout


def test_a_backtest_of_a_large_store_gives_no_advice(invoke, replayed):
    replayed(0.9)
    shown = invoke("topics", "backtest").stdout
    assert "day 9" in shown
    assert "only" not in shown
    assert "emerging --days" not in shown
