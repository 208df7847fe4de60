"""The best that a watch could do: rules that know everything which a watch has to estimate.

The rules know how often texts bear the problem before the fix and after it, how counts scatter and how labels err, so
that the likelihood ratio of each day is exact, and their limits are those that exactly 5 % of simulated watches pass in
which nothing comes back. Three rules, since which one is best depends on how long one may wait: Page's CUSUM (1954),
the sum of Shiryaev and Roberts, and the last 40 days.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
RUNS = 10_000
FALSE = 0.05
COUNTS = 80
"""More texts on a day are counted as so many."""
WINDOW = 40
A_DAY = 1 / 7


def best(world: Any, left: float, relapse: tuple[int, int], watch: int, seed: int) -> float:
    """The share of relapses that the best of the rules finds.

    Args:
        world: A `World` of `effects.py`.
        left: Share of the problem that the fix leaves.
        relapse: Quiet days, and days after them within which a relapse has to be found.
        watch: Days of a watch.
        seed: Of the simulation.
    """
    rng = np.random.default_rng(seed)
    ratios = np.log(_chances(world, 1.0) / _chances(world, left))

    def gained(*parts: tuple[int, float]) -> Floats:
        days = [world.draw(rng, (RUNS, n), ratio, A_DAY).bearing for n, ratio in parts]
        return np.asarray(ratios[np.minimum(np.concatenate(days, axis=-1), COUNTS - 1)])

    held = gained((watch, left))
    back = gained((relapse[0], left), (relapse[1], 1.0))
    return max(
        float((rule(back)[:, relapse[0] :].max(axis=-1) > np.quantile(rule(held).max(axis=-1), 1 - FALSE)).mean())
        for rule in (_cusum, _sum, _last)
    )


def _chances(world: Any, ratio: float) -> Floats:
    """Chance of each number of counted texts on a day: complaints that are found and other texts that are mistaken."""
    from scipy.stats import nbinom, poisson

    counts, sensitivity = np.arange(COUNTS), world.quality.sensitivity
    mean, extra = world.complaints * ratio * A_DAY * sensitivity, (world.dispersion - 1) * sensitivity
    right = poisson.pmf(counts, mean) if extra <= 0 else nbinom.pmf(counts, mean / extra, 1 / (1 + extra))
    wrong = poisson.pmf(counts, world.others * A_DAY * (1 - world.quality.specificity))
    return np.asarray(np.maximum(np.convolve(right, wrong)[:COUNTS], 1e-300))


def _sums(gained: Floats) -> Floats:
    return np.concatenate([np.zeros((len(gained), 1)), np.cumsum(gained, axis=-1)], axis=-1)


def _cusum(gained: Floats) -> Floats:
    sums = _sums(gained)
    return np.asarray((sums - np.minimum.accumulate(sums, axis=-1))[:, 1:])


def _sum(gained: Floats) -> Floats:
    sums = _sums(gained)
    return np.asarray(sums[:, 1:] + np.logaddexp.accumulate(-sums[:, :-1], axis=-1))


def _last(gained: Floats) -> Floats:
    sums = _sums(gained)
    early = np.full((len(gained), WINDOW - 1), -np.inf)
    return np.concatenate([early, sums[:, WINDOW:] - sums[:, :-WINDOW]], axis=-1)
