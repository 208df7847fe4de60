"""Tables on the terminal, aligned where letters are two columns wide too, and as CSV."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from feedback_ai.services.sheets import Cell

FORMATS = ("table", "json", "csv")
GAP = "   "

TableFormat = Annotated[str, typer.Option("--format", help="table, json or csv.")]
ViewFormat = Annotated[Literal["table", "json"], typer.Option("--format", help="table or json.")]


def check_format(name: str) -> None:
    """Make sure that a format is one of `FORMATS`.

    Raises:
        OptionError: If it is none.
    """
    from feedback_ai.errors import OptionError

    if name not in FORMATS:
        raise OptionError(f"There is no format {name!r}.", hint="Choose how the table is written.", options=FORMATS)


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """A table as text, indented by two.

    Args:
        header: Names of the columns.
        rows: Cells, as many a row as columns.
        right: Columns that are set to the right, counted from 0.
    """
    lines = [header, *rows]
    widths = [max(width(line[column]) for line in lines) for column in range(len(header))]
    to_right = set(right)
    set_lines = (
        GAP.join(_set(cell, widths[column], right=column in to_right) for column, cell in enumerate(line))
        for line in lines
    )
    return "\n".join(f"  {line}".rstrip() for line in set_lines)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese letters take two."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def padded(text: str, columns: int) -> str:
    """A text with spaces behind it up to so many columns of a terminal."""
    return text + " " * (columns - width(text))


def cut(text: str, columns: int) -> str:
    """One line of a text, at most so many columns of a terminal wide."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    while width(line) >= columns:
        line = line[:-1]
    return f"{line}…"


def as_csv(header: Sequence[str], rows: "Iterable[Sequence[Cell]]") -> str:
    """A table as CSV, with cells that no spreadsheet takes for a formula."""
    from feedback_ai.services.sheets import safe_cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().rstrip("\n")


def _set(cell: str, columns: int, *, right: bool) -> str:
    return " " * (columns - width(cell)) + cell if right else padded(cell, columns)
