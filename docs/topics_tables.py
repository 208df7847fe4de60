"""Writes the table of docs/topics.md on what size of store sees what: `python docs/topics_tables.py`.

Its figures are those of `benchmarks/results/detection.json`.
"""

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("topics.md")
RESULT = PAGE.parents[1] / "benchmarks" / "results" / "detection.json"


def _rise(rise: dict[str, Any]) -> str:
    days = "-" if rise["watch"] is None else f"day {rise['watch']:.0f}"
    return f"{days} ({rise['soon']:.0%})"


def simulated(result: dict[str, Any]) -> list[str]:
    """Median day of the alarm by the texts that a topic has, and the share of alarms within a week."""
    ratios = [rise["ratio"] for rise in result["kinds"][0]["rises"]]
    rows = [
        f"| {kind['mean']} | {kind['dispersion']} | {' | '.join(_rise(rise) for rise in kind['rises'])} |"
        for kind in result["kinds"]
    ]
    head = f"| texts a day on the topic | scatter | {' | '.join(f'{ratio:g} times' for ratio in ratios)} |"
    return [head, "|" + "---|" * (2 + len(ratios)), *rows]


def replayed(result: dict[str, Any]) -> list[str]:
    """Rises that were seen in whole stores, by the texts that all their topics have together."""
    rows = []
    for store in sorted(result["replayed"], key=lambda own: own["texts"] / own["n_days"]):
        soon = [f"{rise['soon']:.0%} ({rise['seen']:.0%})" for rise in store["rises"]]
        rows.append(f"| {store['texts'] / store['n_days']:.0f} | {store['n_topics']} | {' | '.join(soon)} |")
    ratios = [rise["ratio"] for rise in result["replayed"][0]["rises"]]
    head = f"| texts a day in the store | topics | {' | '.join(f'{ratio:g} times' for ratio in ratios)} |"
    return [head, "|" + "---|" * (2 + len(ratios)), *rows]


BLOCKS = {"simulated": simulated, "replayed": replayed}


def fill(page: str) -> str:
    """The page with its tables as the benchmark's results have them."""
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = block.sub(lambda found, make=make: found[1] + "\n".join(make(result)) + "\n" + found[2], page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
