"""Whether shrunk letters are nearer to the truth than raw ones, on simulated units whose true rates are known.

    python benchmarks/grades.py [--months 400] [--out DIR]

Units of a month have a true rate of complaints, of severe texts and of good judgements; what is counted of them is drawn
from these. Each is graded by `measure.grades` at the built-in cuts: by the true rates, by the raw ones and by the shrunk
ones. All months are drawn from one seed. Units below the minimum n get no grade and are not compared. Scenarios differ in
how large units are, in how much they differ, and in whether their rates follow the distribution that the prior assumes.
A second simulation holds units' true rates fixed for a year and counts how often letters change, with and without memory.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from feedback_ai.measure.grade_counts import COLUMNS
from feedback_ai.measure.grades import grade_units
from feedback_ai.measure.grading import LETTERS, Grading, load_grading

SEED = 20260701
UNITS = 24
DRAWS = 2000
YEAR = 12


class Scenario(NamedTuple):
    """What a month looks like.

    Attributes:
        name: What it is called.
        smallest: Fewest texts of a unit.
        largest: Most texts of a unit; sizes are drawn evenly on the logarithm.
        spread: How much units differ: the prior weighs as much as so many texts (small: they differ much).
        clumps: Whether units fall into two clumps, good and bad, instead of following a beta distribution.
        by_contacts: Whether complaints are counted on contacts (fifty on a text).
    """

    name: str
    smallest: int
    largest: int
    spread: float
    clumps: bool = False
    by_contacts: bool = False


SCENARIOS = (
    Scenario("small units, 10 to 40 texts", 10, 40, 15),
    Scenario("all sizes, 10 to 400 texts", 10, 400, 15),
    Scenario("large units, 200 to 2000 texts", 200, 2000, 15),
    Scenario("units that differ little", 10, 100, 60),
    Scenario("units that differ much", 10, 100, 5),
    Scenario("two clumps, which the prior does not know", 10, 100, 15, clumps=True),
    Scenario("complaints on contacts", 10, 100, 15, by_contacts=True),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--months", type=int, default=400, help="simulated months of each scenario")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="where grades.json goes")
    wanted = parser.parse_args()
    grading, generator = load_grading(), np.random.default_rng(SEED)
    found = {"units_a_month": UNITS, "months": wanted.months, "minimum_n": grading.minimum_n, "seed": SEED}
    found["agreement"] = [compare(one, wanted.months, grading, generator) for one in SCENARIOS]
    found["letter_changes"] = changes(max(wanted.months // YEAR, 4), grading, generator)
    wanted.out.mkdir(parents=True, exist_ok=True)
    (wanted.out / "grades.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    for row in found["agreement"]:
        print(
            f"{row['scenario']}: n = {row['n']:,} grades; agree with the true letter: shrunk {row['shrunk']:.3f} "
            f"{_told(row['shrunk_95'])}, raw {row['raw']:.3f} {_told(row['raw_95'])}; "
            f"difference {row['difference']:+.3f} {_told(row['difference_95'])}; two letters off: "
            f"shrunk {row['shrunk_far']:.3f}, raw {row['raw_far']:.3f}; "
            f"true score within its interval: {row['covered']:.3f}"
        )
    row = found["letter_changes"]
    print(
        f"letters of {row['n']:,} units that do not change, changes a year: {row['with_memory']:.2f} with memory "
        f"{_told(row['with_memory_95'])}, {row['without']:.2f} without {_told(row['without_95'])}; "
        f"agree with the true letter: {row['agree_with_memory']:.3f} with, {row['agree_without']:.3f} without"
    )


def compare(scenario: Scenario, months: int, grading: Grading, generator: np.random.Generator) -> dict[str, object]:
    """How often letters agree with the true ones; intervals by bootstrap over months."""
    frames, truths = [], []
    for month in _months(months):
        counts, exact = draw(scenario, month, generator)
        frames.append(counts)
        truths.append(exact)
    # Each month has a memory of its own: here, only the letter of the score itself is looked at.
    rows = grade_units(pd.concat(frames, ignore_index=True), grading).rows
    rows["true"], rows["true_score"] = _truth(pd.concat(truths, ignore_index=True), rows, grading)
    rows = rows.dropna(subset="plain")
    off = {name: _distance(rows[column], rows["true"]) for name, column in (("shrunk", "plain"), ("raw", "raw_letter"))}
    by_month = pd.DataFrame({"month": rows["month"], **{name: own == 0 for name, own in off.items()}})
    sums = by_month.groupby("month").agg(n=("shrunk", "size"), shrunk=("shrunk", "sum"), raw=("raw", "sum"))
    picked = generator.integers(len(sums), size=(DRAWS, len(sums)))
    drawn = {name: sums[name].to_numpy()[picked].sum(axis=1) for name in sums}
    shares = {name: drawn[name] / drawn["n"] for name in ("shrunk", "raw")}
    return {
        "scenario": scenario.name,
        "n": len(rows),
        **{name: float((own == 0).mean()) for name, own in off.items()},
        **{f"{name}_95": _ends(share) for name, share in shares.items()},
        "difference": float((off["shrunk"] == 0).mean() - (off["raw"] == 0).mean()),
        "difference_95": _ends(shares["shrunk"] - shares["raw"]),
        "covered": float(rows["true_score"].between(rows["score_low"], rows["score_high"]).mean()),
        **{f"{name}_far": float((own >= 2).mean()) for name, own in off.items()},
    }


def changes(years: int, grading: Grading, generator: np.random.Generator) -> dict[str, object]:
    """How often letters of units change whose true rates do not."""
    scenario = Scenario("a year", 10, 200, 15)
    told = {"with_memory": [], "without": []}
    agree = {"with_memory": [], "without": []}
    for _ in range(years):
        rates, sizes = _rates(scenario, generator), _sizes(scenario, generator)
        drawn = [_count(scenario, month, rates, sizes, generator) for month in _months(YEAR)]
        rows = grade_units(pd.concat([counts for counts, _ in drawn], ignore_index=True), grading).rows
        rows["true"], _ = _truth(pd.concat([exact for _, exact in drawn], ignore_index=True), rows, grading)
        rows = rows.dropna(subset="plain")
        for name, column in (("with_memory", "letter"), ("without", "plain")):
            told[name] += [int((own != own.shift()).sum() - 1) for _, own in rows.groupby("unit")[column]]
            agree[name].append(float((rows[column] == rows["true"]).mean()))
    found: dict[str, object] = {"n": len(told["without"])}
    for name, numbers in told.items():
        values = np.array(numbers, dtype=float)
        half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
        found |= {name: float(values.mean()), f"{name}_95": [float(values.mean() - half), float(values.mean() + half)]}
        found[f"agree_{name}"] = float(np.mean(agree[name]))
    return found


def draw(scenario: Scenario, month: str, generator: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts of one month and, in the same form, what they would be without chance."""
    return _count(scenario, month, _rates(scenario, generator), _sizes(scenario, generator), generator)


