"""Files of SERVQUAL answers."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

N_ITEMS = 22


def answer(respondent: str, expected: object = 6, perceived: object = 5, **fields: object) -> dict[str, object]:
    """A row in which all items have the same answers; `fields` come on top."""
    sides = {f"{side}{item}": value for side, value in (("E", expected), ("P", perceived)) for item in range(1, 23)}
    return {"respondent": respondent, "unit": "east", "date": "2026-08-03", **sides, **fields}


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)
    return path
