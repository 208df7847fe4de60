"""The figures of docs/gap.md are those of the extractor, and do not fall below what was reached."""

import json
import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = runpy.run_path(str(ROOT / "benchmarks" / "promises.py"))
BAR = {"precision": 0.9, "recall": 0.75}
"""Of gaps on the 240 sentences: the bar."""


def figures() -> dict[str, dict[str, dict[str, float]]]:
    return json.loads((ROOT / "benchmarks" / "results" / "promises.json").read_text(encoding="utf-8"))


def test_the_written_figures_are_those_of_the_extractor() -> None:
    # Compared as a whole, so that a failure shows no sentence.
    assert SCRIPT["score"](SCRIPT["read"]()) == figures(), "run `python benchmarks/promises.py`"


def test_the_bar_is_kept() -> None:
    for name, level in BAR.items():
        assert figures()["all"]["gaps"][name] >= level


def test_the_page_has_the_figures() -> None:
    assert SCRIPT["table"](figures()) in (ROOT / "docs" / "gap.md").read_text(encoding="utf-8")


def test_the_page_has_how_verdicts_are_read() -> None:
    page = (ROOT / "docs" / "gap.md").read_text(encoding="utf-8")
    found = runpy.run_path(str(ROOT / "docs" / "gap_tables.py"))["fill"](page)
    assert found == page, "run `python docs/gap_tables.py`"


def test_a_pair_counts_only_where_all_of_it_is_right() -> None:
    pair = {
        "promised": {"value": 3, "upper": None, "unit": "day"},
        "actual": {"value": 9, "upper": None, "unit": "day"},
        "at_least": False,
    }
    sentence = {"language": "en", "text": "Told 3 days, took 9.", "pairs": [pair]}
    assert SCRIPT["score"]([sentence])["en"]["gaps"] == {
        "written": 1,
        "found": 1,
        "right": 1,
        "precision": 1.0,
        "recall": 1.0,
    }
    wrong = sentence | {"pairs": [pair | {"at_least": True}]}
    assert SCRIPT["score"]([wrong])["all"]["gaps"]["right"] == 0
    assert SCRIPT["score"]([wrong | {"pairs": []}])["all"]["gaps"]["recall"] == 0.0


def test_a_verdict_counts_where_a_row_states_one() -> None:
    sides = {
        "promised": {"value": 3, "upper": None, "unit": "day"},
        "actual": {"value": 9, "upper": None, "unit": "day"},
        "at_least": False,
    }
    text = {"language": "en", "text": "Told 3 days, took 9."}
    assert "verdicts" not in SCRIPT["score"]([text | {"pairs": [sides]}])["en"]
    rows = [text | {"pairs": [sides | {"verdict": verdict}]} for verdict in ("below", "above", None)]
    found = SCRIPT["score"](rows)["en"]["verdicts"]
    assert (found["written"], found["found"], found["right"]) == (3, 3, 1)
