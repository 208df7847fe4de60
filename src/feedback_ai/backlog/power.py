"""The power of an effect test before it begins: how often it would find the effect that is aimed at."""

import numpy as np

from feedback_ai.backlog.effect import (
    Counts,
    Floats,
    Quality,
    against,
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
    controls: Counts | None = None,
    runs: int = RUNS,
) -> float:
    """How often the test calls a fix effective that reaches its target.

    Baseline and follow-up are simulated anew with the baseline's share, its texts a week and its dispersion, and each
    run is judged as a verdict is. Controls are simulated alike, with their own figures and without a change, since
    their chance widens the interval too; what all units will have in common is not known before.
    What the baseline tells is itself a draw, so the figure is one for such items, not a promise for this one.

    Args:
        before: The baseline in weeks, (weeks,).
        weeks: Length of the follow-up.
        target: Ratio of the odds that the fix aims at, in (0, 1).
        smallest: Ratio from which an effect matters.
        significance: As for `effect.compare`.
        quality: How often labels are right; taken as always where None.
        controls: The baseline of the controls, (weeks,); None where the test has none.
        runs: Simulated runs.

    Returns:
        In [0, 1]; 0 where the baseline has no text with the problem, or that of the controls does not compare.
    """
    total = int(before.texts.sum())
    if not before.bearing.sum() or not total or (controls is not None and not can_control(controls)):
        return 0.0
    share = np.asarray(before.bearing.sum() / total)
    rng = np.random.default_rng(0)
    seen = np.asarray(target) if quality is None else seen_ratio(target, share, quality)
    baseline, after = _both(rng, before, (runs, weeks), seen)
    ratio = compare(baseline, after, significance)
    if controls is not None:
        ratio = against(ratio, compare(*_both(rng, controls, (runs, weeks), np.asarray(1.0)), significance))
    if quality is not None:
        ratio = corrected(ratio, baseline, quality)
    return float((is_effective(ratio, smallest) & ~was_falling(baseline)).mean())


def can_control(controls: Counts) -> bool:
    """Whether controls have texts with the problem and texts without it; else no fall can be shown against them."""
    return 0 < int(controls.bearing.sum()) < int(controls.texts.sum())


def weeks_needed(
    before: Counts,
    target: float,
    smallest: float,
    significance: float,
    quality: Quality | None = None,
    *,
    controls: Counts | None = None,
) -> int | None:
    """The shortest follow-up, in weeks, with enough power; None where two years are too short."""
    test = (target, smallest, significance, quality)
    powers = ((weeks, power(before, weeks, *test, controls=controls)) for weeks in LENGTHS)
    return next((weeks for weeks, own in powers if own >= ENOUGH), None)


def _both(rng: np.random.Generator, before: Counts, size: tuple[int, int], ratio: Floats) -> tuple[Counts, Counts]:
    """A baseline such as this one, and a follow-up of so many runs and weeks with the odds at that ratio."""
    runs, weeks = size
    n_weeks, total = before.texts.shape[-1], int(before.texts.sum())
    share, spread = np.asarray(before.bearing.sum() / total), float(dispersion_of(before))
    odds = ratio * share / np.maximum(1 - share, 1e-9)
    baseline = _draw(rng, share, (runs, n_weeks), total / n_weeks, spread)
    return baseline, _draw(rng, np.asarray(odds / (1 + odds)), (runs, weeks), total / n_weeks, spread)


def _draw(rng: np.random.Generator, share: Floats, size: tuple[int, int], per_week: float, spread: float) -> Counts:
    """Weeks of texts, beta-binomial: their variance is `spread` times the binomial one."""
    texts = rng.poisson(per_week, size)
    scatter = min((spread - 1) / max(per_week - 1, 1e-9), 0.95)
    if scatter < 1e-3:
        return Counts(rng.binomial(texts, share), texts)
    both = (1 - scatter) / scatter
    own = rng.beta(max(float(share) * both, 1e-6), max((1 - float(share)) * both, 1e-6), size)
    return Counts(rng.binomial(texts, own), texts)
