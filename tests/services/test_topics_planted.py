from datetime import UTC, datetime, timedelta

from topic_fakes import MatterAnalyzer, add, texts_of

from feedback_ai.services import topics
from feedback_ai.services.topics_backtest import backtest_store
from feedback_ai.services.topics_planted import N_PLANTED, plant
from feedback_ai.store import Store

END = datetime(2026, 6, 30, 12, tzinfo=UTC)


def fitted(store: Store, weeks: int, step: int = 5) -> Store:
    """Four matters, two texts of each every few days; few enough that none is larger than a topic may be."""
    for place in range(0, 7 * weeks, step):
        words = [(f"{text} w{place}", language) for text, language in texts_of(n=2)]
        add(store, words, at=END - timedelta(days=place), prefix=f"w{place}-")
    topics.fit(store, MatterAnalyzer())
    return store


def test_a_topic_that_is_made_new_is_found_again(store: Store) -> None:
    found = backtest_store(fitted(store, 16), false_alarms=0.25).new_topics
    assert found is not None
    assert found.n == 4 <= N_PLANTED
    assert found.found > 0
    assert found.recall is not None
    assert 0 < found.recall <= 1


def test_without_enough_of_a_past_none_is_made_new(store: Store) -> None:
    fitted(store, 8, step=7)
    assert plant(store, {1: [], 2: []}, {}) is None
