"""How a topic goes by the time of year beyond all texts, told only where the years there are agree on it."""

from math import log

import numpy as np
import numpy.typing as npt

from feedback_ai.topics.cusum import Counts, Floats
from feedback_ai.topics.pace import Pace

MIN_YEARS, MAX_YEARS = 2.0, 5.0
"""Less history tells no season from a trend; what is older than the most says little of this year."""
HARMONICS = 3
"""Waves a year: a season may have peaks of two months."""
MIN_TEXTS = 100
"""Texts in each year without which no season is looked for."""
OFF_SEASON = 0.01
"""How improbable a season must be by chance before it is reckoned with."""
AGREE = 0.4
"""Least share of either half's season that the other half's has too: of one that is as high, the cosine of both."""
MOST = 8.0
"""A rate is raised or lowered so many times at most: weeks without texts hold no wave."""
ROUNDS, RIDGE, FARTHEST = 12, 1e-6, 8.0
"""Of the iterations; a little that keeps equations solvable; no logarithm of a rate goes beyond."""


def seasons(counts: Counts, exposure: Counts, pace: Pace, end: int) -> Floats:
    """The season of each topic by what was there before a step; nothing later is read.

    Weekly counts are regressed on the texts of all sources by the topic's share of each, on a broken line with a knot a
    year, which takes what grows or fades, and on waves of a year and its parts (quasi-Poisson; Fourier terms as Held &
    Paul 2012 have them for surveillance). The waves are fitted to either half of the history apart. They are one season
    if both together are beyond chance by an F test and resemble each other: what happened once is none. It is drawn
    towards none by as much as chance would make of it (James & Stein 1961).

    Args:
        counts: Texts of each topic and source in each step, in order, (k, s, t).
        exposure: All texts of each source in each step, (s, t).
        pace: Length of the steps.
        end: The step.

    Returns:
        What `curve` takes, float64 (k, 2 * HARMONICS); zero for topics without a season, and for all where there are
        less than `MIN_YEARS` of history.
    """
    found = np.zeros((len(counts), 2 * HARMONICS))
    written = np.flatnonzero(exposure[:, :end].any(axis=0))
    n_weeks = int(min(end - written[0], MAX_YEARS * pace.year)) // pace.week if written.size else 0
    if n_weeks * pace.week < MIN_YEARS * pace.year - pace.week:
        return found
    span = slice(end - n_weeks * pace.week, end)
    seen = counts[:, :, span].reshape(*counts.shape[:2], n_weeks, pace.week).sum(axis=3)
    all_ = exposure[:, span].reshape(len(exposure), n_weeks, pace.week).sum(axis=2)
    years = np.asarray((span.start + (np.arange(n_weeks) + 0.5) * pace.week) / pace.year, dtype=np.float64)
    shares = seen.sum(axis=2) / np.maximum(all_.sum(axis=1), 1)
    known = np.flatnonzero(_enough(seen.sum(axis=1), pace))
    if known.size:
        found[known] = _fitted(seen[known].sum(axis=1), shares[known] @ all_, years)
    return found


def told_until(step: int, pace: Pace) -> int:
    """The end of the history that tells the season in force at a step: the same for `pace.least` steps in a row."""
    end = max(step - pace.guard, 0)
    return end - end % pace.least


def curve(season: Floats, years: Floats) -> Floats:
    """By how much a rate is raised at each time: only the ratio of two times tells something.

    Args:
        season: As `seasons` gives it, (k, 2 * HARMONICS).
        years: Times in years, (t,).

    Returns:
        float64 (k, t), from 1 / `MOST` to `MOST`; 1 without a season.
    """
    return np.asarray(np.exp(np.clip(season @ _waves(years).T, -log(MOST), log(MOST))))


def years_of(steps: npt.NDArray[np.int64], pace: Pace) -> Floats:
    """The middles of steps in years since the first one."""
    return np.asarray((steps + 0.5) / pace.year, dtype=np.float64)


