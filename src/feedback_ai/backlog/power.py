"""The power of an effect test before it begins: how often it would find the effect that is aimed at."""

import numpy as np

from feedback_ai.backlog.effect import (
    Counts,
    Floats,
    Quality,
    compare,
    corrected,
    dispersion_of,
    is_effective,
    seen_ratio,
    was_falling,
)

ENOUGH = 0.8
"""Power from which a plan counts as one that has it."""
LENGTHS = (4, 6, 8, 10, 12, 16, 20, 26, 39, 52, 78, 104)
"""Weeks of follow-up that are tried where a plan has too few."""
RUNS = 1_000


def power(
    before: Counts,
    weeks: int,
    target: float,
    smallest: float,
    significance: float,
    quality: Quality | None = None,
    *,
    runs: int = RUNS,
) -> float:
    """How often the test calls a fix effective that reaches its target.

    Baseline and follow-up are simulated anew with the baseline's share, its texts a week and its dispersion, and each
    run is judged as a verdict is. What the baseline tells is itself a draw, so the figure is one for such items, not a
    promise for this one.

    Args:
        before: The baseline in weeks, (weeks,).
        weeks: Length of the follow-up.
        target: Ratio of the odds that the fix aims at, in (0, 1).
        smallest: Ratio from which an effect matters.
        significance: As for `effect.compare`.
        quality: How often labels are right; taken as always where None.
        runs: Simulated runs.

    Returns:
        In [0, 1]; 0 where the baseline has no text with the problem.
    """
    total = int(before.texts.sum())
    if not before.bearing.sum() or not total:
        return 0.0
    share = np.asarray(before.bearing.sum() / total)
    rng = np.random.default_rng(0)
    per_week, spread = total / before.texts.shape[-1], float(dispersion_of(before))
    baseline = _draw(rng, share, (runs, before.texts.shape[-1]), per_week, spread)
    seen = np.asarray(target) if quality is None else seen_ratio(target, share, quality)
    odds = seen * share / np.maximum(1 - share, 1e-9)
    after = _draw(rng, np.asarray(odds / (1 + odds)), (runs, weeks), per_week, spread)
    ratio = compare(baseline, after, significance)
    if quality is not None:
        ratio = corrected(ratio, baseline, quality)
    return float((is_effective(ratio, smallest) & ~was_falling(baseline)).mean())


def weeks_needed(
    before: Counts, target: float, smallest: float, significance: float, quality: Quality | None = None
) -> int | None:
    """The shortest follow-up, in weeks, with enough power; None where two years are too short."""
    powers = ((weeks, power(before, weeks, target, smallest, significance, quality)) for weeks in LENGTHS)
    return next((weeks for weeks, own in powers if own >= ENOUGH), None)


def _draw(rng: np.random.Generator, share: Floats, size: tuple[int, int], per_week: float, spread: float) -> Counts:
    """Weeks of texts, beta-binomial: their variance is `spread` times the binomial one."""
    texts = rng.poisson(per_week, size)
    scatter = min((spread - 1) / max(per_week - 1, 1e-9), 0.95)
    if scatter < 1e-3:
        return Counts(rng.binomial(texts, share), texts)
    both = (1 - scatter) / scatter
    own = rng.beta(max(float(share) * both, 1e-6), max((1 - float(share)) * both, 1e-6), size)
    return Counts(rng.binomial(texts, own), texts)
