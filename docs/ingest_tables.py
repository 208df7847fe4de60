"""Writes the tables of docs/ingest.md from the code: `python docs/ingest_tables.py`."""

import re
from pathlib import Path

from feedback_ai.ingest import ENCODINGS, PROFILES, REFUSALS
from feedback_ai.ingest.formats import ENDINGS
from feedback_ai.ingest.synonyms import CHINESE, ENGLISH

PAGE = Path(__file__).with_name("ingest.md")


def profiles_table() -> list[str]:
    """Every profile with what it reads."""
    return ["| profile | reads |", "|---|---|", *(f"| `{name}` | {one.summary} |" for name, one in PROFILES.items())]


def columns_table() -> list[str]:
    """Every field with the column names that are known for it."""
    rows = [f"| `{field}` | {', '.join(ENGLISH[field])} | {'、'.join(CHINESE[field])} |" for field in ENGLISH]
    return ["| field | English | Chinese |", "|---|---|---|", *rows]


def refusals_table() -> list[str]:
    """Every code of a refused row with its meaning."""
    return ["| code | meaning |", "|---|---|", *(f"| `{code}` | {meaning} |" for code, meaning in REFUSALS.items())]


def formats_table() -> list[str]:
    """Every format with its file endings."""
    endings = {name: [ending for ending in ENDINGS if ENDINGS[ending] == name] for name in ENDINGS.values()}
    rows = [f"| `{name}` | {' '.join(f'`{ending}`' for ending in known)} |" for name, known in endings.items()]
    return ["| format | endings |", "|---|---|", *rows]


def encodings_line() -> list[str]:
    """The encodings that can be named."""
    return [", ".join(f"`{name}`" for name in ENCODINGS) + "."]


BLOCKS = {
    "formats": formats_table,
    "encodings": encodings_line,
    "profiles": profiles_table,
    "columns": columns_table,
    "refusals": refusals_table,
}


def fill(page: str) -> str:
    """The page with its tables as the code has them now."""
    for name, make in BLOCKS.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        page = block.sub(lambda found, make=make: found[1] + "\n".join(make()) + "\n" + found[2], page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
