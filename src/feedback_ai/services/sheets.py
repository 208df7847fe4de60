"""Tables for spreadsheets, as CSV and XLSX with the same cells: nothing in them can act as a formula."""

import csv
import io
import math
import re
from collections.abc import Sequence

from feedback_ai.errors import OptionError

Cell = str | int | float | None
FORMATS = ("csv", "xlsx")
MAX_CELL_CHARS = 32_767
"""What Excel keeps of a cell."""
MAX_EXACT = 2**53

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet takes for the start of a formula; full-width forms count in East Asian settings.
_FORMULA = re.compile(r"^[=+\-@＝＋－＠\t\r\n]")
# What XML 1.0, and so a workbook, cannot hold; of the controls only white space is left, and that is one blank.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def safe_cell(value: Cell) -> Cell:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it (OWASP).

    White space becomes single blanks, characters that a workbook cannot hold become U+FFFD, and what is longer than a
    cell is cut with an ellipsis. Numbers stay numbers; what is none (NaN, infinity) is left empty.
    """
    if isinstance(value, float):
        return _number(value)
    if not isinstance(value, str):
        return value
    text = " ".join(_UNPRINTABLE.sub("\ufffd", value).split())
    if _FORMULA.match(text):
        text = f"'{text}"
    return text if len(text) <= MAX_CELL_CHARS else f"{text[: MAX_CELL_CHARS - 1]}…"


def to_bytes(rows: Sequence[Sequence[Cell]], format: str, *, title: str) -> bytes:
    """A table as a file.

    Args:
        rows: The header, then the rows.
        format: `csv` (UTF-8 with byte order mark, so that Excel reads Chinese) or `xlsx`.
        title: Name of the worksheet, at most 31 characters.

    Raises:
        OptionError: If the format is neither.
    """
    check_format(format)
    safe = [[safe_cell(cell) for cell in row] for row in rows]
    return _csv(safe) if format == "csv" else _xlsx(safe, title)


def check_format(format: str) -> None:
    """Make sure that a format can be written.

    Raises:
        OptionError: If it cannot, naming those that can.
    """
    if format not in FORMATS:
        raise OptionError(f"There is no format {format!r} of tables.", hint="Give one of them.", options=FORMATS)


def _number(value: float) -> Cell:
    """A number as both formats write it alike: whole ones without a point, as long as they are exact."""
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < MAX_EXACT else value


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            # Readers of workbooks take `_x0041_` for an escaped character, so its underscore is escaped itself.
            cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula, whatever it looks like
            if number == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
