"""The watch over topics, replayed on a store's own history, so that its limit is set by what it costs."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_watch import DAY, by_day
from feedback_ai.services.topics_window import end_of_day
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicRepository

if TYPE_CHECKING:
    from feedback_ai.topics.backtest import Backtest

MAX_DAYS = 730
"""Days of history that are replayed, the latest ones."""
MIN_JUDGED = 28
"""Days that must be left to judge once there is enough history for a forecast."""
_FAR = datetime(9999, 12, 31, tzinfo=UTC)


def backtest_store(store: Store, *, false_alarms: float) -> "Backtest":
    """Replay the history of a store day by day, once as it was, then without and with rises.

    Args:
        store: The store; its topics are those of the last fit.
        false_alarms: False alarms a week that are borne, all topics together.

    Raises:
        TooFewError: If there are no topics, or too few days.
        StoreError: If the store cannot be read.
    """
    import numpy as np

    from feedback_ai.topics.backtest import backtest
    from feedback_ai.topics.watch import GUARD, MIN_HISTORY

    with store.reading() as session:
        repository = TopicRepository(session)
        known = {topic.id for topic in repository.all(retired=False)}
        times = repository.exposure(_FAR)
        occurrences = list(repository.occurrences(_FAR))
    if not known:
        raise TooFewError("There are no topics to watch.", hint="Run `feedback-ai topics fit` first.")
    needed = GUARD + MIN_HISTORY + MIN_JUDGED
    end = end_of_day(times[-1]) if times else _FAR
    n_days = min(-((times[0] - end) // DAY), MAX_DAYS) if times else 0
    if n_days < needed:
        raise TooFewError(
            f"The store has {n_days} days of feedback.", hint=f"A replay needs {needed}: records with `created_at`."
        )
    of_topics: dict[int, list[datetime]] = defaultdict(list)
    for topic_id, _, created_at in occurrences:
        of_topics[topic_id].append(created_at)
    first = end - n_days * DAY
    counts = np.array([by_day(of_topics[topic_id], first, n_days, end) for topic_id in sorted(known)])
    return backtest(counts, by_day(times, first, n_days, end), a_week=false_alarms)
