"""Writes the table of rules in docs/redaction.md from the code: `python docs/redaction_tables.py`."""

import re
from pathlib import Path

from feedback_ai.normalize.redaction import TYPES
from feedback_ai.normalize.redaction.recognizers import FAMILIES
from feedback_ai.normalize.redaction.rules import Rule

PAGE = Path(__file__).with_name("redaction.md")


def rules_table() -> list[str]:
    """Every rule by type."""
    rules = [rule for family in FAMILIES for rule in family.rules]
    rows = [_row(rule) for entity in TYPES for rule in rules if rule.entity == entity]
    return ["| type | rule | strength | what it covers |", "|---|---|---|---|", *rows]


def _row(rule: Rule) -> str:
    return f"| `{rule.entity}` | `{rule.name}` | {rule.strength.name.lower()} | {rule.about} |"


BLOCKS = {"rules": rules_table}


def fill(page: str) -> str:
    """The page with its tables as the code has them now."""
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = block.sub(lambda found, make=make: found[1] + "\n".join(make()) + "\n" + found[2], page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
