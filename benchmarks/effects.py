"""How far verdicts can be trusted: simulated fixes whose texts pass through the errors of the labels.

    python benchmarks/effects.py --runs 1000 --out benchmarks/results/effects.json

A unit receives other texts (Poisson) and complaints of one kind (negative binomial, variance twice the mean). Each text
is labelled rightly or wrongly by sensitivity and specificity, and what the labels show is judged exactly as
`feedback-ai backlog verify` and `watch` do. Three kinds of labels: always right; as the model's card has them for
`negative`, which is what the default measure needs; and as it has them for a middling dimension. Watches stand beside
the best that any rule could do (`effects_best.py`). Writes the tables of `docs/backlog.md` too.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from effects_best import best
from effects_table import write_tables

from feedback_ai.backlog.effect import (
    Bools,
    Counts,
    Quality,
    against,
    compare,
    corrected,
    dispersion_of,
    is_effective,
    seen_ratio,
    was_falling,
)
from feedback_ai.backlog.power import power
from feedback_ai.backlog.recurrence import evidence, known_from, limit, overdispersed

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
LEFT = (0.3, 0.5, 0.6)
"""Shares of the problem that watched fixes leave; the plan aims at 0.5."""
N_PLANS = 40
CONTROL_SIZE = 4
"""Texts of the other units by those of the unit."""
COMMON = {"nothing common": 1.0, "a common fall": 0.6, "a common rise": 1.6}
"""What the complaints of all units are multiplied by after the fix, whatever the fix does."""


@dataclass(frozen=True)
class World:
    """A unit and the labels of its texts.

    Attributes:
        complaints: A week, before the fix.
        dispersion: Of the complaints: variance by mean.
        f1: Of the labels.
        others: Other texts a week.
    """

    complaints: float
    dispersion: float
    f1: float
    others: float = OTHERS

    @property
    def quality(self) -> Quality:
        """Labels that add as many texts wrongly as they miss."""
        false = (1 - self.f1) * self.complaints / self.others
        return Quality(self.f1, 1 - false)

    def draw(self, rng: np.random.Generator, size: tuple[int, ...], ratio: float, weeks: float = 1.0) -> Counts:
        """What the labels show of steps of so many weeks, with so much of the complaints left."""
        true = overdispersed(rng, np.full(size, self.complaints * ratio * weeks), self.dispersion)
        others = rng.poisson(self.others * weeks, size)
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
    stated = [power(own, FOLLOW_UP, TARGET, SMALLEST, SIGNIFICANCE, world.quality) for own in _runs(before)]
    shares["half_shows_as"] = float(seen_ratio(TARGET, _seen_share(world), world.quality))
    return shares | {"power_stated": float(np.mean(stated)), "power_stated_sd": float(np.std(stated))}


def volume_drop(world: World, runs: int) -> float:
    """How often it is called effective that the unit received half as much of everything."""
    rng = np.random.default_rng(7)
    before, after = world.draw(rng, (runs, BASELINE), 1.0), world.draw(rng, (runs, FOLLOW_UP), 1.0, weeks=0.5)
    return float(called_effective(before, after, world.quality).mean())


def with_controls(world: World, runs: int) -> dict[str, dict[str, float]]:
    """How often fixes are called effective where all units change alike: against the other units, and without them.

    With the power that plans with these controls state, which is that where nothing is common: `half` of the first row.
    """
    rng = np.random.default_rng(9)
    elsewhere = World(world.complaints * CONTROL_SIZE, world.dispersion, world.f1, world.others * CONTROL_SIZE)
    before, before_else = (one.draw(rng, (runs, BASELINE), 1.0) for one in (world, elsewhere))
    found = {}
    for name, common in COMMON.items():
        after_else = elsewhere.draw(rng, (runs, FOLLOW_UP), common)
        control = compare(before_else, after_else, SIGNIFICANCE)
        shares = {}
        for fix, left in (("no_effect", 1.0), ("half", TARGET)):
            after = world.draw(rng, (runs, FOLLOW_UP), common * left)
            own = against(compare(before, after, SIGNIFICANCE), control)
            effective = is_effective(corrected(own, before, world.quality), SMALLEST) & ~was_falling(before)
            shares[fix] = float(effective.mean())
            shares[f"{fix}_alone"] = float(called_effective(before, after, world.quality).mean())
        found[name] = shares
    stated = [
        power(own, FOLLOW_UP, TARGET, SMALLEST, SIGNIFICANCE, world.quality, controls=controls)
        for own, controls in zip(_runs(before), _runs(before_else), strict=True)
    ]
    found["nothing common"] |= {"power_stated": float(np.mean(stated)), "power_stated_sd": float(np.std(stated))}
    return found


def recurrences(world: World, left: float, runs: int, seed: int) -> dict[str, float]:
    """Watches of fixes that were called effective: false alarms in six months, and what is found within 45 days."""
    rng = np.random.default_rng(seed)
    before, after = world.draw(rng, (runs, BASELINE), 1.0), world.draw(rng, (runs, FOLLOW_UP), left)
    proven = np.flatnonzero(called_effective(before, after, world.quality))
    target, smallest = (float(seen_ratio(one, _seen_share(world), world.quality)) for one in (TARGET, SMALLEST))
    dispersions = dispersion_of(before, after)
    bearing = np.stack([one.bearing.sum(-1) for one in (before, after)], axis=-1)
    others = np.stack([one.texts.sum(-1) for one in (before, after)], axis=-1) - bearing
    false = found = 0
    for run in proven:
        known = known_from(tuple(bearing[run]), tuple(others[run]), float(dispersions[run]), target, smallest)
        cut = limit(WATCH, known.dispersion)
        held = world.draw(rng, (WATCH,), left, weeks=1 / 7)
        false += bool(evidence(held.bearing, held.texts - held.bearing, known).max() > cut)
        quiet, back = (world.draw(rng, (n,), ratio, 1 / 7) for n, ratio in ((QUIET, left), (FOUND_WITHIN, 1.0)))
        seen, texts = np.append(quiet.bearing, back.bearing), np.append(quiet.texts, back.texts)
        found += bool(evidence(seen, texts - seen, known)[QUIET:].max() > cut)
    n = max(1, len(proven))
    return {"proven": len(proven) / runs, "false": false / n, "found": found / n}


def _runs(before: Counts) -> list[Counts]:
    """The first baselines of many, one by one, of which plans state their power."""
    return [Counts(seen, texts) for seen, texts in zip(before.bearing[:N_PLANS], before.texts[:N_PLANS], strict=True)]


def _seen_share(world: World) -> np.ndarray:
    seen = world.complaints * world.quality.sensitivity + world.others * (1 - world.quality.specificity)
    return np.asarray(seen / (world.complaints + world.others))


def of_verdicts(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Fixes and drops of volume by how right the labels are."""
    for name, f1 in LABELS.items():
        world = World(EXPECTED / FOLLOW_UP, DISPERSION, f1)
        yield (
            f"verdicts, labels {name}",
            verdicts(world, options.runs) | {"volume_drop": volume_drop(world, options.runs)},
        )
    yield "runs", options.runs


