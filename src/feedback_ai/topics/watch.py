"""Which topics rise, step after step: forecasts from their past, cumulated residuals, alarms of a known rate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.cusum import LEAST_MEAN, Counts, Floats, degrees_of_freedom, evidence, limits_for
from feedback_ai.topics.growth import scatter_of
from feedback_ai.topics.pace import DAILY, Pace
from feedback_ai.topics.season import curve, seasons, told_until, years_of

UNSEEN = 0.5
"""Texts that a topic is taken to have had in its history beside those it had, so that none is expected never."""
LEAST_TEXTS = 5
"""Texts in a stretch without which no rise is told: an alarm on fewer is not worth a person's time."""
FALSE_ALARMS_A_WEEK = 0.25
"""False alarms of all topics together that are borne."""
OFF_CYCLE = 0.01
"""How improbable a topic's own week (or day) must be by chance before it is reckoned with."""
LADDER = (1, 2, 3, 6, 12)
"""Lengths of history for which limits are computed, in the least ones."""
ENOUGH = 400
"""Texts in its history with which a topic needs no longer one."""
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Watch:
    """What a watch over `k` topics and `t` steps saw.

    Attributes:
        means: Texts forecast for each topic and step, NaN where there was too little history; float64 (k, t).
        levels: The cumulated evidence at the end of each step, float64 (k, t); it begins anew after an alarm.
        begins: The first step of the stretch that each level rests on, int64 (k, t).
        limits: What an alarm must exceed, float64 (k, t).
        alarms: Where one was raised, bool (k, t).
        steps_between: Steps between false alarms of one topic that the limits are made for.
    """

    means: Floats
    levels: Floats
    begins: npt.NDArray[np.int64]
    limits: Floats
    alarms: Flags
    steps_between: float


def days_between_false_alarms(n_topics: int, a_week: float = FALSE_ALARMS_A_WEEK) -> float:
    """Days between false alarms of one topic, so that all together raise as many a week as are borne."""
    return 7 * max(n_topics, 1) / a_week


def watch(
    counts: Counts,
    exposure: Counts,
    *,
    days_between: float | None = None,
    pace: Pace = DAILY,
    since: int = 0,
    running: bool = False,
) -> Watch:
    """Go through the steps as they came; none is judged by a later one.

    Each step has a forecast: the topic's share of all texts of a source in the steps before, times all texts of that
    source in the step, over all sources. A source counts once it has a history, so that one that starts or stops
    sending is no rise. A topic's own weekday is reckoned with, and its season once two years tell of one. The residual
    is the log-likelihood ratio of a higher rate, and the sum of these is watched (CUSUM on forecast residuals; Fricker,
    Hegler & Dunfee 2008). While evidence adds up, the history ends where it began.

    Args:
        counts: Texts of each topic in each step, in order, (k, t), or by source, (k, s, t).
        exposure: All texts of each step, (t,), or by source, (s, t).
        days_between: Days between false alarms of one topic; by default those of `days_between_false_alarms`.
        pace: How long steps are, and how many of them a forecast is made from.
        since: The first step that is judged.
        running: The last step is not over: an alarm is raised there only if it would be even if nothing more of the
            topic came in it, so that looking early raises no more false alarms.
    """
    if counts.ndim == 2:
        counts, exposure = counts[:, None], exposure[None]
    past = _Past(counts, exposure, pace)
    n_topics, _, n_steps = counts.shape
    shape = n_topics, n_steps
    between = (days_between or days_between_false_alarms(n_topics)) * pace.steps_a_day
    means, limits, levels = np.full(shape, np.nan), np.full(shape, np.inf), np.zeros(shape)
    alarms, begins = np.zeros(shape, dtype=bool), np.tile(np.arange(n_steps), (n_topics, 1))
    level, begin, texts = np.zeros(n_topics), np.zeros(n_topics, dtype=np.int64), np.zeros(n_topics, dtype=np.int64)
    for step in range(since, n_steps):
        known = past.known(step)
        if not exposure[known, step].any():
            levels[:, step], begins[:, step] = level, begin
            continue
        if past.refreshed is None or step - past.refreshed >= pace.refresh:
            past.refresh(step, known)
            usual = limits_for(between, past.usual, past.scatter, history=past.told)
        past.find_season(step)
        seen = counts[:, known, step].sum(axis=1)
        means[:, step] = whole = past.forecast(step, known, np.where(level > 0, begin, step))
        if running and step == n_steps - 1:
            whole = past.forecast(step, known, np.where(level > 0, begin, step), whole=True)
        begin, texts = np.where(level > 0, begin, step), np.where(level > 0, texts, 0) + seen
        level = np.maximum(level + evidence(seen, whole, past.scatter), 0.0)
        # A day of few texts may ask for more evidence than others do, yet never for less: it also has what went before.
        own = limits_for(between, whole, past.scatter, history=past.told)
        limits[:, step] = np.where(whole < past.usual, np.maximum(usual, own), own)
        alarms[:, step] = (level > limits[:, step]) & (texts >= LEAST_TEXTS)
        levels[:, step], begins[:, step] = level, begin
        level = np.where(alarms[:, step], 0.0, level)
    return Watch(means, levels, begins, limits, alarms, between)


