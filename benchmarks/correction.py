"""How often 95 % intervals of corrected figures hold the truth; prints a table and writes JSON with `--output`.

    python benchmarks/correction.py [--runs 2000] [--texts 300 2000] [--output FILE]

Texts are drawn with true stances, which pass through a model's confusion matrix of 4 x 4 (none, negative, neutral,
positive); then people label a random sample of them, or the matrix is estimated from other texts, the gold texts, in
which the stances are as frequent as in the bundle's. Only the counts are drawn, so that a run costs nothing. The
matrices are those of gold dev in the card of the shipped bundle, both languages together; stances as frequent as there,
and less than half as frequent. *Truth* is the share among all that customers might have written. Uncorrected intervals
stand beside.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from feedback_ai.measure.correction import (
    Array,
    Estimate,
    Figure,
    by_audit,
    by_gold,
    net_change,
    net_figure,
    share_figure,
)
from feedback_ai.measure.servqual import net_interval

CARD = Path(__file__).resolve().parents[1] / "models" / "feedback-bilingual" / "metrics.json"
DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
NEUTRAL = (0.3, 0.3, 0.3, 0.1)
"""How neutral texts are read where gold has next to none."""
SCALES = (1.0, 0.4)
N_GOLD = 280
"""Gold texts that the matrix is estimated from, about as many as gold dev has."""
AUDITS = (50, 100, 200)
BAR = (0.93, 0.97)
WORSE = 1.5
"""How many times as many errors as on gold texts the model makes in the rows `gold, worse here`, where the gold matrix
no longer holds: these are to be seen, not to pass."""
LEAST = 0.004
"""Least true share of a stance: where there is nothing to find, coverage says nothing."""
FIGURES = ("negative", "positive", "net", "change")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "measures.md"
TABLE = re.compile(r"(<!-- correction -->\n).*?(<!-- /correction -->)", re.DOTALL)
SHOWN = {"net": "net", "change": "change of net", "both shares": "shares"}
"""Figures of the page's table, and their names there."""
UNCORRECTED, UNFIT = "not corrected", "gold, worse here"


def gold_tables() -> dict[str, Array]:
    """Of each dimension the texts of gold dev by stance and by what the shipped model gives, float (4, 4)."""
    by_language = json.loads(CARD.read_text(encoding="utf-8"))["dev"]["stances"].values()
    return {name: np.sum([tables[name] for tables in by_language], axis=0, dtype=float) for name in DIMENSIONS}


def scenarios() -> Iterator[tuple[str, Array, Array, Array]]:
    """Name, true shares of the classes, confusion matrix, and shares of the classes in gold."""
    for name, counts in gold_tables().items():
        matrix = (counts + 0.1) / (counts + 0.1).sum(axis=1, keepdims=True)
        if counts[2].sum() < 3:
            matrix[2] = NEUTRAL
        in_gold = counts.sum(axis=1) / counts.sum()
        for scale in SCALES:
            shares = np.maximum(in_gold * [1, scale, scale, scale], LEAST)
            shares[0] = 1 - shares[1:].sum()
            yield f"{name}, {scale:.0%}", shares, matrix, in_gold


def figures_of(now: Estimate, before: Estimate) -> dict[str, Figure]:
    """All figures whose coverage is told."""
    shares = {name: share_figure(now, name) for name in FIGURES[:2]}
    return {**shares, "net": net_figure(now), "change": net_change(now, before)[0]}


def uncorrected(given: Array) -> dict[str, Figure]:
    """The model at its word, with intervals that cover sampling only: Wilson's, and that of the measures for net."""
    from statsmodels.stats.proportion import proportion_confint

    n = given.sum(axis=-1)
    found = {}
    for name, place in (("negative", 1), ("positive", 3)):
        low, high = proportion_confint(given[:, place], n, method="wilson")
        found[name] = Figure(100 * given[:, place] / n, 100 * low, 100 * high)
    judged = given[:, 1:].sum(axis=-1)
    net = 100 * (given[:, 3] - given[:, 1]) / np.maximum(judged, 1)
    return {**found, "net": Figure(net, *net_interval(given[:, 1], given[:, 3], judged))}


def simulate(
    rng: np.random.Generator, shares: Array, matrix: Array, in_gold: Array, n_texts: int, runs: int
) -> dict[str, dict[str, Figure]]:
    """Figures of every run by the way they were corrected; the change is one between two periods of the same truth."""
    periods = [rng.multinomial(n_texts, (shares[:, None] * matrix).ravel(), size=runs) for _ in range(2)]
    given = [cells.reshape(runs, 1, 4, 4).sum(axis=2).astype(float) for cells in periods]
    found = {UNCORRECTED: uncorrected(given[0][:, 0])}
    for n in AUDITS:
        audits = [sample(rng, cells, n) for cells in periods]
        found[f"audit of {n}"] = figures_of(*(by_audit(*pair) for pair in zip(given, audits, strict=True)))
    gold = rng.multinomial(N_GOLD, (in_gold[:, None] * matrix).ravel(), size=runs).reshape(runs, 1, 4, 4).astype(float)
    found[f"gold of {N_GOLD}"] = figures_of(*(by_gold(one, gold) for one in given))
    errors = WORSE * matrix * (1 - np.eye(4))
    worse = shares @ (errors + np.diag(1 - errors.sum(axis=1)))
    elsewhere = [rng.multinomial(n_texts, worse, size=(runs, 1)).astype(float) for _ in range(2)]
    found[UNFIT] = figures_of(*(by_gold(one, gold) for one in elsewhere))
    return found


