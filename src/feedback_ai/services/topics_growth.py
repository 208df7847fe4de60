"""Which topics grow: texts of the last weeks against those before, by how many texts there were at all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from feedback_ai.services.topics_exposure import Exposure
from feedback_ai.services.topics_watch import Alarm, alarms
from feedback_ai.services.topics_window import DAYS, FAR, Window, check_range, open_window
from feedback_ai.store import Store
from feedback_ai.store.topic_times import Text, TopicTimeRepository
from feedback_ai.store.topics import TopicRepository

By = Literal["unit", "channel"]
MIN_TEXTS = 5
"""A topic with fewer texts in the window is not shown."""
EVIDENCE = 50
"""Texts that are named for each topic, the newest ones."""


class Growth(BaseModel):
    """How much a topic grew.

    Attributes:
        topic_id: The topic.
        labels: Its name for people in `en` and `zh`.
        unit: The unit whose texts are counted; None where those of all are.
        channel: The channel whose texts are counted; None where those of all are.
        window_from: Begin of the window, UTC, inclusive.
        window_to: Its end, exclusive.
        observed: Texts of the topic in the window, from sources that have a past.
        expected: As many would be there at the rate of the weeks before, at this time of year.
        season: By how much the time of year alone raises or lowers that; 1 where two years do not tell a season.
        ratio: Rate in the window by the rate before, each by all texts of its time, the latter as the season raises
            it; None where there was none before.
        ratio_low: Lower end of its 95 % interval.
        ratio_high: Upper end; None where it has none.
        p: Probability of so many texts or more if the rate had not changed.
        dispersion: How much more the topic's texts scatter from week to week than chance alone would have it, at least
            1; the interval is wider and `p` greater by it.
        q: The same, adjusted for the number of topics, by units or channels where these are told apart.
        step: Whether the watch counts the topic by the hour, day or week.
        raised: End of the step on which the watch raised an alarm in the window, the first time; None if it did not.
        last_raised: The same, the last time.
        rising_since: Begin of the steps that the alarm rests on.
        false_alarms_a_week: False alarms of all topics together, by units or channels where these are told apart, that
            the watch is set for.
        first_seen: When the first text of the topic was written.
        evidence: Ids of the newest `EVIDENCE` texts of the topic in the window.
    """

    model_config = ConfigDict(frozen=True)

    topic_id: int
    labels: dict[str, str]
    unit: str | None = None
    channel: str | None = None
    window_from: datetime
    window_to: datetime
    observed: int
    expected: float
    season: float = 1.0
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p: float
    dispersion: float
    q: float
    step: Literal["hour", "day", "week"] = "day"
    raised: datetime | None
    last_raised: datetime | None
    rising_since: datetime | None
    false_alarms_a_week: float
    first_seen: datetime
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class _Test:
    """A topic, in a part of the store or in all of it, that is tested for growth.

    Attributes:
        topic_id: The topic.
        part: Unit or channel; None for all.
        texts: Its texts from known origins, in order of time.
        exposure: What it is counted against.
        alarm: What the watch says.
    """

    topic_id: int
    part: str | None
    texts: Sequence[Text]
    exposure: Exposure
    alarm: Alarm


def emerging(
    store: Store, *, as_of: datetime | None = None, days: int = DAYS, limit: int = 10, by: By | None = None
) -> list[Growth]:
    """Topics with more texts than before, the surest growth first: by the lower end of the ratio's interval.

    Topics are as the last fit made them; texts written at `as_of` or later are not counted. Nothing before the first
    fit.

    Args:
        store: The store.
        as_of: End of the window, exclusive, naive is UTC; the end of the newest record's day if None.
        days: Length of the window; the baseline is three times as long, or what history there is.
        limit: Most topics.
        by: Test each topic in each unit, or channel, against all texts of that one; texts that name none are left out.

    Raises:
        OptionError: If `days` or `limit` is out of range.
        TooFewError: If no record has a time, or there are less than 14 days of history before the window; of any
            source, if none has a longer one.
        StoreError: If the store cannot be read.
    """
    check_range(days, limit)
    with store.reading() as session:
        labels = {topic.id: topic.labels for topic in TopicRepository(session).all(retired=False)}
        if not labels:
            return []
        repository = TopicTimeRepository(session)
        texts = repository.texts(FAR)
        window = open_window([text.at for text in texts.values()], as_of, days)
        occurrences = list(repository.of_topics(window.until))
    Exposure(texts.values(), window).check()
    of_topics: dict[tuple[str | None, int], list[Text]] = defaultdict(list)
    for topic_id, feedback_id in occurrences:
        part = None if by is None else getattr(texts[feedback_id], by)
        if topic_id in labels and (by is None or part is not None):
            of_topics[part, topic_id].append(texts[feedback_id])
    grown = _grown(_tests(of_topics, list(texts.values()), window, by), window)
    named = [
        growth.model_copy(update={"labels": labels[growth.topic_id]} | ({by: test.part} if by else {}))
        for test, growth in grown
    ]
    return sorted(named, key=lambda own: (-own.ratio_low, own.topic_id, own.unit or "", own.channel or ""))[:limit]


def _tests(
    of_topics: Mapping[tuple[str | None, int], Sequence[Text]], texts: Sequence[Text], window: Window, by: By | None
) -> list[_Test]:
    """Every topic in every part that has a past, with what the watch says of it."""
    from feedback_ai.topics.watch import days_between_false_alarms

    between = days_between_false_alarms(len(of_topics))
    tests = []
    for part in sorted({part for part, _ in of_topics}, key=str):
        all_ = texts if by is None else [text for text in texts if getattr(text, by) == part]
        own = {topic_id: found for (of, topic_id), found in of_topics.items() if of == part}
        seen = alarms(own, all_, window.start, window.end, days_between=between)
        exposure = Exposure(all_, window)
        if not exposure.known:
            continue
        for topic_id in sorted(own):
            tests.append(_Test(topic_id, part, exposure.of(own[topic_id]), exposure, seen[topic_id]))
    return [test for test in tests if test.texts]


def _grown(tests: Sequence[_Test], window: Window) -> list[tuple[_Test, Growth]]:
    """Every one of enough texts whose rate is higher than before or that raised an alarm.

    All are tested: leaving out those with few texts in the window would make the others look surer.
    """
    from feedback_ai.topics import false_discovery_rates
    from feedback_ai.topics.watch import FALSE_ALARMS_A_WEEK

    scatter: dict[int, float] = {}
    for exposure in {id(test.exposure): test.exposure for test in tests}.values():
        rows = [row for row, test in enumerate(tests) if test.exposure is exposure]
        scatter |= dict(zip(rows, exposure.scatter_by_week([tests[row].texts for row in rows]), strict=True))
    rates = [test.exposure.compare(test.texts, scatter[row], test.alarm.season) for row, test in enumerate(tests)]
    qs = false_discovery_rates([rate.p for _, rate in rates])
    return [
        (
            test,
            Growth(
                topic_id=test.topic_id,
                labels={},
                window_from=window.start,
                window_to=window.end,
                observed=observed,
                **vars(rate),
                season=test.alarm.season,
                dispersion=scatter[row],
                q=q,
                step=test.alarm.step,
                raised=test.alarm.raised,
                last_raised=test.alarm.last,
                rising_since=test.alarm.since,
                false_alarms_a_week=FALSE_ALARMS_A_WEEK,
                first_seen=test.texts[0].at,
                evidence=tuple(text.id for text in reversed(test.texts[-min(observed, EVIDENCE) :]))
                if observed
                else (),
            ),
        )
        for row, (test, (observed, rate), q) in enumerate(zip(tests, rates, qs, strict=True))
        if observed >= MIN_TEXTS and (rate.ratio is None or rate.ratio > 1 or test.alarm.raised)
    ]