class _Past:
    """Histories of all topics up to a step, by source.

    Attributes:
        refreshed: The step at which what follows was estimated last; None if never.
        lengths: Steps of history of each topic, (k,): the rarer it is the more, as far as there are so many.
        usual: Texts of each topic in a step, in the mean, (k,).
        scatter: Variance by mean of each topic, (k,).
        told: What mean and scatter of each were estimated from, as `limits_for` takes it, (k, 2).
        cycle: The topic's own week beyond that of all texts, (k, cycle).
        season: How each step raises a topic by the time of year, (k, t); None where none has a season.
        season_of: The end of the history that told it; None if it was never looked for.
    """

    def __init__(self, counts: Counts, exposure: Counts, pace: Pace) -> None:
        self.counts, self.exposure, self.pace = counts, exposure, pace
        self.texts = np.concatenate([np.zeros((*counts.shape[:2], 1), np.int64), counts.cumsum(axis=2)], axis=2)
        self.all = np.concatenate([np.zeros((len(exposure), 1), np.int64), exposure.cumsum(axis=1)], axis=1)
        self.since = np.where(exposure.any(axis=1), (exposure > 0).argmax(axis=1), exposure.shape[1])
        self.refreshed: int | None = None
        self.lengths = self.told = np.zeros(0, dtype=np.int64)
        self.usual = self.scatter = self.cycle = np.zeros(0)
        self.season: Floats | None = None
        self.season_of: int | None = None
        self.weighted = np.zeros(0)

    def known(self, step: int) -> Flags:
        """The sources that have a history, (s,)."""
        end = max(step - self.pace.guard, 0)
        given = self.all[:, end] - self.all[:, max(end - self.pace.history, 0)]
        return np.asarray((end - self.since >= self.pace.least) & (given > 0))

    def refresh(self, step: int, known: Flags) -> None:
        """Estimate what changes slowly."""
        pace, end = self.pace, step - self.pace.guard
        whole = end - int(self.since[known].min())
        self.lengths = np.full(len(self.counts), min(whole, max(pace.history, *pace.longer, 0)))
        a_step = (self._seen(end, known).sum(axis=1) + UNSEEN) / self.lengths
        for history in (*reversed(pace.longer), pace.history):
            enough = a_step * history >= ENOUGH
            self.lengths = np.where(enough, np.minimum(self.lengths, history), self.lengths)
        self.usual = a_step
        length = min(whole, pace.scatter) // pace.least * pace.least
        self._estimate(slice(end - length, end), known)
        spans = self.lengths, np.full(len(self.counts), length)
        self.told = np.stack([_rounded(span, pace.least) for span in spans], axis=1)
        self.refreshed = step

    def forecast(self, step: int, known: Flags, begins: npt.NDArray[np.int64], *, whole: bool = False) -> Floats:
        """Texts expected of each topic in a step from a history that ends before its stretch begins, (k,).

        Args:
            step: The step.
            known: Sources that have a history.
            begins: When the stretch of each topic begins.
            whole: As if the step were over: with all texts that each source usually has in it, if they are more.
        """
        pace, last = self.pace, step - self.pace.guard
        ends = np.minimum(np.maximum(begins, max(last - pace.frozen, pace.least)), last)
        columns, starts = np.flatnonzero(known), np.maximum(ends - self.lengths, 0)
        given = self.all[columns, ends[:, None]] - self.all[columns, starts[:, None]]
        shares = self._seen(ends, known) / np.maximum(self._raised(given, starts, ends, columns), 1)
        shares = shares + UNSEEN / np.maximum(given.sum(axis=1, keepdims=True), 1)
        exposure = self.exposure[known, step]
        if whole:
            exposure = np.maximum(exposure, self._usual_exposure(step, known))
        of_year = 1.0 if self.season is None else self.season[:, step]
        return np.asarray(shares @ exposure * self.cycle[:, step % pace.cycle] * of_year)

    def _usual_exposure(self, step: int, known: Flags) -> Floats:
        """All texts that a known source has in a step of that weekday and hour, in the mean since it began, (s,)."""
        last = step - self.pace.guard
        alike = np.arange(step % self.pace.week, last, self.pace.week)
        alike = alike[alike >= last - self.pace.history]
        there = alike >= self.since[known, None]
        return np.asarray(self.exposure[np.ix_(known, alike)].sum(axis=1) / there.sum(axis=1))

    def find_season(self, step: int) -> None:
        """How the topics go by the time of year, and all texts as often as that has it."""
        end = told_until(step, self.pace)
        if end == self.season_of:
            return
        self.season_of = end
        found = seasons(self.counts, self.exposure, self.pace, end)
        self.season = None
        if found.any():
            self.season = curve(found, years_of(np.arange(self.exposure.shape[1]), self.pace))
            weighted = (self.season[:, None] * self.exposure).cumsum(axis=2)
            self.weighted = np.concatenate([np.zeros((*weighted.shape[:2], 1)), weighted], axis=2)

    def _raised(
        self,
        given: Counts,
        starts: npt.NDArray[np.int64],
        ends: npt.NDArray[np.int64],
        columns: npt.NDArray[np.int64],
    ) -> Counts | Floats:
        """All texts between two steps, each as often as the time of year raises the topic, (k, s)."""
        if self.season is None:
            return given
        rows = np.arange(len(self.counts))[:, None]
        return np.asarray(self.weighted[rows, columns, ends[:, None]] - self.weighted[rows, columns, starts[:, None]])

    def _seen(self, ends: int | npt.NDArray[np.int64], known: Flags) -> Counts:
        """Texts of each topic and known source in the steps before an end, (k, s)."""
        rows, columns = np.arange(len(self.counts))[:, None], np.flatnonzero(known)
        ends = np.broadcast_to(ends, len(rows))[:, None]
        starts = np.maximum(ends - self.lengths[:, None], 0)
        return np.asarray(self.texts[rows, columns, ends] - self.texts[rows, columns, starts])

    def _estimate(self, span: slice, known: Flags) -> None:
        """Scatter, and the topic's own week, in a span.

        Expected is what the topic had in the month around, so that what changes slowly is no scatter.
        """
        pace, length = self.pace, span.stop - span.start
        counts, exposure = self.counts[:, known, span], self.exposure[known, span]
        blocks = np.arange(length) // pace.least
        within = np.eye(blocks[-1] + 1)[blocks]
        shares = (counts @ within) / np.maximum(exposure @ within, 1)
        seen, expected = counts.sum(axis=1), (shares[:, :, blocks] * exposure).sum(axis=1)
        places = np.arange(span.start, span.stop) % pace.cycle
        self.cycle = _cycle(seen, expected, places, pace.cycle)
        df = length - within.shape[1]
        self.scatter = _scatter(seen, expected * self.cycle[:, places], df)
        if pace.coarse > 1:
            shape = len(seen), -1, pace.coarse
            sums = seen.reshape(shape).sum(axis=2), expected.reshape(shape).sum(axis=2)
            self.scatter = np.maximum(self.scatter, _scatter(*sums, length // pace.coarse - within.shape[1]))


def _rounded(lengths: npt.NDArray[np.int64], least: int) -> npt.NDArray[np.int64]:
    """Down to one of a few lengths, so that limits need not be computed for each."""
    ladder = np.array(LADDER) * least
    return np.asarray(ladder[np.searchsorted(ladder, lengths, side="right") - 1])


def _scatter(seen: Counts, expected: Floats, df: int) -> Floats:
    """How much each topic scatters; what is within a standard error of Poisson's is taken as that."""
    scatter = np.array(scatter_of(seen, expected, df))
    means = np.maximum(expected.mean(axis=1), LEAST_MEAN)
    error = np.array([(2 / degrees_of_freedom(mean, 1.0, df)) ** 0.5 for mean in means.tolist()])
    return np.where(scatter < 1 + error, 1.0, scatter)


def _cycle(seen: Counts, expected: Floats, places: npt.NDArray[np.int64], n_places: int) -> Floats:
    """How the texts of each topic go by weekday (or hour) beyond all texts, (k, n_places); 1 where that may be chance.

    Drawn towards 1 by as much as chance alone would make of it (James & Stein 1961).
    """
    from scipy.stats import chi2

    by = np.eye(n_places)[places]
    own, usual = seen @ by, expected @ by
    raw = np.where(usual > 0, own / np.where(usual > 0, usual, 1.0), 1.0)
    scatter = np.array(scatter_of(seen, expected))
    off = ((own - usual) ** 2 / np.where(usual > 0, usual, 1.0)).sum(axis=1) / scatter
    sure = off > chi2.isf(OFF_CYCLE, n_places - 1)
    kept = np.where(sure, 1 - (n_places - 1) / np.where(sure, off, 1.0), 0.0)
    return np.asarray(1 + kept[:, None] * (raw - 1))
