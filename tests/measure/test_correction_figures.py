"""The table of docs/measures.md is that of the simulation, and shares are covered as often as they say."""

import json
import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = runpy.run_path(str(ROOT / "benchmarks" / "correction.py"))
FIGURES = json.loads((ROOT / "benchmarks" / "results" / "correction.json").read_text(encoding="utf-8"))


def test_the_page_has_the_figures() -> None:
    page = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert SCRIPT["table"](FIGURES["summary"]) in page, "run `python benchmarks/correction.py --output ...`"
    assert SCRIPT["with_table"](page, FIGURES["summary"]) == page


def test_the_summary_is_that_of_the_scenarios() -> None:
    assert SCRIPT["summary"](FIGURES["scenarios"]) == FIGURES["summary"]


def test_corrected_shares_are_covered_as_often_as_they_say() -> None:
    low, high = FIGURES["bar"]
    shares = {row["way"]: row for row in FIGURES["summary"] if row["figure"] == "both shares"}
    plain = shares.pop(SCRIPT["UNCORRECTED"])
    shares.pop(SCRIPT["UNFIT"])
    for row in shares.values():
        assert low <= row["coverage"] <= high
        assert row["coverage"] > plain["coverage"]
