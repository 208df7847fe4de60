"""CSV, TSV and their kin; a row that cannot be read never takes others with it.

The `csv` module reads strictly, so that quotes that do not match are an error and not a text with other rows in it.
After such an error reading goes on with the next line where the lines that the open quote took look like rows, and
after them where they look like the lines of one text.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from feedback_ai.errors import InputEncodingError, InputFormatError
from feedback_ai.ingest.encoding import ENCODINGS, UNDECODABLE
from feedback_ai.ingest.limits import MAX_ROW_CHARS
from feedback_ai.ingest.readers.dialect import skip_separator_line, sniff_delimiter
from feedback_ai.ingest.readers.lines import Line, read_lines
from feedback_ai.ingest.readers.raw import RawItem
from feedback_ai.ingest.readers.tables import BrokenRow, Cells, name_columns, rows_under, take_header
from feedback_ai.ingest.source import Source


def read_delimited(source: Source, notes: list[str]) -> Iterator[RawItem]:
    """The rows below the header, by its names; row numbers count them from 1, blank lines left out.

    Args:
        source: The input, its encoding chosen.
        notes: Takes what the user should be told.

    Raises:
        InputEncodingError: If the header is no text in the chosen encoding.
        InputFormatError: If the header cannot be split into columns.
    """
    # The limit is one for the whole process; rows are held to ours by `_RowLines`.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_CHARS))
    delimiter = sniff_delimiter(source.head_text())
    with source.text(newline="") as stream:
        rows = _Rows(_RowLines(read_lines(stream)), delimiter)
        header, below = take_header(rows, notes)
        if header is None:
            return
        if isinstance(header, BrokenRow):
            raise InputFormatError(
                f"The header of {source.name} cannot be read: {header.reason}", hint="Correct its first line."
            )
        if any(UNDECODABLE in name for name in header):
            raise InputEncodingError(
                f"The header of {source.name} is no text in {source.encoding}.",
                hint="Name another encoding with --encoding.",
                options=ENCODINGS,
            )
        names = name_columns(header)
        rows.width = len(names)
        yield from rows_under(names, below, notes)


class _RowTooLongError(Exception):
    """The row being read is longer than the limit."""


class _RowLines:
    """Feeds lines to `csv.reader`, and remembers those of the row that it is reading."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._size = 0
        self.taken: list[Line] = []

    def __iter__(self) -> "_RowLines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        if line.number == 1 and skip_separator_line(line.text):
            line = next(self._lines)
        self.taken.append(line)
        self._size += len(line.text)
        if line.too_long or self._size > MAX_ROW_CHARS:
            raise _RowTooLongError
        return line.text

    def start_row(self) -> None:
        """Forget the lines of the row before."""
        self.taken = []
        self._size = 0

    def give_back(self) -> None:
        """Let all lines of the row but its first be read again."""
        self._again.extendleft(reversed(self.taken[1:]))

    def skip_to_closing_quote(self) -> None:
        """Pass over the lines until the quotes of the row match."""
        quotes = sum(line.quotes for line in self.taken)
        while quotes % 2 and (line := next(self._lines, None)):
            quotes += line.quotes


class _Rows:
    """The rows of the file, as cells or as what is wrong with them.

    Attributes:
        width: Number of columns, once the header is known.
    """

    def __init__(self, lines: _RowLines, delimiter: str) -> None:
        self.width = 1
        self._lines = lines
        self._delimiter = delimiter
        self._reader = csv.reader(lines, delimiter=delimiter, strict=True)

    def __iter__(self) -> "Iterator[Cells | BrokenRow]":
        return self

    def __next__(self) -> Cells | BrokenRow:
        while True:
            self._lines.start_row()
            try:
                cells = next(self._reader)
            except csv.Error:
                return self._broken_quotes()
            except _RowTooLongError:
                return self._too_long()
            if cells:
                return cells

    def _broken_quotes(self) -> BrokenRow:
        taken = self._lines.taken
        where = f"line {taken[0].number}"
        if self._look_like_rows(taken[1:]):
            self._lines.give_back()
        elif len(taken) > 1:
            where = f"lines {taken[0].number} to {taken[-1].number}"
        reason = f"The quotes in {where} do not match; valid is a field in double quotes, quotes within it doubled."
        return BrokenRow("row_quotes", reason)

    def _too_long(self) -> BrokenRow:
        taken = self._lines.taken
        if self._look_like_rows(taken[1:]):
            return self._broken_quotes()
        self._lines.skip_to_closing_quote()
        reason = f"The row that starts in line {taken[0].number} has more than {MAX_ROW_CHARS} characters."
        return BrokenRow("row_too_long", reason)

    def _look_like_rows(self, lines: Sequence[Line]) -> bool:
        """Whether most of the lines have as many fields as the header; never so in a file with one column."""
        if self.width < 2 or not lines:
            return False
        alike = sum(1 for line in lines if len(_fields(line.text, self._delimiter)) == self.width)
        return alike * 2 >= len(lines)


def _fields(line: str, delimiter: str) -> list[str]:
    """The fields of a line by itself, its quotes taken leniently."""
    return next(csv.reader([line], delimiter=delimiter), [])
