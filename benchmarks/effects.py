"""How far verdicts can be trusted: simulated fixes whose texts pass through the errors of the labels.

    python benchmarks/effects.py --runs 1000 --out benchmarks/results/effects.json

A unit receives other texts (Poisson) and complaints of one kind (negative binomial, variance twice the mean). Each text
is labelled rightly or wrongly by sensitivity and specificity, and what the labels show is judged exactly as
`feedback-ai backlog verify` and `watch` do. Three kinds of labels: always right; as the model's card has them for
`negative`, which is what the default measure needs; and as it has them for a middling dimension.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feedback_ai.backlog.effect import (
    Bools,
    Counts,
    Quality,
    compare,
    corrected,
    dispersion_of,
    is_effective,
    seen_ratio,
    was_falling,
)
from feedback_ai.backlog.power import power
from feedback_ai.backlog.recurrence import known_from, limit, overdispersed, statistic

BASELINE, FOLLOW_UP, OTHERS = 52, 12, 100.0
"""Weeks, and other texts a week."""
EXPECTED = 60.0
"""Complaints in the follow-up if nothing had changed."""
DISPERSION = 2.0
TARGET, SMALLEST, SIGNIFICANCE = 0.5, 0.7, 0.05
LABELS = {"always right": 1.0, "as negative": 0.94, "as a dimension": 0.72}
"""F1, taken for precision and recall."""
MONTH, WATCH, FOUND_WITHIN, QUIET = 365.25 / 12, 182, 45, 60
"""Days."""
COMPLAINTS_A_MONTH = 30.0
N_PLANS = 40


@dataclass(frozen=True)
class World:
    """A unit and the labels of its texts.

    Attributes:
        complaints: A week, before the fix.
        dispersion: Of the complaints: variance by mean.
        f1: Of the labels.
    """

    complaints: float
    dispersion: float
    f1: float

    @property
    def quality(self) -> Quality:
        """Labels that add as many texts wrongly as they miss."""
        false = (1 - self.f1) * self.complaints / OTHERS
        return Quality(self.f1, 1 - false)

    def draw(self, rng: np.random.Generator, size: tuple[int, ...], ratio: float, weeks: float = 1.0) -> Counts:
        """What the labels show of steps of so many weeks, with so much of the complaints left."""
        true = overdispersed(rng, np.full(size, self.complaints * ratio * weeks), self.dispersion)
        others = rng.poisson(OTHERS * weeks, size)
        seen = rng.binomial(true, self.quality.sensitivity) + rng.binomial(others, 1 - self.quality.specificity)
        return Counts(seen, true + others)


def called_effective(before: Counts, after: Counts, quality: Quality) -> Bools:
    """The verdict of many runs, as `services.verification` comes to it."""
    ratio = corrected(compare(before, after, SIGNIFICANCE), before, quality)
    return is_effective(ratio, SMALLEST) & ~was_falling(before)


def verdicts(world: World, runs: int) -> dict[str, float]:
    """How often a fix without effect and one that halves the complaints are called effective, and the power stated."""
    rng = np.random.default_rng(6)
    before = world.draw(rng, (runs, BASELINE), 1.0)
    shares = {
        name: float(called_effective(before, world.draw(rng, (runs, FOLLOW_UP), ratio), world.quality).mean())
        for name, ratio in (("no_effect", 1.0), ("half", 0.5))
    }
    stated = [
        power(Counts(seen, texts), FOLLOW_UP, TARGET, SMALLEST, SIGNIFICANCE, world.quality)
        for seen, texts in zip(before.bearing[:N_PLANS], before.texts[:N_PLANS], strict=True)
    ]
    return shares | {"power_stated": float(np.mean(stated)), "power_stated_sd": float(np.std(stated))}


def volume_drop(world: World, runs: int) -> float:
    """How often it is called effective that the unit received half as much of everything."""
    rng = np.random.default_rng(7)
    before, after = world.draw(rng, (runs, BASELINE), 1.0), world.draw(rng, (runs, FOLLOW_UP), 1.0, weeks=0.5)
    return float(called_effective(before, after, world.quality).mean())


def recurrences(world: World, left: float, runs: int) -> dict[str, float]:
    """Watches of fixes that were called effective: false alarms in six months, and what is found within 45 days."""
    rng = np.random.default_rng(8)
    false = found = proven = 0
    target = float(seen_ratio(TARGET, _seen_share(world), world.quality))
    for _ in range(runs):
        before, after = world.draw(rng, (BASELINE,), 1.0), world.draw(rng, (FOLLOW_UP,), left)
        if not called_effective(before, after, world.quality):
            continue
        proven += 1
        bearing = int(before.bearing.sum()), int(after.bearing.sum())
        others = int(before.texts.sum()) - bearing[0], int(after.texts.sum()) - bearing[1]
        known = known_from(bearing, others, float(dispersion_of(before, after)), target)
        cut = limit(known, others[1] / (7 * FOLLOW_UP), WATCH)
        held = world.draw(rng, (WATCH,), left, weeks=1 / 7)
        false += bool(statistic(held.bearing, held.texts - held.bearing, known).max() > cut)
        quiet, back = (world.draw(rng, (n,), ratio, 1 / 7) for n, ratio in ((QUIET, left), (FOUND_WITHIN, 1.0)))
        seen, texts = np.append(quiet.bearing, back.bearing), np.append(quiet.texts, back.texts)
        found += bool(statistic(seen, texts - seen, known)[QUIET:].max() > cut)
    return {"proven": proven / runs, "false": false / max(1, proven), "found": found / max(1, proven)}


def _seen_share(world: World) -> np.ndarray:
    seen = world.complaints * world.quality.sensitivity + OTHERS * (1 - world.quality.specificity)
    return np.asarray(seen / (world.complaints + OTHERS))


def main() -> None:
    """Run, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--watches", type=int, default=500, help="runs of each watch")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    began, results = time.process_time(), {"runs": options.runs, "watches": options.watches}
    for name, f1 in LABELS.items():
        world = World(EXPECTED / FOLLOW_UP, DISPERSION, f1)
        own = verdicts(world, options.runs) | {"volume_drop": volume_drop(world, options.runs)}
        results[f"verdicts, labels {name}"] = own
        print(f"verdicts, labels {name}: " + ", ".join(f"{key} {value:.3f}" for key, value in own.items()), flush=True)
    weekly = COMPLAINTS_A_MONTH / MONTH * 7
    for f1, dispersion, left in ((0.94, 1.0, 0.3), (0.94, 2.0, 0.3), (0.94, 1.0, 0.5), (0.94, 2.0, 0.5)):
        own = recurrences(World(weekly, dispersion, f1), left, options.watches)
        name = f"watch, dispersion {dispersion:g}, fix leaves {left:g}"
        results[name] = own
        print(f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in own.items()), flush=True)
    results["cpu_s"] = round(time.process_time() - began, 1)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
