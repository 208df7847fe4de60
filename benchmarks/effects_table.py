"""The tables of `docs/backlog.md` that `effects.py` makes."""

import re
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
    head = [
        f"{results['runs']:,} runs each:",
        "",
        "| labels | no effect, called effective | halved, found | power that the plans stated | half of all texts, called effective | a ratio of 0.5 shows as |",  # noqa: E501 - one row of a table
        "|---|---|---|---|---|---|",
    ]
    rows = []
    for name, words in LABELS.items():
        own = results[f"verdicts, labels {name}"]
        figures = (own[key] for key in ("no_effect", "half", "power_stated", "volume_drop"))
        rows.append(f"| {words} | " + " | ".join(map(_share, figures)) + f" | {own['half_shows_as']:.2f} |")
    return "\n".join([*head, *rows])


def controls(results: dict[str, Any]) -> str:
    """Fixes where the complaints of all units change alike."""
    head = [
        f"{results['runs']:,} runs each:",
        "",
        "| all units | no effect, called effective | without controls | halved, found | power that the plans stated | without controls, found |",  # noqa: E501 - one row of a table
        "|---|---|---|---|---|---|",
    ]
    keys = ("no_effect", "no_effect_alone", "half", "power_stated", "half_alone")
    rows = [
        f"| {name} | " + " | ".join(_share(own[key]) if key in own else "-" for key in keys) + " |"
        for name, own in results["controls"].items()
    ]
    return "\n".join([*head, *rows])


def watches(results: dict[str, Any]) -> str:
    """False alarms and relapses found, beside the best that any rule could find."""
    head = [
        f"{results['watches']:,} runs each:",
        "",
        "| scatter (variance by mean) | fix leaves | false alarms in six months | back to the baseline, found within 45 days | best possible |",  # noqa: E501 - one row of a table
        "|---|---|---|---|---|",
    ]
    rows = []
    for name, own in results.items():
        found = re.fullmatch(r"watch, dispersion (\S+), fix leaves (\S+)", name)
        if found:
            false = _share(own["false"]) + (" (missed)" if own["false"] > FALSE else "")
            relapse = _share(own["found"]) + (" (missed)" if own["found"] < FOUND else "")
            rows.append(f"| {found[1]} | {float(found[2]):.0%} | {false} | {relapse} | {_share(own['best'])} |")
    return "\n".join([*head, *rows])


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


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"
