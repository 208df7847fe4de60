from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import Complaint, file

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_backtest import backtest_store, replayed
from feedback_ai.store import Store
from feedback_ai.store.topic_times import Text


def test_a_store_is_replayed(store: Store) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=n % 120, topic=2) for n in range(480)])
    file(store, [Complaint(f"b-{n}", days_ago=n % 120) for n in range(240)])
    found = backtest_store(store, false_alarms=0.25)
    assert (found.n_topics, found.n_days, found.a_week) == (2, 120 - 35, 0.25)
    assert (found.alarms_a_week, found.false_alarms_a_week) == (0, 0)
    assert found.n_by_step == {"day": 2}
    # The topics of this store have no vectors, so none of them is found when it is made new.
    assert found.new_topics is not None
    assert (found.new_topics.n, found.new_topics.found, found.new_topics.median_delay) == (2, 0.0, None)
    assert [rise.ratio for rise in found.rises] == [1.5, 2.0, 3.0]
    assert found.rises[-1].seen > 0.9


def test_without_topics_or_history_it_is_told_what_is_missing(store: Store) -> None:
    with pytest.raises(TooFewError, match="no topics"):
        backtest_store(store, false_alarms=0.25)
    file(store, [Complaint(f"a-{n}", days_ago=n) for n in range(40)])
    with pytest.raises(TooFewError, match="40 days") as caught:
        backtest_store(store, false_alarms=0.25)
    assert "needs 63" in str(caught.value.hint)


def test_weeks_of_a_replay_are_those_of_the_watch() -> None:
    """A rare topic beside a text a day; the last Monday begins a week that is not over."""
    end, day = datetime(2026, 10, 1, tzinfo=UTC), timedelta(days=1)
    texts = [Text(str(n), end - n * day + day / 2, ("shop", "1")) for n in range(350, 0, -1)]
    (group,) = replayed({1: texts[5::40]}, texts, end - 350 * day, end)
    assert group.pace.step == "week"
    assert group.exposure.tolist() == [[7] * 49], "50 weeks, of which the first and the last are not whole"
    assert group.counts.sum() == len(texts[5::40])
