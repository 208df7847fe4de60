"""Which topics grow: texts of the last weeks against those before, by how many texts there were at all."""

from bisect import bisect_left
from collections import defaultdict
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from feedback_ai.services.topics_watch import alarms
from feedback_ai.services.topics_window import DAYS, Window, check_range, open_window, scatter_by_week
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicRepository

MIN_TEXTS = 5
"""A topic with fewer texts in the window is not shown."""
EVIDENCE = 50
"""Texts that are named for each topic, the newest ones."""


class Growth(BaseModel):
    """How much a topic grew.

    Attributes:
        topic_id: The topic.
        labels: Its name for people in `en` and `zh`.
        window_from: Begin of the window, UTC, inclusive.
        window_to: Its end, exclusive.
        observed: Texts of the topic in the window.
        expected: As many would be there at the rate of the weeks before.
        ratio: Rate in the window by the rate before, each by all texts of its time; None where there was
            none before.
        ratio_low: Lower end of its 95 % interval.
        ratio_high: Upper end; None where it has none.
        p: Probability of so many texts or more if the rate had not changed.
        dispersion: How much more the topic's texts scatter from week to week than chance alone would have it, at least
            1; the interval is wider and `p` greater by it.
        q: The same, adjusted for the number of topics.
        raised: End of the day on which the watch raised an alarm in the window, the first time; None if it did not.
        rising_since: Begin of the days that the alarm rests on.
        false_alarms_a_week: False alarms of all topics together that the watch is set for.
        first_seen: When the first text of the topic was written.
        evidence: Ids of the newest `EVIDENCE` texts of the topic in the window.
    """

    model_config = ConfigDict(frozen=True)

    topic_id: int
    labels: dict[str, str]
    window_from: datetime
    window_to: datetime
    observed: int
    expected: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p: float
    dispersion: float
    q: float
    raised: datetime | None
    rising_since: datetime | None
    false_alarms_a_week: float
    first_seen: datetime
    evidence: tuple[str, ...]


def emerging(store: Store, *, as_of: datetime | None = None, days: int = DAYS, limit: int = 10) -> list[Growth]:
    """Topics with more texts than before, the surest growth first: by the lower end of the ratio's interval.

    Topics are as the last fit made them; texts written at `as_of` or later are not counted. Nothing before the first
    fit.

    Args:
        store: The store.
        as_of: End of the window, exclusive, naive is UTC; the end of the newest record's day if None.
        days: Length of the window; the baseline is three times as long, or what history there is.
        limit: Most topics.

    Raises:
        OptionError: If `days` or `limit` is out of range.
        TooFewError: If no record has a time, or there are less than 14 days of history before the window.
        StoreError: If the store cannot be read.
    """
    check_range(days, limit)
    with store.reading() as session:
        repository = TopicRepository(session)
        labels = {topic.id: topic.labels for topic in repository.all(retired=False)}
        if not labels:
            return []
        window = open_window(repository, as_of, days)
        occurrences = list(repository.occurrences(window.until))
    texts: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for topic_id, feedback_id, created_at in occurrences:
        texts[topic_id].append((feedback_id, created_at))
    grown = _compare({id_: texts[id_] for id_ in labels if id_ in texts}, window)
    named = [growth.model_copy(update={"labels": labels[growth.topic_id]}) for growth in grown]
    return sorted(named, key=lambda growth: (-growth.ratio_low, growth.topic_id))[:limit]


def _compare(texts: dict[int, list[tuple[str, datetime]]], window: Window) -> list[Growth]:
    """Every topic of enough texts whose rate is higher than before or that raised an alarm.

    The q values are of all topics that have texts.

    Args:
        texts: Id and time of each topic's texts, in order of time.
        window: The window.
    """
    from feedback_ai.topics import compare_rates, false_discovery_rates
    from feedback_ai.topics.watch import FALSE_ALARMS_A_WEEK

    start, end = window.start, window.end
    own_times = {topic_id: [at for _, at in own] for topic_id, own in texts.items()}
    scatter = dict(zip(texts, scatter_by_week(list(own_times.values()), window), strict=True))
    tested = {}
    for topic_id, own in own_times.items():
        first, before = bisect_left(own, start), bisect_left(own, start) - bisect_left(own, window.earliest)
        # All are tested: leaving out those with few texts in the window would make the others look surer.
        rate = compare_rates(len(own) - first, window.n_within, before, window.n_before, scatter[topic_id])
        tested[topic_id] = first, rate
    rates = false_discovery_rates([rate.p for _, rate in tested.values()])
    raised = alarms(own_times, window.times, start, end)
    return [
        Growth(
            topic_id=topic_id,
            labels={},
            window_from=start,
            window_to=end,
            observed=len(texts[topic_id]) - first,
            **vars(rate),
            dispersion=scatter[topic_id],
            q=q,
            raised=raised[topic_id].raised if topic_id in raised else None,
            rising_since=raised[topic_id].since if topic_id in raised else None,
            false_alarms_a_week=FALSE_ALARMS_A_WEEK,
            first_seen=texts[topic_id][0][1],
            evidence=tuple(id_ for id_, _ in reversed(texts[topic_id][first:][-EVIDENCE:])),
        )
        for (topic_id, (first, rate)), q in zip(tested.items(), rates, strict=True)
        if len(texts[topic_id]) - first >= MIN_TEXTS and (rate.ratio is None or rate.ratio > 1 or topic_id in raised)
    ]
