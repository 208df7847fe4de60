"""The alarms that a watch over the texts of topics raised, step by step, without looking ahead."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from feedback_ai.services.topics_window import BASELINE_WINDOWS, DAYS, MIN_BASELINE
from feedback_ai.store.topic_times import Text

if TYPE_CHECKING:
    from feedback_ai.topics.backtest import Group
    from feedback_ai.topics.cusum import Counts
    from feedback_ai.topics.pace import Pace, Step

Key = TypeVar("Key", bound=Hashable)
DAY = timedelta(days=1)
WARM_UP = timedelta(days=56)
"""Time before the window from which evidence is cumulated."""
MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
"""Steps are counted from here, so that weeks are whole ones, Monday to Sunday, and days and hours those of UTC."""


@dataclass(frozen=True)
class Alarm:
    """What the watch says of a topic.

    Attributes:
        step: Whether it was watched by the hour, day or week.
        raised: End of the first step in the window on which the evidence sufficed, of one that is still running the
            end of the window; None if it never did.
        since: Begin of the first step of the stretch that the alarm rests on.
        last: The same as `raised` of the last step in the window on which the evidence sufficed.
        season: By how much the time of year alone raises the topic in the window against its baseline, as the years
            before the window tell it; 1 without a season.
    """

    step: "Step"
    raised: datetime | None = None
    since: datetime | None = None
    last: datetime | None = None
    season: float = 1.0


def alarms(
    of_topics: Mapping[Key, Sequence[Text]],
    texts: Sequence[Text],
    start: datetime,
    end: datetime,
    *,
    days_between: float | None = None,
) -> dict[Key, Alarm]:
    """What the watch says of each topic; the first alarm in the window.

    Steps are whole hours, days and weeks, wherever the window ends: the same at every check, so that looking every day
    is no further chance of a false alarm. In the step that is still running at the end an alarm is raised where it
    would be even if nothing more came in that step.

    Args:
        of_topics: The texts of each topic, in order of time.
        texts: All texts, in order of time; at least one before `end`.
        start: Begin of the window.
        end: Its end, exclusive; later texts are not read.
        days_between: Days between false alarms of one topic; if None as many as all of these topics may have.
    """
    import numpy as np

    from feedback_ai.topics.watch import days_between_false_alarms, watch

    days_between = days_between or days_between_false_alarms(len(of_topics))
    found: dict[Key, Alarm] = {}
    for pace, keys in by_pace(of_topics, texts[0].at if texts else start, end).items():
        last = step_end(end, pace)
        first, since = first_step(texts[0].at, start, last, pace)
        group = grouped([of_topics[key] for key in keys], texts, first, last, pace, until=end)
        seen = watch(
            group.counts,
            group.exposure,
            days_between=days_between,
            pace=pace,
            since=since,
            running=is_running(end, last),
        )
        factors = _seasons(group, start - first, end - first)
        for row, key in enumerate(keys):
            steps = np.flatnonzero(seen.alarms[row]).tolist()
            ends = {step: min(first + (step + 1) * pace.length, end) for step in steps}
            within = [step for step in steps if ends[step] > start]
            found[key] = Alarm(pace.step, season=factors[row])
            if within:
                begin = first + int(seen.begins[row, within[0]]) * pace.length
                found[key] = Alarm(pace.step, ends[within[0]], begin, ends[within[-1]], factors[row])
    return found


def _seasons(group: "Group", start: timedelta, end: timedelta) -> list[float]:
    """By how much the time of year raises each topic in a window against the baseline before it.

    Args:
        group: The topics.
        start: Begin of the window, from that of the first step on.
        end: Its end.
    """
    import numpy as np

    from feedback_ai.topics.season import curve, seasons, told_until, years_of

    length, n_steps = group.pace.length, group.counts.shape[-1]
    begin, stop = start // length, min(-(-end // length), n_steps)
    season = seasons(group.counts, group.exposure, group.pace, told_until(begin, group.pace))
    if not season.any():
        return [1.0] * len(season)
    raised = curve(season, years_of(np.arange(n_steps), group.pace)) * group.exposure.sum(axis=0)
    texts = group.exposure.sum(axis=0)
    baseline = slice(max((start - BASELINE_WINDOWS * (end - start)) // length, 0), begin)
    within, before = (
        raised[:, span].sum(axis=1) / max(texts[span].sum(), 1) for span in (slice(begin, stop), baseline)
    )
    return [float(one) for one in np.where(before > 0, within / np.where(before > 0, before, 1.0), 1.0)]


def is_running(end: datetime, last: datetime, now: datetime | None = None) -> bool:
    """Whether more texts may come in the last step: it reaches beyond what was asked for, or beyond this moment.

    Args:
        end: Up to where is asked, exclusive; the end of today where the newest text is of today.
        last: End of the last step.
        now: This moment.
    """
    return min(end, now or datetime.now(UTC)) < last


def first_step(earliest: datetime, start: datetime, end: datetime, pace: "Pace") -> tuple[datetime, int]:
    """Begin of the first step that is counted, and how many steps later judging begins.

    Whatever the window, a season rests on the same history: as many years as it may have are counted before the steps
    that are judged, and from a step on at which `topics.season.told_until` would begin too.
    """
    from feedback_ai.topics.season import MAX_YEARS

    judged, n_known = -((start - WARM_UP - end) // pace.length), -((earliest - end) // pace.length)
    n_steps = min(n_known, judged + pace.guard + pace.least + round(MAX_YEARS * pace.year))
    n_steps += (end - n_steps * pace.length - MONDAY) // pace.length % pace.least
    return end - n_steps * pace.length, max(n_steps - judged, 0)


def step_end(end: datetime, pace: "Pace") -> datetime:
    """End of the step that is running just before a moment; that moment where a step ends there."""
    return MONDAY + -((MONDAY - end) // pace.length) * pace.length


def by_pace(of_topics: Mapping[Key, Sequence[Text]], earliest: datetime, end: datetime) -> "dict[Pace, list[Key]]":
    """The topics by the length of their steps: the one decision, whatever window is looked at.

    It rests on the twelve weeks before the last four, so that a rise of these days does not change the steps in which
    it is looked at; where there are less than two weeks before them, on all there is.

    Args:
        of_topics: The texts of each topic, in order of time.
        earliest: When the first text of all was written.
        end: End of what is looked at; later texts are not read.
    """
    from feedback_ai.topics.pace import DAILY, pace_of

    until = end - timedelta(days=DAYS)
    if until - earliest < MIN_BASELINE:
        until = end
    since = max(earliest, until - DAILY.history * DAY)
    days = max((until - since) / DAY, 1.0)
    paces: dict[Pace, list[Key]] = {}
    for key, own in of_topics.items():
        n = bisect_left(own, until, key=_at) - bisect_left(own, since, key=_at)
        paces.setdefault(pace_of(n / days), []).append(key)
    return paces


def grouped(
    of_topics: Sequence[Sequence[Text]],
    texts: Sequence[Text],
    first: datetime,
    end: datetime,
    pace: "Pace",
    *,
    until: datetime | None = None,
) -> "Group":
    """Counts of topics, and of all texts, by origin and step.

    Args:
        of_topics: The texts of each topic, in order of time.
        texts: All texts, in order of time.
        first: Begin of the first step.
        end: End of the last one.
        pace: Their length.
        until: Texts from then on are not counted; if None those of the last step all are.
    """
    import numpy as np

    from feedback_ai.topics.backtest import Group

    origins = {origin: row for row, origin in enumerate(sorted({text.origin for text in texts}))}
    shape = len(origins), (end - first) // pace.length
    until = end if until is None else min(end, until)

    def counted(own: Sequence[Text]) -> "Counts":
        inside = own[bisect_left(own, first, key=_at) : bisect_left(own, until, key=_at)]
        places = [origins[text.origin] * shape[1] + (text.at - first) // pace.length for text in inside]
        return np.bincount(np.array(places, dtype=np.int64), minlength=shape[0] * shape[1]).reshape(shape)

    counts = np.array([counted(own) for own in of_topics], dtype=np.int64).reshape(len(of_topics), *shape)
    return Group(counts, counted(texts), pace)


def _at(text: Text) -> datetime:
    return text.at
