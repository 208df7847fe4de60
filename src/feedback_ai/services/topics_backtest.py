"""The watch over topics, replayed on a store's own history, so that its limit is set by what it costs."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_planted import Planted, plant
from feedback_ai.services.topics_watch import DAY, by_pace, grouped, step_end
from feedback_ai.services.topics_window import FAR, end_of_day
from feedback_ai.store import Store
from feedback_ai.store.topic_times import Text, TopicTimeRepository
from feedback_ai.store.topics import TopicRepository
from feedback_ai.topics.backtest import Backtest

if TYPE_CHECKING:
    from feedback_ai.topics.backtest import Group
    from feedback_ai.topics.pace import Pace

MAX_DAYS = 1461
"""Days of history that are replayed, the latest ones: enough for half of them to have a season, if there is one."""
MIN_JUDGED = 28
"""Days that must be left to judge once there is enough history for a forecast."""
Key = TypeVar("Key", bound=Hashable)


class StoreBacktest(Backtest):
    """What the watch, and the search for what is new, would have done.

    Attributes:
        new_topics: What became of topics that were made new; None where no topic is fit for that.
    """

    new_topics: Planted | None


def backtest_store(store: Store, *, false_alarms: float) -> StoreBacktest:
    """Replay the history of a store, once as it was, then without and with rises, then with topics made new.

    Args:
        store: The store; its topics are those of the last fit.
        false_alarms: False alarms a week that are borne, all topics together.

    Raises:
        TooFewError: If there are no topics, or too few days.
        StoreError: If the store cannot be read.
    """
    from feedback_ai.topics.backtest import backtest
    from feedback_ai.topics.pace import DAILY

    with store.reading() as session:
        known = {topic.id for topic in TopicRepository(session).all(retired=False)}
        repository = TopicTimeRepository(session)
        texts = repository.texts(FAR)
        of_topics: dict[int, list[Text]] = {topic_id: [] for topic_id in sorted(known)}
        for topic_id, feedback_id in repository.of_topics(FAR):
            if topic_id in known:
                of_topics[topic_id].append(texts[feedback_id])
    if not known:
        raise TooFewError("There are no topics to watch.", hint="Run `feedback-ai topics fit` first.")
    needed = DAILY.guard + DAILY.least + MIN_JUDGED
    times = [text.at for text in texts.values()]
    n_days = -((times[0] - end_of_day(times[-1])) // DAY) if times else 0
    if n_days < needed:
        raise TooFewError(
            f"The store has {n_days} days of feedback.", hint=f"A replay needs {needed}: records with `created_at`."
        )
    end = end_of_day(times[-1])
    groups = replayed(of_topics, list(texts.values()), end - min(n_days, MAX_DAYS) * DAY, end)
    found = backtest(groups, a_week=false_alarms)
    return StoreBacktest(**found.model_dump(), new_topics=plant(store, of_topics, texts))


def replayed(
    of_topics: Mapping[Key, Sequence[Text]], texts: Sequence[Text], first: datetime, end: datetime
) -> "list[Group]":
    """The topics of a history in steps by their volume; those that have too few steps, in days.

    Weeks are those of the watch, Monday to Sunday: the days after the last Sunday are left out of them.

    Args:
        of_topics: The texts of each topic, in order of time.
        texts: All texts, in order of time.
        first: Begin of what is replayed.
        end: Its end.
    """
    from feedback_ai.topics.pace import DAILY

    groups: dict[Pace, list[Key]] = {}
    for pace, keys in by_pace(of_topics, first, end).items():
        begin, last = _whole_steps(first, end, pace)
        enough = pace.guard + pace.least + MIN_JUDGED * pace.steps_a_day
        groups.setdefault(pace if (last - begin) // pace.length >= enough else DAILY, []).extend(keys)
    return [
        grouped([of_topics[key] for key in keys], texts, *_whole_steps(first, end, pace), pace)
        for pace, keys in groups.items()
    ]


def _whole_steps(first: datetime, end: datetime, pace: "Pace") -> tuple[datetime, datetime]:
    """Begin of the first step and end of the last one that are whole between two moments."""
    return step_end(first, pace), step_end(end, pace) - (step_end(end, pace) > end) * pace.length
