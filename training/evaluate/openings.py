"""The log of openings of gold test: the more often a test is looked at, the less it proves."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOG = Path(__file__).parents[2] / "docs" / "model-log.md"
HEADING = "## Openings of gold test"
HEADLINES = {
    "servqual": "SERVQUAL",
    "servqual_with_polarity": "polarity",
    "root_causes": "causes",
    "sentiment": "sentiment",
}
"""Figures that the log names, by language; severity is pooled."""
_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def log_opening(metrics: dict[str, Any], path: Path = LOG) -> int:
    """Append one line: running count, date, bundle, short hash of its manifest, headline figures.

    Returns:
        How often gold test has been opened, this time included.
    """
    text = path.read_text(encoding="utf-8")
    if HEADING not in text:
        titles = [f"{title} en / zh" for title in HEADLINES.values()]
        columns = ["n", "date", "bundle", "manifest", *titles, "severity pooled", "S1 recall / flagged"]
        text += f"\n{HEADING}\n\nWritten by `python -m training evaluate --final`; segments are the product's own.\n\n"
        text += f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n"
    count = len(_ROW.findall(text.split(HEADING)[1])) + 1
    test = metrics["test"]
    cells = [" / ".join(_value(test["product"].get(lang, {}), name) for lang in ("en", "zh")) for name in HEADLINES]
    cells += [_value(test["pooled"], "severity")]
    cells += [f"{_value(test['pooled'], 'critical_recall')} / {_value(test['pooled'], 'critical_flagged')}"]
    row = [str(count), f"{datetime.now(UTC):%Y-%m-%d}", f"{metrics['name']} {metrics['version']}", metrics["manifest"]]
    # The table stands at the end of its section, wherever later sections begin.
    before, section = text.split(HEADING)
    section, *later = re.split(r"(?m)^(?=## )", section)
    section = f"{section.rstrip()}\n| {' | '.join([*row, *cells])} |\n"
    path.write_text(before + HEADING + section + ("\n" + "".join(later) if later else ""), encoding="utf-8")
    return count


def _value(figures: dict[str, Any], name: str) -> str:
    return f"{figures[name]['value']:.3f}" if name in figures else "-"
