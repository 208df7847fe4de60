"""Which topics grow: texts of the last weeks against those before, by how many texts there were at all."""

from bisect import bisect_left
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from pydantic import BaseModel, ConfigDict

from feedback_ai.errors import OptionError, TooFewError
from feedback_ai.services.topics_watch import alarms
from feedback_ai.store import Store
from feedback_ai.store.topics import TopicRepository

DAYS = 28
"""Length of the window."""
BASELINE_WINDOWS = 3
"""The baseline is as many windows long, or what history there is."""
MIN_BASELINE = timedelta(days=14)
MIN_TEXTS = 5
"""A topic with fewer texts in the window is not looked at."""
EVIDENCE = 50
"""Texts that are named for each topic, the newest ones."""
WEEK = timedelta(days=7)
_FAR = datetime(9999, 12, 31, tzinfo=UTC)


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
        q: The same, adjusted for the number of topics that were looked at.
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


def parse_as_of(value: str) -> datetime:
    """A moment as users write it: a day is meant to its end, UTC, and a time without a zone is UTC.

    Raises:
        OptionError: If it is neither.
    """
    try:
        moment = datetime.fromisoformat(value)
        if len(value) <= len("2026-07-31"):
            moment += timedelta(days=1)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise OptionError(
            f"{value!r} is no date.", hint="Write a day or a time.", options=["2026-07-31", "2026-07-31T18:00:00Z"]
        ) from None


def end_of_day(moment: datetime) -> datetime:
    """The first moment behind the day (UTC) of a moment, so that a window up to it has whole days."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


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
    if not 1 <= days <= 366 or limit < 1:
        raise OptionError(
            f"A window of {days} days and {limit} topics is out of range.", hint="Days 1 to 366, at least one topic."
        )
    with store.reading() as session:
        repository = TopicRepository(session)
        labels = {topic.id: topic.labels for topic in repository.all(retired=False)}
        if not labels:
            return []
        until = _FAR if as_of is None else _before(as_of)
        times = repository.exposure(until)
        occurrences = list(repository.occurrences(until))
        # Times come in order.
        first = next(iter(times or repository.exposure(_FAR)), None)
    start, end = _window(times, as_of, days, first)
    earliest = start - BASELINE_WINDOWS * timedelta(days=days)
    baseline, window = bisect_left(times, start) - bisect_left(times, earliest), len(times) - bisect_left(times, start)
    if not baseline or not window:
        raise TooFewError(
            f"No texts were written {'before' if window else 'in'} the {days} days to {_told(end)}.",
            hint=f"Name another day with --as-of; texts are from {times[0]:%Y-%m-%d} to {times[-1]:%Y-%m-%d}.",
        )
    texts: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for topic_id, feedback_id, created_at in occurrences:
        texts[topic_id].append((feedback_id, created_at))
    grown = _compare({id_: texts[id_] for id_ in labels if id_ in texts}, (earliest, start, end), times)
    named = [growth.model_copy(update={"labels": labels[growth.topic_id]}) for growth in grown]
    return sorted(named, key=lambda growth: (-growth.ratio_low, growth.topic_id))[:limit]


def _before(as_of: datetime) -> datetime:
    moment = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    return moment.astimezone(UTC) - timedelta(microseconds=1)


def _told(end: datetime) -> str:
    """An end, exclusive, as people write it: whole days by the last one of them."""
    last = end - timedelta(microseconds=1)
    return f"{last:%Y-%m-%d}" if end == end_of_day(last) else f"{end:%Y-%m-%d %H:%M} UTC"


def _window(
    times: list[datetime], as_of: datetime | None, days: int, first: datetime | None
) -> tuple[datetime, datetime]:
    """Begin, and end exclusive; `first` is the first time of the store, whatever `as_of` is."""
    if first is None:
        raise TooFewError("No text has a time.", hint="Growth needs records with `created_at`.")
    end = end_of_day(times[-1]) if as_of is None else _before(as_of) + timedelta(microseconds=1)
    if not times:
        raise TooFewError(
            f"No text was written up to {_told(end)}.",
            hint=f"Choose a later day with --as-of: the first text is of {first:%Y-%m-%d}.",
        )
    start = end - timedelta(days=days)
    if (history := start - first) < MIN_BASELINE:
        raise TooFewError(
            f"There are {max(history.days, 0)} days of history before the {days} days to {_told(end)}.",
            hint=f"Growth needs at least {MIN_BASELINE.days}; wait, or choose a shorter window or a later day.",
        )
    return start, end


def _by_week(times: list[datetime], earliest: datetime, start: datetime) -> list[int]:
    """How many of the times lie in each whole week before `start`, the latest week first; what is left over is not."""
    n_weeks = (start - earliest) // WEEK
    edges = [bisect_left(times, start - week * WEEK) for week in range(n_weeks + 1)]
    return [later - earlier for later, earlier in pairwise(edges)]


def _compare(
    texts: dict[int, list[tuple[str, datetime]]],
    bounds: tuple[datetime, datetime, datetime],
    times: list[datetime],
) -> list[Growth]:
    """Every topic of enough texts whose rate is higher than before or that raised an alarm.

    The q values are of all that are tested.

    Args:
        texts: Id and time of each topic's texts, in order of time.
        bounds: Begin of the baseline, begin of the window, its end.
        times: Of all texts, in order.
    """
    import numpy as np

    from feedback_ai.topics import compare_rates, dispersions, false_discovery_rates
    from feedback_ai.topics.watch import FALSE_ALARMS_A_WEEK

    earliest, start, end = bounds
    own_times = {topic_id: [at for _, at in own] for topic_id, own in texts.items()}
    baseline, window = bisect_left(times, start) - bisect_left(times, earliest), len(times) - bisect_left(times, start)
    weeks = np.array([_by_week(own, earliest, start) for own in (times, *own_times.values())])
    scatter = dict(zip(texts, dispersions(weeks[1:], weeks[0]), strict=True))
    tested = {}
    for topic_id, own in own_times.items():
        first = bisect_left(own, start)
        observed, before = len(own) - first, first - bisect_left(own, earliest)
        if observed >= MIN_TEXTS:
            tested[topic_id] = first, compare_rates(observed, window, before, baseline, scatter[topic_id])
    rates = false_discovery_rates([rate.p for _, rate in tested.values()])
    raised = alarms(own_times, times, start, end)
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
        if rate.ratio is None or rate.ratio > 1 or topic_id in raised
    ]
