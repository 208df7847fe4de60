"""A topic over time: its texts, all texts of their time, and as many as were expected."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from feedback_ai.errors import NotFoundError, TooFewError
from feedback_ai.services.topics_watch import DAY, by_pace, first_step, grouped, is_running, step_end
from feedback_ai.services.topics_window import FAR, before, check_range, end_of_day
from feedback_ai.store import Store
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.topic_times import TopicTimeRepository
from feedback_ai.store.topics import TopicRepository

DAYS = 84


class Point(BaseModel):
    """A step of time.

    Attributes:
        begin: When it begins, UTC; it ends where the next one begins, the last one may still be running.
        observed: Texts of the topic in it.
        exposure: All texts in it.
        expected: Texts that the topic should have had by its past, as told on that day; None where there is too little.
        alarm: Whether the watch raised an alarm at its end.
    """

    model_config = ConfigDict(frozen=True)

    begin: datetime
    observed: int
    exposure: int
    expected: float | None
    alarm: bool


class TopicSeries(BaseModel):
    """A topic over time.

    Attributes:
        topic_id: The topic.
        labels: Its name for people in `en` and `zh`.
        step: Length of the steps: by the hour, day or week (from Monday on) as the topic has many texts or few; the
            same by which the watch goes.
        points: The steps in order up to the one that is running at the end.
    """

    model_config = ConfigDict(frozen=True)

    topic_id: int
    labels: dict[str, str]
    step: Literal["hour", "day", "week"]
    points: tuple[Point, ...]


def series(store: Store, topic_id: int, *, as_of: datetime | None = None, days: int = DAYS) -> TopicSeries:
    """A topic over time with its expected baseline; no step is judged by a later one.

    Args:
        store: The store.
        topic_id: The topic.
        as_of: End of the last step, exclusive, naive is UTC; the end of the newest record's day if None.
        days: How many days are told, with the whole of the step in which they begin.

    Raises:
        NotFoundError: If there never was a topic under that id.
        OptionError: If `days` is out of range.
        TooFewError: If no record has a time up to `as_of`.
        StoreError: If the store cannot be read.
    """
    import numpy as np

    from feedback_ai.topics.watch import days_between_false_alarms, watch

    check_range(days, 1)
    with store.reading() as session:
        topics = TopicRepository(session)
        topic = topics.get(topic_id) if 0 < topic_id <= MAX_ID else None
        if topic is None:
            raise NotFoundError("There is no topic under that id.", hint="`feedback-ai topics list` shows the ids.")
        watched = {topic.id for topic in topics.all(retired=False)}
        repository = TopicTimeRepository(session)
        until = FAR if as_of is None else before(as_of)
        texts, occurrences = repository.texts(until), list(repository.of_topics(until))
    own = [texts[id_] for of, id_ in occurrences if of == topic_id]
    if not texts:
        raise TooFewError("No text has a time up to there.", hint="A series needs records with `created_at`.")
    listed = list(texts.values())
    end = end_of_day(listed[-1].at) if as_of is None else until + timedelta(microseconds=1)
    ((pace, _),) = by_pace({topic_id: own}, listed[0].at, end).items()
    last = step_end(end, pace)
    n_told = -((end - days * DAY - last) // pace.length)
    first, since = first_step(min(listed[0].at, last - n_told * pace.length), end - days * DAY, last, pace)
    group = grouped([own], listed, first, last, pace, until=end)
    between = days_between_false_alarms(len({of for of, _ in occurrences} & watched))
    seen = watch(
        group.counts, group.exposure, days_between=between, pace=pace, since=since, running=is_running(end, last)
    )
    n_steps = group.counts.shape[-1]
    observed, exposure = group.counts[0].sum(axis=0), group.exposure.sum(axis=0)
    points = tuple(
        Point(
            begin=first + step * pace.length,
            observed=int(observed[step]),
            exposure=int(exposure[step]),
            expected=None if np.isnan(seen.means[0, step]) else float(seen.means[0, step]),
            alarm=bool(seen.alarms[0, step]),
        )
        for step in range(n_steps - n_told, n_steps)
    )
    return TopicSeries(topic_id=topic_id, labels=topic.labels, step=pace.step, points=points)
