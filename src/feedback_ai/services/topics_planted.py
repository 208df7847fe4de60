"""Topics that are made new, to see whether and when the search for candidates finds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from feedback_ai.services.topics_candidates import EVIDENCE, matters_among
from feedback_ai.services.topics_exposure import Exposure
from feedback_ai.services.topics_window import BASELINE_WINDOWS, DAYS, MIN_BASELINE, Window
from feedback_ai.store import Store
from feedback_ai.store.topic_times import Text
from feedback_ai.store.topics import TopicRepository
from feedback_ai.store.vectors import SegmentVectors, VectorRepository

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

N_PLANTED = 5
"""Topics that are made new, one after the other."""
LOOKED = (2, 4, 7, 10, 14, 21, 28)
"""Days after its begin on which the search is made."""
LEAST = 10
"""Texts in those days without which a topic is not fit to be made new."""
SEED = 7


class Planted(BaseModel):
    """What became of topics made new.

    Attributes:
        n: How many.
        found: Share that became a candidate within four weeks: most of its texts are the topic's.
        recall: Share of the topic's texts until then that belong to the candidate, in the mean of those found.
        median_delay: Days until it was found, among those looked at; None where half were missed.
        p90_delay: The same for nine in ten.
    """

    model_config = ConfigDict(frozen=True)

    n: int
    found: float
    recall: float | None
    median_delay: float | None
    p90_delay: float | None


def plant(store: Store, of_topics: Mapping[int, Sequence[Text]], texts: Mapping[str, Text]) -> Planted | None:
    """Take topics away one by one, with all their texts before a random moment, and look for them as for what is new.

    What is left of such a topic goes where its segments would: to the nearest other topic if it is near enough, else
    to none. So the words are real and the begin is sudden; the other topics have been found with it in the store, which
    makes its segments a little easier to tell from theirs.

    Args:
        store: The store.
        of_topics: The texts of each topic, in order of time.
        texts: All texts by id, in order of time.

    Returns:
        None where no topic has texts enough after enough of a past, or another one beside it.
    """
    import numpy as np

    rng = np.random.default_rng(SEED)
    times = [text.at for text in texts.values()]
    fits = [topic_id for topic_id, own in of_topics.items() if _begins(own, times)]
    if not fits or len(of_topics) < 2:
        return None
    with store.reading() as session:
        repository = TopicRepository(session)
        fit = repository.last_fit()
        if fit is None:
            return None
        ids, prototypes = repository.prototypes(fit.model_version)
        segments = VectorRepository(session).load(fit.model_version)
    delays, recalls = [], []
    for topic_id in rng.permutation(fits)[:N_PLANTED].tolist():
        begin = rng.choice(np.array(_begins(of_topics[topic_id], times), dtype=object))
        kept = [row for row, id_ in enumerate(ids) if id_ != topic_id]
        others = prototypes[kept], fit.cut
        delay, recall = _look(begin, of_topics[topic_id], texts, segments, others)
        delays.append(delay)
        recalls += [] if recall is None else [recall]
    return Planted(
        n=len(delays),
        found=float(np.isfinite(delays).mean()),
        recall=float(np.mean(recalls)) if recalls else None,
        median_delay=_finite(float(np.quantile(delays, 0.5, method="higher"))),
        p90_delay=_finite(float(np.quantile(delays, 0.9, method="higher"))),
    )


def _begins(own: Sequence[Text], times: Sequence[datetime]) -> list[datetime]:
    """When a topic may begin: with one of its texts, after a past and with enough of its texts behind it."""
    if len(own) < LEAST:
        return []
    first = times[0] + timedelta(days=DAYS) + MIN_BASELINE
    last = times[-1] - timedelta(days=LOOKED[-1])
    followed = timedelta(days=LOOKED[-1])
    return [
        text.at
        for place, text in enumerate(own[: -LEAST + 1])
        if first <= text.at <= last and own[place + LEAST - 1].at < text.at + followed
    ]


def _look(
    begin: datetime,
    own: Sequence[Text],
    texts: Mapping[str, Text],
    segments: SegmentVectors,
    others: "tuple[npt.NDArray[np.float32], float]",
) -> tuple[float, float | None]:
    """Days until the topic is found, and which share of its texts; infinite and None if it is not."""
    import numpy as np

    from feedback_ai.topics import Prototypes, assign

    prototypes, cut = others
    gone = {text.id for text in own if text.at < begin}
    mine = {text.id for text in own}
    left = [text for text in texts.values() if text.id not in gone]
    given = assign(segments.vectors, Prototypes(np.arange(len(prototypes)), prototypes, cut))
    free = [key for row, key in enumerate(segments.keys) if not given.assigned[row] and key[0] in texts]
    for days in LOOKED:
        end = begin + timedelta(days=days)
        start = end - timedelta(days=DAYS)
        window = Window(start - BASELINE_WINDOWS * timedelta(days=DAYS), start, end)
        pool = {
            key: texts[key[0]]
            for key in free
            if key[0] not in gone and window.earliest <= texts[key[0]].at < window.end
        }
        exposure = Exposure(left, window)
        so_far = {text.id for text in own if begin <= text.at < end}
        for matter in matters_among(segments, pool, exposure, cut) if exposure.known else ():
            found = set(matter.candidate.evidence)
            if len(found & mine) > len(found) / 2:
                return float(days), len(found & so_far) / min(len(so_far), EVIDENCE)
    return float("inf"), None


def _finite(days: float) -> float | None:
    return days if days != float("inf") else None
