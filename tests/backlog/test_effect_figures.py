"""The tables of docs/backlog.md are those of the simulation, and its bars are kept where they can be."""

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = runpy.run_path(str(ROOT / "benchmarks" / "effects_table.py"))
FIGURES = json.loads((ROOT / "benchmarks" / "results" / "effects.json").read_text(encoding="utf-8"))
VERDICTS = [own for name, own in FIGURES.items() if name.startswith("verdicts")]
MEANT = ["0.3", "0.5"]
"""What the fixes leave for which the bars are."""
WATCHES = {name: own for name, own in FIGURES.items() if name.startswith("watch,") and name.split()[-1] in MEANT}
CHANCE = 2 * (0.05 * 0.95 / FIGURES["watches"]) ** 0.5
"""Two standard errors of a share of 5 %."""


def test_the_page_has_the_figures() -> None:
    page = (ROOT / "docs" / "backlog.md").read_text(encoding="utf-8")
    assert page == TABLES["with_tables"](page, FIGURES), "run `python benchmarks/effects.py --out ...`"
    for table in TABLES["TABLES"].values():
        assert table(FIGURES) in page


@pytest.mark.parametrize("own", VERDICTS)
def test_fixes_without_effect_are_seldom_called_effective_and_the_plan_tells_its_power(own) -> None:
    assert FIGURES["runs"] >= 1_000
    assert own["no_effect"] <= 0.05
    assert abs(own["power_stated"] - own["half"]) <= 0.05


def test_the_default_measure_finds_a_halving() -> None:
    assert FIGURES["verdicts, labels as negative"]["half"] >= 0.8


@pytest.mark.parametrize("name", FIGURES["controls"])
def test_what_is_common_to_all_units_is_no_effect(name) -> None:
    assert FIGURES["controls"][name]["no_effect"] <= 0.05


def test_a_plan_with_controls_tells_its_power() -> None:
    own = FIGURES["controls"]["nothing common"]
    assert abs(own["power_stated"] - own["half"]) <= 0.05


@pytest.mark.parametrize("name", WATCHES)
def test_a_watch_seldom_cries_wolf_and_finds_what_can_be_found(name) -> None:
    own = WATCHES[name]
    assert own["false"] <= 0.05 + CHANCE
    assert own["found"] <= own["best"]
    if "0.3" in name:
        assert own["found"] >= 0.8
