"""The tables of `docs/backlog.md` that `effects.py` makes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "backlog.md"
LABELS = {
    "always right": "always right",
    "as negative": "right as `negative` is (F1 0.94): the default measure",
    "as a dimension": "right as a dimension is (F1 0.72): `--label dimension`",
}
FALSE, FOUND = 0.05, 0.8
"""The bars: false alarms and wrong verdicts at most, relapses found at least."""


def verdicts(results: dict[str, Any]) -> str:
    """Fixes with and without effect, and a drop of all texts, by how right the labels are."""
    columns = (
        *("labels", "no effect, called effective", "halved, found", "power that the plans stated"),
        *("half of all texts, called effective", "a ratio of 0.5 shows as"),
    )
    keys = ("no_effect", "half", "power_stated", "volume_drop")
    own = {words: results[f"verdicts, labels {name}"] for name, words in LABELS.items()}
    rows = [(words, *_shares(found, keys), f"{found['half_shows_as']:.2f}") for words, found in own.items()]
    return _table(results["runs"], columns, rows)


def controls(results: dict[str, Any]) -> str:
    """Fixes where the complaints of all units change alike."""
    columns = ("all units", "no effect, called effective", "without controls", "halved, found", "without controls")
    keys = ("no_effect", "no_effect_alone", "half", "half_alone")
    return _table(results["runs"], columns, [(name, *_shares(own, keys)) for name, own in results["controls"].items()])


def watches(results: dict[str, Any]) -> str:
    """False alarms and relapses found, beside the best that any rule could find."""
    columns = (
        *("scatter (variance by mean)", "fix leaves", "false alarms in six months"),
        *("back to the baseline, found within 45 days", "best possible"),
    )
    rows = []
    for name, own in results.items():
        found = re.fullmatch(r"watch, dispersion (\S+), fix leaves (\S+)", name)
        if found:
            false, relapse, best = _shares(own, ("false", "found", "best"))
            false += " (missed)" if own["false"] > FALSE else ""
            relapse += " (missed)" if own["found"] < FOUND else ""
            rows.append((found[1], f"{float(found[2]):.0%}", false, relapse, best))
    return _table(results["watches"], columns, rows)


TABLES = {"verdicts": verdicts, "controls": controls, "watches": watches}


def with_tables(page: str, results: dict[str, Any]) -> str:
    """A page with its tables made anew, each between `<!-- NAME -->` and `<!-- /NAME -->`."""
    for name, table in TABLES.items():
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = table(results)
        page = between.sub(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", page)
    return page


def write_tables(results: dict[str, Any]) -> None:
    """Write them into the page."""
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


def _table(runs: int, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown under the number of its runs."""
    header, *lines = (f"| {' | '.join(cells)} |" for cells in (columns, *rows))
    return "\n".join([f"{runs:,} runs each:", "", header, "|---" * len(columns) + "|", *lines])


def _shares(own: dict[str, float], keys: Sequence[str]) -> list[str]:
    return [f"{100 * own[key]:.1f} %" for key in keys]
