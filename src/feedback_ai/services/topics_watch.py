"""The alarms that a watch over the texts of topics raised, day by day, without looking ahead."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DAY = timedelta(days=1)
WARM_UP = 56
"""Days before the window from which evidence is cumulated."""


@dataclass(frozen=True)
class Alarm:
    """An alarm on a topic.

    Attributes:
        raised: End of the day on which the evidence sufficed.
        since: Begin of the first day of the stretch that it rests on.
    """

    raised: datetime
    since: datetime


def alarms(
    of_topics: Mapping[int, Sequence[datetime]], times: Sequence[datetime], start: datetime, end: datetime
) -> dict[int, Alarm]:
    """The first alarm of each topic in a window; days end where the window ends.

    Args:
        of_topics: When the texts of each topic were written, in order.
        times: When all texts were written, in order; at least one before `end`.
        start: Begin of the window.
        end: Its end, exclusive; later texts are not read.
    """
    import numpy as np

    from feedback_ai.topics.watch import GUARD, HISTORY, watch

    # As many whole days as a forecast on the first day of the warm-up needs, or as many as there are.
    n_days = min(-((times[0] - end) // DAY), HISTORY + GUARD + WARM_UP + (end - start) // DAY)
    if not of_topics or n_days < 1:
        return {}
    first = end - n_days * DAY
    counts = np.array([by_day(own, first, n_days, end) for own in of_topics.values()])
    seen = watch(counts, by_day(times, first, n_days, end))
    found = {}
    for row, topic_id in enumerate(of_topics):
        for day in np.flatnonzero(seen.alarms[row]).tolist():
            if first + day * DAY >= start:
                since = first + int(seen.begins[row, day]) * DAY
                found[topic_id] = Alarm(raised=first + (day + 1) * DAY, since=since)
                break
    return found


def by_day(times: Sequence[datetime], first: datetime, n_days: int, end: datetime) -> "npt.NDArray[np.int64]":
    """How many of the times, which are in order, lie in each day from `first` to `end`; int64 (n_days,)."""
    import numpy as np

    own = times[bisect_left(times, first) : bisect_left(times, end)]
    return np.bincount(np.array([(at - first) // DAY for at in own], dtype=np.int64), minlength=n_days)
