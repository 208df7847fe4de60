"""How well the watch would have done on a history: false alarms, and how soon it sees a rise that is put into it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from feedback_ai.topics.cusum import LEAST_DISPERSION, Counts, Floats, evidence, limits_for
from feedback_ai.topics.growth import dispersions
from feedback_ai.topics.pace import DAILY, Pace
from feedback_ai.topics.watch import days_between_false_alarms, watch

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
VOLUMES = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0)
"""Texts a day that are tried for what a topic needs."""
SEED = 7


@dataclass(frozen=True)
class Group:
    """Topics that are watched in steps of the same length.

    Attributes:
        counts: Texts of each topic and source in each step, in order, (k, s, t); or (k, t) for one source.
        exposure: All texts of each source in each step, (s, t) or (t,).
        pace: Length of the steps.
    """

    counts: Counts
    exposure: Counts
    pace: Pace = DAILY

    @property
    def first(self) -> int:
        """The first step that can be judged."""
        return self.pace.guard + self.pace.least

    @property
    def judged(self) -> int:
        """Steps that can."""
        return max(int(self.counts.shape[-1]) - self.first, 0)


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
        n_by_step: How many of them by the hour, day and week.
        n_days: Days that it judged.
        a_week: False alarms a week that its limits are made for, all topics together.
        alarms_a_week: Alarms a week on the history as it was; true rises are among them.
        false_alarms_a_week: Alarms a week on the same days in another order, where nothing rises.
        days_between: Days between these for one topic; None where there was none.
        days_between_all: The same for all topics together.
        rises: By size.
        texts_a_day: Texts a day of the median topic.
        needed_a_day: Texts a day with which about half of the greatest rises would be seen within `SOON` days, by
            the limits of these topics and the scatter of those watched by the day; None where 50 would not do.
    """

    model_config = ConfigDict(frozen=True)

    n_topics: int
    n_by_step: dict[str, int]
    n_days: int
    a_week: float
    alarms_a_week: float
    false_alarms_a_week: float
    days_between: float | None
    days_between_all: float | None
    rises: tuple[Rise, ...]
    texts_a_day: float
    needed_a_day: float | None


def backtest(groups: Sequence[Group], *, a_week: float, seed: int = SEED) -> Backtest:
    """Replay a history step by step.

    Args:
        groups: The topics by the length of their steps.
        a_week: False alarms a week that are borne, all topics together.
        seed: Of the order of the days and of the rises.

    Raises:
        ValueError: If no topic has steps enough for any forecast to be followed.
    """
    groups = [group for group in groups if len(group.counts) and group.judged]
    if not groups:
        raise ValueError("there are no topics, or too few days to replay them")
    rng = np.random.default_rng(seed)
    n_topics = sum(len(group.counts) for group in groups)
    limit = days_between_false_alarms(n_topics, a_week)
    topic_days = sum(len(group.counts) * group.judged / group.pace.steps_a_day for group in groups)
    days = topic_days / n_topics
    alarms = sum(_alarms(group, limit) for group in groups)
    false = sum(_alarms(_reordered(group, rng), limit) for group in groups for _ in range(N_SHUFFLES))
    return Backtest(
        n_topics=n_topics,
        n_by_step={group.pace.step: len(group.counts) for group in groups},
        n_days=round(days),
        a_week=a_week,
        alarms_a_week=alarms / days * 7,
        false_alarms_a_week=false / N_SHUFFLES / days * 7,
        days_between=topic_days * N_SHUFFLES / false if false else None,
        days_between_all=days * N_SHUFFLES / false if false else None,
        rises=tuple(_rise(groups, ratio, limit, rng) for ratio in RATIOS),
        texts_a_day=float(np.median(np.concatenate([_a_day(group) for group in groups]))),
        needed_a_day=_needed(groups, limit),
    )


def _a_day(group: Group) -> Floats:
    """Texts a day of each topic."""
    return np.asarray(_sum(group).mean(axis=1) * group.pace.steps_a_day)


def _needed(groups: Sequence[Group], days_between: float) -> float | None:
    """Texts a day that a topic needs, watched by the day, for its evidence to reach the limit within `SOON` days.

    The evidence of a day is that of the counts that the greatest rise brings, in the mean. Counts of hours or weeks
    scatter in another way than those of days: they are taken only where no topic is watched by the day.
    """
    from scipy.stats import nbinom

    daily = [group for group in groups if group.pace == DAILY] or groups
    scatters = [
        dispersions(_sum(group), group.exposure.reshape(-1, group.exposure.shape[-1]).sum(0)) for group in daily
    ]
    scatter = max(float(np.median(np.concatenate(scatters))), LEAST_DISPERSION)
    history = np.array([[DAILY.history, DAILY.scatter]])
    for a_day in VOLUMES:
        risen = RATIOS[-1] * a_day
        counts = np.arange(int(risen + 12 * (risen * scatter) ** 0.5 + 12 * scatter))
        chances = nbinom.pmf(counts, risen / (scatter - 1), 1 / scatter)
        gained = float(chances @ evidence(counts, np.full(len(counts), a_day), scatter))
        (limit,) = limits_for(days_between, np.array([a_day]), np.array([scatter]), history=history)
        if limit <= SOON * gained:
            return a_day
    return None


