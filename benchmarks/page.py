"""Writes `docs/benchmarks.md` from the files in `benchmarks/results/`: `python benchmarks/page.py`.

A benchmark writes `results/NAME.json` and adds a function to `SECTIONS` that makes Markdown lines of it; no figure is
typed by hand. A section whose file is missing is left out.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from page_topics import topics

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
MADE = "<!-- made by benchmarks/page.py; do not edit -->"
NEAR, A_WEEK, LATER = 0.2, 1.0, 1.3
"""Bars of detection: error of the false-alarm rate, false alarms a week, delay by the best one's."""


def detection(result: dict[str, Any]) -> list[str]:
    """False alarms and delays of the watch over topics."""
    kinds = result["kinds"]
    histories = [name for name in kinds[0] if name.startswith("false alarms")]
    lines = [
        "## Detection: alarms on topics",
        "",
        f"{result['runs']} simulated topics of each kind, seed {result['seed']}: negative binomial counts whose exposure goes by "  # noqa: E501 - one row of a table
        f"weekday. Limits are for {result['stated']} false alarms a week over {result['topics']} topics. "
        "Made by `benchmarks/detection.py`.",
        "",
        "### False alarms: observed by stated",
        "",
        f"The bar is within {NEAR:.0%} of 1, and at most {A_WEEK:g} a week over all. "
        "The common rules are taken at 2 sigma, as products do.",
        "",
        "| texts a day | dispersion | "
        + " | ".join(name.removeprefix("false alarms, ") + " of history" for name in histories)
        + " | "
        + " | ".join(f"{name}, 2 sigma" for name in kinds[0]["at 2 sigma"])
        + " |",
        "|" + "---|" * (2 + len(histories) + len(kinds[0]["at 2 sigma"])),
    ]
    for kind in kinds:
        shares = [f"{kind[name]:.2f}{'' if abs(kind[name] - 1) <= NEAR else ' (missed)'}" for name in histories]
        lines.append(
            _row(kind["mean"], kind["dispersion"], *shares, *(f"{own:.0f}" for own in kind["at 2 sigma"].values()))
        )
    for name in histories:
        mean = sum(kind[name] for kind in kinds) / len(kinds)
        lines += [
            "",
            f"All kinds together, {name.removeprefix('false alarms, ')} of history: {mean:.2f} of the stated rate, "
            f"{mean * result['stated']:.2f} a week over {result['topics']} topics.",
        ]
    told = _season(result["season"]) if "season" in result else []
    return [*lines, "", *_rises(kinds), "", *told, *_replayed(result)]


def _season(own: dict[str, Any]) -> list[str]:
    long, year = f"{own['years']} years", "a year"
    lines = [
        "### A yearly season",
        "",
        f"{own['runs']} simulated topics of each kind, whose rate is {own['peak by low']:.1f} times as high at its "
        f"peak as at its lowest, and as many without a season. A year is judged, after {long} of history and after one "
        "alone, which tells no season. False alarms by those stated; median days to the alarm on a doubled rate.",
        "",
        f"| texts a day | dispersion | season, {long} | season, {year} | season, 2x seen by day "
        f"| none, {long} | none, {year} | none, 2x seen by day |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in own["kinds"]:
        cells: list[str] = []
        for name in ("season", "none"):
            delay = kind[f"{name}, delay at 2x"]
            cells += [f"{kind[f'{name}, {history}']:.2f}" for history in (long, year)]
            cells.append("-" if delay is None else f"{delay:.0f}")
        lines.append(_row(kind["mean"], kind["dispersion"], *cells))
    return [*lines, ""]


def _rises(kinds: list[dict[str, Any]]) -> list[str]:
    names = [name for name in kinds[0]["rises"][0] if name not in {"ratio", "soon"}]
    lines = [
        "### Days to the alarm, in the median",
        "",
        "At the same rate of false alarms, after a year of history; the day of the rise is the first, `-` is more than 90. The best CUSUM knows rate and dispersion and is "  # noqa: E501 - one row of a table
        f"made for that rise. The bar is {LATER:g} times its days; days are whole, so where it needs one, two are twice.",  # noqa: E501 - one row of a table
        "",
        "| texts a day | dispersion | rise | " + " | ".join(names) + " | watch by best | seen within 7 days |",
        "|" + "---|" * (5 + len(names)),
    ]
    for kind in kinds:
        for rise in kind["rises"]:
            days = ["-" if rise[name] is None else f"{rise[name]:g}" for name in names]
            by_best = rise["watch"] / rise["best CUSUM"] if rise["watch"] and rise["best CUSUM"] else None
            told = "-" if by_best is None else f"{by_best:.2f}{'' if by_best <= LATER else ' (missed)'}"
            lines.append(
                _row(kind["mean"], kind["dispersion"], f"{rise['ratio']:g}x", *days, told, f"{rise['soon']:.0%}")
            )
    return lines


def _replayed(result: dict[str, Any]) -> list[str]:
    if not result["replayed"]:
        return []
    lines = [
        "### Replayed corpora",
        "",
        "Counts by a column of the corpus, texts not read; as `topics backtest` replays a store. False alarms are those on the "  # noqa: E501 - one row of a table
        "same days in another order.",
        "",
        "| corpus | by | texts | topics | days | stated a week | false alarms a week | alarms as it was | 1.5x in 7 days | 2x | 3x | 3x in 60 days |",  # noqa: E501 - one row of a table
        "|" + "---|" * 12,
    ]
    for one in result["replayed"]:
        soon = [f"{rise['soon']:.0%}" for rise in one["rises"]]
        lines.append(
            _row(
                one["corpus"],
                one["by"],
                f"{one['texts']:,}",
                one["n_topics"],
                one["n_days"],
                one["a_week"],
                f"{one['false_alarms_a_week']:.2f}",
                f"{one['alarms_a_week']:.2f}",
                *soon,
                f"{one['rises'][-1]['seen']:.0%}",
            )
        )
    return lines


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


SECTIONS: dict[str, Callable[[dict[str, Any]], list[str]]] = {"topics": topics, "detection": detection}


def page() -> str:
    """All sections whose results are there."""
    lines = [
        MADE,
        "# Benchmarks",
        "",
        "Figures are written by the programs under `benchmarks/` and taken from there.",
        "",
    ]
    for name, section in SECTIONS.items():
        path = RESULTS / f"{name}.json"
        if path.exists():
            lines += [*section(json.loads(path.read_text(encoding="utf-8"))), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
