"""XLSX workbooks: the first sheet, read row by row."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

from feedback_ai.errors import FeedbackError, InputFormatError, InputTooLargeError
from feedback_ai.ingest.limits import MAX_COMPRESSION_RATIO, MAX_WORKBOOK_BYTES, MAX_WORKBOOK_ROWS
from feedback_ai.ingest.readers.raw import RawItem
from feedback_ai.ingest.readers.tables import BrokenRow, Cells, name_columns, rows_under, take_header
from feedback_ai.ingest.source import Source

_SMALL_PART = 10 * 1024 * 1024
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"})


def read_workbook(source: Source, notes: list[str]) -> Iterator[RawItem]:
    """The rows of the first sheet below its header; row numbers count them from 1.

    Formulas give the value that was saved with them.

    Args:
        source: The input.
        notes: Takes which sheet was read, where there are several.

    Raises:
        InputTooLargeError: If it would unpack to more than is safe.
        InputFormatError: If it is damaged or has no sheet with cells.
    """
    with source.seekable() as file:
        try:
            _check_size(file, source.name)
            yield from _rows(file, notes)
        except FeedbackError:
            raise
        except Exception as error:  # openpyxl lets through whatever zipfile, the XML parser or its own code raises
            raise InputFormatError(
                f"{source.name} is no readable Excel workbook ({type(error).__name__}).",
                hint="Open it in a spreadsheet program and save it again as .xlsx or CSV.",
            ) from None


def _check_size(file: IO[bytes], name: str) -> None:
    """Refuse a zip bomb by the sizes that its directory declares; `zipfile` never unpacks more than declared."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
    bloated = [
        part
        for part in parts
        if part.file_size > _SMALL_PART and part.file_size > MAX_COMPRESSION_RATIO * part.compress_size
    ]
    total = sum(part.file_size for part in parts)
    if bloated or total > MAX_WORKBOOK_BYTES:
        raise InputTooLargeError(
            f"{name} would unpack to {total:,} bytes, which no ordinary workbook does at its size.",
            hint="Save the table as CSV, which is read in a stream.",
        )


def _rows(file: IO[bytes], notes: list[str]) -> Iterator[RawItem]:
    import openpyxl

    file.seek(0)
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        sheet, *others = book.worksheets
        if others:
            notes.append(f"Only the first sheet, {sheet.title!r}, was read; the workbook has {len(others) + 1}.")
        sheet.reset_dimensions()  # writers other than Excel declare wrong ones, which would cut rows
        header, below = take_header(_cells(sheet), notes)
        if header is not None and not isinstance(header, BrokenRow):
            names = name_columns(header)
            yield from rows_under(names, (_padded(cells, len(names)) for cells in below), notes)
    finally:
        book.close()


def _cells(sheet: Any) -> Iterator[Cells | BrokenRow]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MAX_WORKBOOK_ROWS:  # a row number that Excel cannot have would be filled up with empty rows
            raise ValueError("more rows than a sheet can have")
        yield tuple(_plain(value) for value in row)


def _padded(cells: Cells | BrokenRow, width: int) -> Cells | BrokenRow:
    """The row with the empty cells that a workbook leaves out at its end."""
    return cells if isinstance(cells, BrokenRow) else [*cells, *[None] * (width - len(cells))]


def _plain(value: Any) -> Any:
    """A cell as a CSV export would show it; dates stay dates, errors such as #N/A are no value."""
    if value is None or isinstance(value, datetime | date):
        return value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, ".15g")
    return None if value in _ERRORS else str(value)
