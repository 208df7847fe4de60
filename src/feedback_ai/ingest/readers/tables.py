"""What CSV files and workbooks have in common: a header, rows under it, and empty rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from feedback_ai.ingest.readers.raw import RawItem, RawRow
from feedback_ai.ingest.refusals import refuse


@dataclass(frozen=True)
class BrokenRow:
    """A row whose cells cannot be told apart.

    Attributes:
        code: Key of `REFUSALS`.
        reason: What is wrong.
    """

    code: str
    reason: str


Cells = Sequence[Any]

_TITLED_COLUMNS = 3


def name_columns(header: Cells) -> list[str]:
    """The names of the columns, made unique; a column without one is named by its place."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = str(cell).strip() if cell is not None else ""
        name = unique = name or f"column {place}"
        copy = 1
        while unique in names:
            copy += 1
            unique = f"{name} ({copy})"
        names.append(unique)
    return names


def take_header(
    rows: Iterator[Cells | BrokenRow], notes: list[str]
) -> tuple[Cells | BrokenRow | None, Iterator[Cells | BrokenRow]]:
    """The header, None if there is none, and the rows below it.

    The header is the first row that is not empty. A title above it, one cell over a row of three or more with empty
    rows between them or none, is passed over and told in the notes.
    """
    header = next((cells for cells in rows if isinstance(cells, BrokenRow) or not is_empty(cells)), None)
    while header is not None and _filled(header) == 1:
        blank: list[Cells | BrokenRow] = []
        below = next(rows, None)
        while below is not None and not isinstance(below, BrokenRow) and is_empty(below):
            blank.append(below)
            below = next(rows, None)
        if below is None or _filled(below) < _TITLED_COLUMNS:
            return header, chain(blank, [] if below is None else [below], rows)
        notes.append("A title above the header was passed over.")
        header = below
    return header, rows


def _filled(cells: Cells | BrokenRow) -> int:
    return 0 if isinstance(cells, BrokenRow) else sum(1 for cell in cells if not is_empty([cell]))


def is_empty(cells: Cells) -> bool:
    """Whether no cell holds anything."""
    return all(cell is None or cell == "" for cell in cells)


def rows_under(names: Sequence[str], rows: Iterable[Cells | BrokenRow], notes: list[str]) -> Iterator[RawItem]:
    """Rows by column name.

    Empty rows at the end are what spreadsheets leave behind; they are counted in the notes. Empty rows before others
    are given like any row, so that they are refused and none is lost unseen.

    Args:
        names: Names of the columns.
        rows: The rows below the header; row numbers count them from 1.
        notes: Takes the number of empty rows at the end.
    """
    empty = 0
    number = 0
    for number, cells in enumerate(rows, start=1):
        if not isinstance(cells, BrokenRow) and is_empty(cells):
            empty += 1
            continue
        for back in range(empty, 0, -1):
            yield RawRow(number - back, {})
        empty = 0
        yield _row(number, names, cells)
    if empty:
        notes.append(f"{empty} empty rows at the end were passed over.")


def _row(number: int, names: Sequence[str], cells: Cells | BrokenRow) -> RawItem:
    if isinstance(cells, BrokenRow):
        return refuse(number, cells.code, cells.reason)
    if len(cells) < len(names):
        return refuse(number, "row_short", f"The row has {len(cells)} fields; the header names {len(names)}.")
    if not is_empty(cells[len(names) :]):
        reason = f"The row has {len(cells)} fields; the header names {len(names)}. Quote fields that hold delimiters."
        return refuse(number, "row_long", reason)
    return RawRow(number, dict(zip(names, cells, strict=False)))
