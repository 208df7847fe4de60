"""The alarms that a watch over the texts of topics raised, step by step, without looking ahead."""

from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from feedback_ai.store.topic_times import Text

if TYPE_CHECKING:
    from feedback_ai.topics.backtest import Group
    from feedback_ai.topics.cusum import Counts
    from feedback_ai.topics.pace import Pace, Step

Key = TypeVar("Key", bound=Hashable)
DAY = timedelta(days=1)
WARM_UP = timedelta(days=56)
"""Time before the window from which evidence is cumulated."""


@dataclass(frozen=True)
class Alarm:
    """What the watch says of a topic.

    Attributes:
        step: Whether it was watched by the hour, day or week.
        raised: End of the first step in the window on which the evidence sufficed; None if it never did.
        since: Begin of the first step of the stretch that the alarm rests on.
        last: End of the last step in the window on which the evidence sufficed.
    """

    step: "Step"
    raised: datetime | None = None
    since: datetime | None = None
    last: datetime | None = None


def alarms(
    of_topics: Mapping[Key, Sequence[Text]],
    texts: Sequence[Text],
    start: datetime,
    end: datetime,
    *,
    days_between: float | None = None,
) -> dict[Key, Alarm]:
    """What the watch says of each topic; the first alarm in the window; steps end where the window ends.

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
    for pace, keys in by_pace(of_topics, texts[0].at if texts else start, start).items():
        first, since = _first_step(texts[0].at, start, end, pace)
        group = grouped([of_topics[key] for key in keys], texts, first, end, pace)
        seen = watch(group.counts, group.exposure, days_between=days_between, pace=pace, since=since)
        for row, key in enumerate(keys):
            steps = np.flatnonzero(seen.alarms[row]).tolist()
            ends = {step: first + (step + 1) * pace.length for step in steps}
            within = [step for step in steps if ends[step] > start]
            found[key] = Alarm(pace.step)
            if within:
                begin = first + int(seen.begins[row, within[0]]) * pace.length
                found[key] = Alarm(pace.step, ends[within[0]], begin, ends[within[-1]])
    return found


def _first_step(earliest: datetime, start: datetime, end: datetime, pace: "Pace") -> tuple[datetime, int]:
    """Begin of the first step that is counted, and how many steps later judging begins."""
    judged = -((start - WARM_UP - end) // pace.length)
    n_steps = min(
        -((earliest - end) // pace.length), judged + pace.guard + max(pace.scatter, pace.history, *pace.longer, 0)
    )
    return end - n_steps * pace.length, max(n_steps - judged, 0)


def by_pace(of_topics: Mapping[Key, Sequence[Text]], earliest: datetime, until: datetime) -> "dict[Pace, list[Key]]":
    """The topics by the length of their steps, which only what was written before `until` decides.

    Args:
        of_topics: The texts of each topic, in order of time.
        earliest: When the first text of all was written.
        until: Begin of what is judged.
    """
    from feedback_ai.topics.pace import DAILY, pace_of

    since = max(earliest, until - DAILY.history * DAY)
    days = max((until - since) / DAY, 1.0)
    paces: dict[Pace, list[Key]] = {}
    for key, own in of_topics.items():
        n = bisect_left(own, until, key=_at) - bisect_left(own, since, key=_at)
        paces.setdefault(pace_of(n / days), []).append(key)
    return paces


def grouped(
    of_topics: Sequence[Sequence[Text]], texts: Sequence[Text], first: datetime, end: datetime, pace: "Pace"
) -> "Group":
    """Counts of topics, and of all texts, by origin and step.

    Args:
        of_topics: The texts of each topic, in order of time.
        texts: All texts, in order of time.
        first: Begin of the first step.
        end: End of the last one.
        pace: Their length.
    """
    import numpy as np

    from feedback_ai.topics.backtest import Group

    origins = {origin: row for row, origin in enumerate(sorted({text.origin for text in texts}))}
    shape = len(origins), (end - first) // pace.length

    def counted(own: Sequence[Text]) -> "Counts":
        inside = own[bisect_left(own, first, key=_at) : bisect_left(own, end, key=_at)]
        places = [origins[text.origin] * shape[1] + (text.at - first) // pace.length for text in inside]
        return np.bincount(np.array(places, dtype=np.int64), minlength=shape[0] * shape[1]).reshape(shape)

    counts = np.array([counted(own) for own in of_topics], dtype=np.int64).reshape(len(of_topics), *shape)
    return Group(counts, counted(texts), pace)


def _at(text: Text) -> datetime:
    return text.at