def of_controls(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Fixes against controls."""
    yield "controls", with_controls(World(EXPECTED / FOLLOW_UP, DISPERSION, LABELS["as negative"]), options.runs)


def of_watches(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Watches beside the best that any rule could do."""
    for left, dispersion in product(LEFT, (1.0, 2.0)):
        world = World(COMPLAINTS_A_MONTH / MONTH * 7, dispersion, LABELS["as negative"])
        own = recurrences(world, left, options.watches, options.seed)
        own["best"] = best(world, left, (QUIET, FOUND_WITHIN), WATCH, options.seed)
        yield f"watch, dispersion {dispersion:g}, fix leaves {left:g}", own
    yield "watches", options.watches
    yield "seed of watches", options.seed


PARTS = {"verdicts": of_verdicts, "controls": of_controls, "watches": of_watches}


def main() -> None:
    """Run, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--watches", type=int, default=2_000, help="runs of each watch")
    parser.add_argument("--seed", type=int, default=60, help="of the watches")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="the others stay in the file")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    results: dict[str, Any] = {}
    if options.out and options.out.exists() and len(options.parts) < len(PARTS):
        results = json.loads(options.out.read_text(encoding="utf-8"))
    for part in options.parts:
        for name, own in PARTS[part](options):
            results[name] = own
            print(f"{name}: {json.dumps(own)}", flush=True)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        write_tables(results)


if __name__ == "__main__":
    main()