def sample(rng: np.random.Generator, cells: Any, n: int) -> Array:
    """Audits of `n` texts drawn without replacement, (runs, 1, 4, 4), from counts (runs, 16)."""
    drawn = [rng.multivariate_hypergeometric(one, n, method="marginals") for one in cells]
    return np.array(drawn, dtype=float).reshape(-1, 1, 4, 4)


def measure(runs: int, sizes: Sequence[int], seed: int) -> list[dict[str, Any]]:
    """A row a scenario, way and figure: coverage, mean width in points, mean error in points."""
    rng = np.random.default_rng(seed)
    rows = []
    for name, shares, matrix, in_gold in scenarios():
        judged = shares[1:].sum()
        truths = (shares[1], shares[3], (shares[3] - shares[1]) / judged, 0)
        truth = dict(zip(FIGURES, (100 * float(one) for one in truths), strict=True))
        for n_texts in sizes:
            for way, figures in simulate(rng, shares, matrix, in_gold, n_texts, runs).items():
                for label, figure in figures.items():
                    known = ~np.isnan(figure.value)
                    holds = (figure.low <= truth[label]) & (truth[label] <= figure.high)
                    rows.append(
                        {
                            "scenario": name,
                            "n_texts": n_texts,
                            "way": way,
                            "figure": label,
                            "truth": truth[label],
                            "known": float(known.mean()),
                            "coverage": float(holds[known].mean()),
                            "width": float((figure.high - figure.low)[known].mean()),
                            "bias": float((figure.value - truth[label])[known].mean()),
                        }
                    )
    return rows


def summary(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Over all scenarios: coverage, the least and the largest of it, how many scenarios are within the bar."""
    told = []
    for way in dict.fromkeys(row["way"] for row in rows):
        for figure in (*FIGURES, "both shares"):
            names = FIGURES[:2] if figure == "both shares" else (figure,)
            own = [row for row in rows if row["way"] == way and row["figure"] in names]
            if not own:
                continue
            covered = np.array([row["coverage"] for row in own])
            told.append(
                {
                    "way": way,
                    "figure": figure,
                    "coverage": float(covered.mean()),
                    "least": float(covered.min()),
                    "largest": float(covered.max()),
                    "within_bar": float(((covered >= BAR[0]) & (covered <= BAR[1])).mean()),
                    "width": float(np.mean([row["width"] for row in own])),
                    "bias": float(np.mean([abs(row["bias"]) for row in own])),
                }
            )
    return told


def table(told: Sequence[dict[str, Any]]) -> str:
    """The summary as the page shows it."""
    head = [
        "| corrected by | figure | coverage | least | largest | scenarios within 93 to 97 % | mean width, points |",
        "|---|---|---|---|---|---|---|",
    ]
    own = {(row["way"], row["figure"]): row for row in told}
    rows = [
        f"| {way} | {name} | "
        + " | ".join(f"{own[way, figure][key]:.1%}" for key in ("coverage", "least", "largest"))
        + f" | {own[way, figure]['within_bar']:.0%} | {own[way, figure]['width']:.0f} |"
        for way in dict.fromkeys(row["way"] for row in told)
        for figure, name in SHOWN.items()
        if (way, figure) in own
    ]
    return "\n".join([*head, *rows])


def with_table(page: str, told: Sequence[dict[str, Any]]) -> str:
    """The page with its table made anew."""
    return TABLE.sub(lambda found: f"{found[1]}{table(told)}\n{found[2]}", page)


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=2000, help="simulated periods a scenario")
    parser.add_argument("--texts", type=int, nargs="+", default=[300, 2000], help="texts of a period")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument(
        "--output", type=Path, help="JSON with every scenario; writes the table of docs/measures.md too"
    )
    asked = parser.parse_args()
    rows = measure(asked.runs, asked.texts, asked.seed)
    told = summary(rows)
    print(f"{'':18}{'figure':14}{'coverage':>9}{'least':>8}{'largest':>8}{'in bar':>8}{'width':>8}{'bias':>7}")
    for row in told:
        print(
            f"{row['way']:18}{row['figure']:14}{row['coverage']:9.1%}{row['least']:8.1%}{row['largest']:8.1%}"
            f"{row['within_bar']:8.0%}{row['width']:8.1f}{row['bias']:7.1f}"
        )
    if asked.output:
        settings = {"runs": asked.runs, "texts": asked.texts, "seed": asked.seed, "bar": BAR}
        content = json.dumps({**settings, "summary": told, "scenarios": rows}, indent=1)
        asked.output.write_text(content + "\n", encoding="utf-8")
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")
    missed = [row for row in told if row["figure"] == "both shares" and not BAR[0] <= row["coverage"] <= BAR[1]]
    sys.exit(any(row["way"] not in {UNCORRECTED, UNFIT} for row in missed))


if __name__ == "__main__":
    main()