def _rates(scenario: Scenario, generator: np.random.Generator) -> dict[str, np.ndarray]:
    """True rates of units: the better a unit in one, the better in the others, but not exactly."""
    if scenario.clumps:
        bad = generator.random(UNITS) < 0.4
        jitter = generator.normal(0, 0.02, size=(3, UNITS))
        return {
            "complaint_rate": np.clip(np.where(bad, 0.62, 0.25) + jitter[0], 0.01, 0.99),
            "severity": np.clip(np.where(bad, 0.20, 0.05) + jitter[1], 0.01, 0.99),
            "dimensions": np.clip(np.where(bad, 0.35, 0.7) + jitter[2], 0.01, 0.99),
        }
    complaints = generator.beta(0.4 * scenario.spread, 0.6 * scenario.spread, UNITS)
    good = 1 - 0.8 * complaints
    return {
        "complaint_rate": complaints,
        "severity": generator.beta(0.3 * complaints * 40, (1 - 0.3 * complaints) * 40),
        "dimensions": generator.beta(good * scenario.spread * 2, (1 - good) * scenario.spread * 2),
    }


def _sizes(scenario: Scenario, generator: np.random.Generator) -> np.ndarray:
    ends = np.log([scenario.smallest, scenario.largest + 1])
    return np.exp(generator.uniform(*ends, UNITS)).astype(int)


def _count(
    scenario: Scenario, month: str, rates: dict[str, np.ndarray], n: np.ndarray, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    units = [f"u{number:02}" for number in range(UNITS)]
    counted: list[tuple[str, str, np.ndarray, np.ndarray, np.ndarray]] = [("texts", "share", n, n, n)]
    for part, rate in rates.items():
        if part == "complaint_rate" and scenario.by_contacts:
            # As rare on contacts as the built-in scale expects: a share of 0.8 is 0.02 on contacts.
            contacts, on_contacts = 50 * n, rate * 0.025
            events = generator.poisson(contacts * on_contacts)
            counted.append(("complaints_per_contact", "events", events, contacts, contacts * on_contacts))
        else:
            counted.append((part, "share", generator.binomial(n, rate), n, n * rate))
    frames = []
    for which in (2, 4):
        rows = [
            pd.DataFrame(
                {"month": month, "unit": units, "part": own[0], "item": "", "kind": own[1], "count": own[which] * 1.0}
            ).assign(exposure=own[3] * 1.0)[COLUMNS]
            for own in counted
        ]
        frames.append(pd.concat(rows, ignore_index=True))
    return frames[0], frames[1]


def _truth(exact: pd.DataFrame, rows: pd.DataFrame, grading: Grading) -> tuple[pd.Series, pd.Series]:
    """Letters and scores of the true rates: the raw ones of counts without chance."""
    true = grade_units(exact, grading).rows.set_index(["month", "unit"])[["raw_letter", "raw_score"]]
    true = true.reindex(pd.MultiIndex.from_frame(rows[["month", "unit"]])).set_axis(rows.index)
    return true["raw_letter"], true["raw_score"]


def _months(n: int) -> Iterator[str]:
    """Names of consecutive months."""
    return (f"{2000 + number // 12}-{number % 12 + 1:02}" for number in range(n))


def _distance(letters: pd.Series, true: pd.Series) -> np.ndarray:
    places = {letter: place for place, letter in enumerate(LETTERS)}
    return np.abs(letters.map(places).to_numpy() - true.map(places).to_numpy())


def _ends(drawn: np.ndarray) -> list[float]:
    return [float(end) for end in np.percentile(drawn, [2.5, 97.5])]


def _told(ends: list[float]) -> str:
    return f"[{ends[0]:.3f}, {ends[1]:.3f}]"


if __name__ == "__main__":
    main()
