"""Whether shrunk letters are nearer to the truth than raw ones, on simulated units whose true rates are known.

    python benchmarks/grades.py [--months 400] [--out DIR]

Units of a month have true rates; texts are drawn from them one by one: a text is a complaint or not, a complaint is
severe or not, and judges well or badly, so that the parts of a score err together, as the labels of the same texts do
(one scenario draws them apart). Units are graded by `measure.grades` at the built-in cuts: by their true rates, by the
raw ones and by the shrunk ones. Scenarios differ in how large units are, in how much they differ, and in whether their
rates follow the distribution that the prior assumes. A second simulation holds the true rates of units fixed for a
year and counts how often letters change, with and without memory. All is drawn from one seed.
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
GOOD_COMPLAINTS = 0.1


class Scenario(NamedTuple):
    """What a month looks like.

    Attributes:
        name: What it is called.
        smallest: Fewest texts of a unit.
        largest: Most texts of a unit; sizes are drawn evenly on the logarithm.
        spread: How much units differ: the prior weighs as much as so many texts (small: they differ much).
        clumps: Whether units fall into two clumps, good and bad, instead of following a beta distribution.
        by_contacts: Whether complaints are counted on contacts (fifty on a text).
        apart: Whether the parts are drawn apart, as if of different texts.
    """

    name: str
    smallest: int
    largest: int
    spread: float
    clumps: bool = False
    by_contacts: bool = False
    apart: bool = False


class Rates(NamedTuple):
    """True rates of units, (UNITS,) each.

    Attributes:
        complaints: Share of texts that are complaints.
        severe: Share of these that are severe.
        good: Share of the other texts that judge well; of complaints, `GOOD_COMPLAINTS` do.
    """

    complaints: np.ndarray
    severe: np.ndarray
    good: np.ndarray


SCENARIOS = (
    Scenario("small units, 10 to 40 texts", 10, 40, 15),
    Scenario("all sizes, 10 to 400 texts", 10, 400, 15),
    Scenario("large units, 200 to 2000 texts", 200, 2000, 15),
    Scenario("units that differ little", 10, 100, 60),
    Scenario("units that differ much", 10, 100, 5),
    Scenario("two clumps, which the prior does not know", 10, 100, 15, clumps=True),
    Scenario("complaints on contacts", 10, 100, 15, by_contacts=True),
    Scenario("parts that err apart", 10, 100, 15, apart=True),
)


def main() -> None:
    """Simulate, tell, and write grades.json."""
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


def _rates(scenario: Scenario, generator: np.random.Generator) -> Rates:
    """True rates of units."""
    if scenario.clumps:
        bad = generator.random(UNITS) < 0.4
        complaints = np.clip(np.where(bad, 0.62, 0.25) + generator.normal(0, 0.02, UNITS), 0.01, 0.99)
    else:
        complaints = generator.beta(0.4 * scenario.spread, 0.6 * scenario.spread, UNITS)
    return Rates(complaints, generator.beta(5, 15, UNITS), generator.beta(15, 5, UNITS))


def _sizes(scenario: Scenario, generator: np.random.Generator) -> np.ndarray:
    ends = np.log([scenario.smallest, scenario.largest + 1])
    return np.exp(generator.uniform(*ends, UNITS)).astype(int)


def _count(
    scenario: Scenario, month: str, rates: Rates, n: np.ndarray, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    complaints = generator.binomial(n, rates.complaints)
    of = generator.binomial(n, rates.complaints) if scenario.apart else complaints
    others = generator.binomial(n, rates.complaints) if scenario.apart else complaints
    severe = generator.binomial(of, rates.severe)
    good = generator.binomial(others, GOOD_COMPLAINTS) + generator.binomial(n - others, rates.good)
    true_good = n * (rates.complaints * GOOD_COMPLAINTS + (1 - rates.complaints) * rates.good)
    counted = [
        ("texts", "share", n, n, n),
        ("severity", "share", severe, n * rates.complaints * rates.severe, n),
        ("dimensions", "share", good, true_good, n),
    ]
    if scenario.by_contacts:  # as rare on contacts as the built-in scale expects: 0.8 of texts is 0.02 of contacts
        contacts = 50 * n
        events = generator.poisson(contacts * rates.complaints * 0.025)
        true = contacts * rates.complaints * 0.025
        counted.append(("complaints_per_contact", "events", events, true, contacts))
    else:
        counted.append(("complaint_rate", "share", complaints, n * rates.complaints, n))
    return tuple(_frame(month, [(part, kind, own[which], own[2]) for part, kind, *own in counted]) for which in (0, 1))


def _frame(month: str, counted: list[tuple[str, str, np.ndarray, np.ndarray]]) -> pd.DataFrame:
    units = [f"u{number:02}" for number in range(UNITS)]
    parts = [
        pd.DataFrame(
            {"month": month, "unit": units, "part": part, "item": "", "kind": kind, "count": count * 1.0}
        ).assign(exposure=exposure * 1.0)[COLUMNS]
        for part, kind, count, exposure in counted
    ]
    return pd.concat(parts, ignore_index=True)


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
