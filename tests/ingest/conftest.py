"""Writes small invented inputs of every kind, and reads them."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_ai.ingest import Row, read
from feedback_ai.ingest.source import Source, open_source
from feedback_ai.schema import FeedbackRecord, RefusedRow

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes text or bytes under a name; gzips them if the name says so."""

    def _write(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        raw = content.encode(encoding) if isinstance(content, str) else content
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    return _write


@pytest.fixture
def write_csv(write: Write) -> Write:
    """Writes a table as CSV."""

    def _write(rows: Iterable[Sequence[Any]], name: str = "table.csv", encoding: str = "utf-8", **dialect: Any) -> Path:
        text = io.StringIO(newline="")
        csv.writer(text, **dialect).writerows(rows)
        return write(name, text.getvalue(), encoding)

    return _write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Write:
    """Writes tables as the sheets of a workbook."""

    def _write(*sheets: Iterable[Sequence[Any]], name: str = "table.xlsx") -> Path:
        book = openpyxl.Workbook()
        for number, rows in enumerate(sheets):
            sheet = book.active if number == 0 else book.create_sheet()
            for row in rows:
                sheet.append(list(row))
        path = tmp_path / name
        book.save(path)
        return path

    return _write


@pytest.fixture
def write_jsonl(write: Write) -> Write:
    """Writes objects one a line."""

    def _write(rows: Iterable[Mapping[str, Any]], name: str = "rows.jsonl", encoding: str = "utf-8") -> Path:
        return write(name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding)

    return _write


@pytest.fixture
def opened() -> Iterator[Callable[[Path | str], Source]]:
    """Opens sources and closes them after the test."""
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(closing(open_source(path)))


@pytest.fixture
def rows_of() -> Callable[..., list[Row]]:
    """Reads an input to its end."""

    def _rows(path: Path | str, **options: Any) -> list[Row]:
        with read(path, **options) as reading:
            return list(reading)

    return _rows


@pytest.fixture
def texts_of(rows_of: Callable[..., list[Row]]) -> Callable[..., list[str]]:
    """The texts of an input; for a refused row, its code in brackets."""

    def _texts(path: Path | str, **options: Any) -> list[str]:
        return [row.text if isinstance(row, FeedbackRecord) else f"[{row.code}]" for row in rows_of(path, **options)]

    return _texts


@pytest.fixture
def refusals_of(rows_of: Callable[..., list[Row]]) -> Callable[..., list[tuple[int, str]]]:
    """Number and code of the refused rows of an input."""

    def _refusals(path: Path | str, **options: Any) -> list[tuple[int, str]]:
        return [(row.row, row.code) for row in rows_of(path, **options) if isinstance(row, RefusedRow)]

    return _refusals
