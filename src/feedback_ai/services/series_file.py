"""CSV files of series: rows of periods, units and values, with the columns that are known."""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from feedback_ai.errors import InputColumnError, InputEmptyError, InputFormatError
from feedback_ai.ingest.source import open_source

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "period": ("period", "时段", "期间", "周期", "月份"),
    "unit": ("unit", "单位", "门店", "网点"),
    "value": ("value", "值", "数值"),
    "n": ("n", "样本量", "数量"),
}
"""Columns of the file, and what they may be called; unit may lack, and n where no part of grades is imported."""
NEEDED = ("period", "value")
HINT = "Nothing was imported; correct the file and import it again."
MORE_CELLS = "It has more cells than the file has columns, or a number is cut in two."
QUOTE = "Nothing was imported; put quotes around a number with commas, and import the file again."
Cells = Mapping[str, str | float | None]
"""A row by the names of `COLUMNS`; what it lacks or has empty is not known."""


def read_rows(path: Path | str, encoding: str | None) -> list[Cells]:
    """The rows of a file, with the columns that are known.

    Args:
        path: The file; - for standard input.
        encoding: Its encoding; recognised if None.

    Raises:
        InputError: If the file cannot be read, lacks a column, or a row has more cells than there are columns.
    """
    source = open_source(path)
    try:
        source.choose_encoding(encoding)
        with source.text(newline="") as text:
            reader = csv.DictReader(text)
            if reader.fieldnames is None:
                raise InputEmptyError(f"{source.name} has no values.", hint="Give a row a period.")
            columns = _columns(reader.fieldnames, source.name)
            rows = list(reader)
            for number, row in enumerate(rows, 1):
                # An unquoted 1,000 is two cells; it is seen where they are too many, or where 000 is said to be n.
                n = (row.get(columns.get("n", "")) or "").strip()
                if any(cell.strip() for cell in row.get(None) or ()) or re.fullmatch(r"0\d+", n):
                    raise InputFormatError(f"Row {number}: {MORE_CELLS}", hint=QUOTE)
            return [{name: row[column] for name, column in columns.items()} for row in rows]
    except csv.Error as error:
        raise InputFormatError(f"{source.name} is no CSV file: {error}.", hint=HINT) from None
    finally:
        source.close()


def _columns(found: Sequence[str], file: str) -> dict[str, str]:
    by_name = {column.strip().lower(): column for column in found if column}
    columns = {
        name: by_name[called]
        for name, names in COLUMNS.items()
        if (called := next((one for one in names if one in by_name), None)) is not None
    }
    if lacking := [name for name in NEEDED if name not in columns]:
        raise InputColumnError(
            f"{file} has no column {' and no column '.join(lacking)}.", hint=HINT, options=COLUMNS[lacking[0]]
        )
    return columns
