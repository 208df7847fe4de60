"""How well the watch would have done on a history: false alarms, and how soon it sees a rise that is put into it."""

import numpy as np
from pydantic import BaseModel, ConfigDict

from feedback_ai.topics.cusum import Counts
from feedback_ai.topics.growth import dispersions
from feedback_ai.topics.watch import GUARD, MIN_HISTORY, days_between_false_alarms, watch

RATIOS = (1.5, 2.0, 3.0)
"""Rises that are put in."""
N_RISES = 100
"""How many of each."""
N_SHUFFLES = 10
"""Histories without any rise: the days in another order."""
FOLLOWED = 60
"""Days that a rise is followed; one that raises no alarm by then is missed."""
SOON = 7
"""Days within which an alarm is soon."""
MIN_TEXTS = 10
"""Topics with fewer texts get no rise: three times nothing is nothing."""
SEED = 7


class Rise(BaseModel):
    """What became of the rises of one size.

    Attributes:
        ratio: By how much the rate rose.
        n: How many were put in.
        soon: Share that raised an alarm within `SOON` days.
        seen: Share that raised one within `FOLLOWED` days.
        median_delay: Days to the alarm, the day of the rise counted; None where half were missed.
        p90_delay: The same for nine in ten.
    """

    model_config = ConfigDict(frozen=True)

    ratio: float
    n: int
    soon: float
    seen: float
    median_delay: float | None
    p90_delay: float | None


class Backtest(BaseModel):
    """What the watch would have done.

    Attributes:
        n_topics: Topics watched.
        n_days: Days that it judged.
        a_week: False alarms a week that its limits are made for, all topics together.
        alarms_a_week: Alarms a week on the history as it was; true rises are among them.
        false_alarms_a_week: Alarms a week on the same days in another order, where nothing rises.
        days_between: Days between these for one topic; None where there was none.
        rises: By size.
    """

    model_config = ConfigDict(frozen=True)

    n_topics: int
    n_days: int
    a_week: float
    alarms_a_week: float
    false_alarms_a_week: float
    days_between: float | None
    rises: tuple[Rise, ...]


def backtest(counts: Counts, exposure: Counts, *, a_week: float, seed: int = SEED) -> Backtest:
    """Replay a history of daily counts day by day.

    Args:
        counts: Texts of each topic on each day, in order, (k, t).
        exposure: All texts of each day, (t,).
        a_week: False alarms a week that are borne, all topics together.
        seed: Of the order of the days and of the rises.

    Raises:
        ValueError: If there are too few days for any forecast to be followed.
    """
    n_topics, n_days = counts.shape
    judged = n_days - GUARD - MIN_HISTORY
    if judged < 1 or not n_topics:
        raise ValueError(f"{n_days} days of {n_topics} topics cannot be replayed")
    rng = np.random.default_rng(seed)
    limit = days_between_false_alarms(n_topics, a_week)
    alarms = int(watch(counts, exposure, days_between=limit).alarms.sum())
    false = 0
    for _ in range(N_SHUFFLES):
        order = rng.permutation(n_days)
        false += int(watch(counts[:, order], exposure[order], days_between=limit).alarms.sum())
    return Backtest(
        n_topics=n_topics,
        n_days=judged,
        a_week=a_week,
        alarms_a_week=alarms / judged * 7,
        false_alarms_a_week=false / N_SHUFFLES / judged * 7,
        days_between=n_topics * judged * N_SHUFFLES / false if false else None,
        rises=tuple(_rise(counts, exposure, ratio, limit, rng) for ratio in RATIOS),
    )


def _rise(counts: Counts, exposure: Counts, ratio: float, limit: float, rng: np.random.Generator) -> Rise:
    """Let topics rise on random days; each rise is a row of its own beside the topics as they were."""
    n_days = counts.shape[1]
    known = np.flatnonzero(counts.sum(axis=1) >= MIN_TEXTS)
    last = n_days - SOON
    if not len(known) or last <= GUARD + MIN_HISTORY:
        return Rise(ratio=ratio, n=0, soon=0.0, seen=0.0, median_delay=None, p90_delay=None)
    topics = rng.choice(known, N_RISES)
    begins = rng.integers(GUARD + MIN_HISTORY, last, N_RISES)
    scatter = np.array(dispersions(counts, exposure))[topics, None]
    usual = counts[topics].sum(axis=1, keepdims=True) / exposure.sum() * exposure
    # As many texts more as the rate asks for, scattered as the topic's own are.
    size = np.maximum((ratio - 1) * usual / np.maximum(scatter - 1, 0.01), 1e-9)
    more = rng.negative_binomial(size, 1 / (1 + np.maximum(scatter - 1, 0.01)))
    risen = counts[topics] + more * (np.arange(n_days) >= begins[:, None])
    seen = watch(np.concatenate([counts, risen]), exposure, days_between=limit).alarms[len(counts) :]
    delays = np.full(N_RISES, np.inf)
    for row, begin in enumerate(begins.tolist()):
        days = np.flatnonzero(seen[row, begin : begin + FOLLOWED])
        if days.size:
            delays[row] = days[0] + 1
    return Rise(
        ratio=ratio,
        n=N_RISES,
        soon=float((delays <= SOON).mean()),
        seen=float(np.isfinite(delays).mean()),
        median_delay=_finite(float(np.quantile(delays, 0.5, method="higher"))),
        p90_delay=_finite(float(np.quantile(delays, 0.9, method="higher"))),
    )


def _finite(days: float) -> float | None:
    return days if np.isfinite(days) else None