def _enough(seen: Counts, pace: Pace) -> npt.NDArray[np.bool_]:
    """Which topics have texts enough in every whole year, counted back from the end."""
    length = round(pace.year / pace.week)
    n_years = max(seen.shape[1] // length, 1)
    whole = seen[:, -n_years * length :] if seen.shape[1] >= length else seen
    parts = np.array_split(whole, n_years, axis=1)
    return np.asarray(np.array([part.sum(axis=1) for part in parts]).min(axis=0) >= MIN_TEXTS)


def _waves(years: Floats) -> Floats:
    angles = 2 * np.pi * np.outer(years, np.arange(1, HARMONICS + 1))
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def _fitted(seen: Counts, expected: Floats, years: Floats) -> Floats:
    """The season of topics that have texts enough, zero where there is none.

    Args:
        seen: Texts of each in each week, (k, w).
        expected: As many by its share of all texts, (k, w).
        years: When the weeks were, in years, (w,).
    """
    from scipy.stats import f

    since = years - years[0]
    knots = np.arange(1, round(since[-1]))
    line = np.column_stack([np.ones_like(since), since, *(np.maximum(since - knot, 0.0) for knot in knots)])
    early = (np.arange(len(since)) < len(since) // 2)[:, None]
    waves = _waves(years)
    terms = np.concatenate([line, waves * early, waves * ~early], axis=1)
    fit, information, scatter = _regressed(seen, expected, terms)
    n_lines, n_waves = line.shape[1], waves.shape[1]
    halves = fit[:, n_lines:]
    # What is known of the waves once the line is fitted too.
    weight = np.linalg.inv(np.linalg.inv(information)[:, n_lines:, n_lines:])
    both = np.concatenate([np.eye(n_waves), np.eye(n_waves)])
    of_both = both.T @ weight @ both
    season = np.linalg.solve(of_both, (both.T @ weight @ halves[:, :, None]))[:, :, 0]
    gain = np.einsum("kp,kpq,kq->k", season, of_both, season) / scatter
    limit = n_waves * f.isf(OFF_SEASON, n_waves, len(years) - terms.shape[1])
    sure = (gain > limit) & (_shared(halves[:, :n_waves], halves[:, n_waves:], of_both) >= AGREE)
    kept = np.where(sure, 1 - n_waves / np.where(sure, gain, 1.0), 0.0)
    return np.asarray(kept[:, None] * season)


def _regressed(seen: Counts, expected: Floats, terms: Floats) -> tuple[Floats, Floats, Floats]:
    """Poisson regressions by iterated weighted least squares, all topics at once.

    Returns:
        Coefficients (k, p), their information (k, p, p), and Pearson's statistic by its degrees of freedom, at least 1.
    """
    given = expected > 0
    offset = np.log(np.where(given, expected, 1.0))
    fit = np.zeros((len(seen), terms.shape[1]))
    ridge = RIDGE * np.eye(terms.shape[1])
    for _ in range(ROUNDS):
        linear = np.clip(fit @ terms.T, -FARTHEST, FARTHEST)
        means = np.where(given, np.exp(offset + linear), 0.0)
        information = np.einsum("wp,kw,wq->kpq", terms, means, terms) + ridge
        target = (means * linear + np.where(given, seen - means, 0.0)) @ terms
        fit = np.linalg.solve(information, target[:, :, None])[:, :, 0]
    means = np.where(given, np.exp(offset + np.clip(fit @ terms.T, -FARTHEST, FARTHEST)), 1.0)
    pearson = np.where(given, (seen - means) ** 2 / means, 0.0).sum(axis=1)
    df = np.maximum(given.sum(axis=1) - terms.shape[1], 1)
    return fit, information, np.maximum(pearson / df, 1.0)


def _shared(first: Floats, second: Floats, weight: Floats) -> Floats:
    """How much of the longer one of two vectors of each topic the other one has, at most 1.

    A peak of one year alone is a long vector beside a short one, whichever way that points by chance.
    """

    def product(a: Floats, b: Floats) -> Floats:
        return np.asarray(np.einsum("kp,kpq,kq->k", a, weight, b))

    longer = np.maximum(product(first, first), product(second, second))
    return np.asarray(product(first, second) / np.where(longer > 0, longer, 1.0))