def _alarms(group: Group, limit: float) -> int:
    return int(np.count_nonzero(watch(group.counts, group.exposure, days_between=limit, pace=group.pace).alarms))


def _reordered(group: Group, rng: np.random.Generator) -> Group:
    """The same steps in another order: weekdays stay weekdays, and hours stay within their day."""
    n_steps, pace = group.counts.shape[-1], group.pace
    order = np.arange(n_steps)
    if pace.coarse > 1:
        whole = n_steps // pace.coarse
        blocks = order[: whole * pace.coarse].reshape(whole, pace.coarse)
        order = np.concatenate([rng.permutation(blocks).ravel(), order[whole * pace.coarse :]])
    else:
        for place in range(pace.cycle):
            order[place :: pace.cycle] = rng.permutation(order[place :: pace.cycle])
    return replace(group, counts=group.counts[..., order], exposure=group.exposure[..., order])


def _rise(groups: Sequence[Group], ratio: float, limit: float, rng: np.random.Generator) -> Rise:
    """Let topics rise on random days, each of the topics of all groups being as probable as any other."""
    known = [np.flatnonzero(_sum(group).sum(axis=1) >= MIN_TEXTS) for group in groups]
    room = [_last(group) > group.first for group in groups]
    sizes = np.array([len(own) * fits for own, fits in zip(known, room, strict=True)], dtype=float)
    if not sizes.any():
        return Rise(ratio=ratio, n=0, soon=0.0, seen=0.0, median_delay=None, p90_delay=None)
    shares = rng.multinomial(N_RISES, sizes / sizes.sum())
    delays = np.concatenate(
        [
            _delays(group, rng.choice(own, n), ratio, limit, rng)
            for group, own, n in zip(groups, known, shares, strict=True)
            if n
        ]
    )
    return Rise(
        ratio=ratio,
        n=N_RISES,
        soon=float((delays <= SOON).mean()),
        seen=float(np.isfinite(delays).mean()),
        median_delay=_finite(float(np.quantile(delays, 0.5, method="higher"))),
        p90_delay=_finite(float(np.quantile(delays, 0.9, method="higher"))),
    )


def _delays(
    group: Group, topics: npt.NDArray[np.int64], ratio: float, limit: float, rng: np.random.Generator
) -> Floats:
    """Days to the alarm on each rise, infinite where there is none; each is a row beside the topics as they were."""
    counts, exposure = (
        (group.counts[:, None], group.exposure[None]) if group.counts.ndim == 2 else (group.counts, group.exposure)
    )
    begins = rng.integers(group.first, _last(group), len(topics))
    scatter = np.array(dispersions(_sum(group), exposure.sum(axis=0)))[topics, None, None]
    usual = counts[topics].sum(axis=2, keepdims=True) / np.maximum(exposure.sum(axis=1), 1)[:, None] * exposure
    # As many texts more as the rate asks for, scattered as the topic's own are.
    size = np.maximum((ratio - 1) * usual / np.maximum(scatter - 1, 0.01), 1e-9)
    more = rng.negative_binomial(size, 1 / (1 + np.maximum(scatter - 1, 0.01)))
    risen = counts[topics] + more * (np.arange(counts.shape[2]) >= begins[:, None, None])
    seen = watch(np.concatenate([counts, risen]), exposure, days_between=limit, pace=group.pace).alarms[len(counts) :]
    delays = np.full(len(topics), np.inf)
    followed = round(FOLLOWED * group.pace.steps_a_day)
    for row, begin in enumerate(begins.tolist()):
        steps = np.flatnonzero(seen[row, begin : begin + followed])
        if steps.size:
            delays[row] = (steps[0] + 1) / group.pace.steps_a_day
    return delays


def _sum(group: Group) -> Counts:
    """Texts of each topic in each step from all sources."""
    return group.counts if group.counts.ndim == 2 else group.counts.sum(axis=1)


def _last(group: Group) -> int:
    """The step before which a rise must begin to have a chance to be seen soon."""
    return int(group.counts.shape[-1]) - round(SOON * group.pace.steps_a_day)


def _finite(days: float) -> float | None:
    return days if np.isfinite(days) else None
