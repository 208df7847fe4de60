"""What every reader promises, whatever the format: order, numbers, ids, one row at a time, clear errors."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_ai.errors import InputColumnError, InputEmptyError, InputError
from feedback_ai.ingest import FORMATS, PROFILES, REFUSALS, Reading, read
from feedback_ai.ingest.readers import READERS
from feedback_ai.ingest.source import Source
from feedback_ai.schema import FeedbackRecord, RefusedRow

Rows = list[dict[str, Any]]


def as_csv(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["text"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for cells in [list(rows[0]) if rows else ["text"], *(list(row.values()) for row in rows)]:
        book.active.append(cells)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def as_jsonl(rows: Rows) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_transcript(rows: Rows) -> bytes:
    return "".join(f"P{number}: {row['text']}\n" for number, row in enumerate(rows, start=1)).encode()


@dataclass(frozen=True)
class Kind:
    """One way to write rows that the readers take."""

    format: str
    name: str
    write: Callable[[Rows], bytes]
    has_columns: bool = True


KINDS = [
    Kind("csv", "rows.csv", as_csv),
    Kind("csv", "rows.tsv", lambda rows: as_csv(rows, "\t")),
    Kind("csv", "semicolon.csv", lambda rows: as_csv(rows, ";", "utf-8-sig")),
    Kind("csv", "rows.gb18030.csv", lambda rows: as_csv(rows, encoding="gb18030")),
    Kind("csv", "rows.utf16.csv", lambda rows: as_csv(rows, encoding="utf-16")),
    Kind("csv", "rows.csv.gz", lambda rows: gzip.compress(as_csv(rows))),
    Kind("xlsx", "rows.xlsx", as_xlsx),
    Kind("jsonl", "rows.jsonl", as_jsonl),
    Kind("jsonl", "rows.jsonl.gz", lambda rows: gzip.compress(as_jsonl(rows))),
    Kind("jsonl", "lines.json", as_jsonl),
    Kind("json", "rows.json", lambda rows: json.dumps(rows).encode()),
    Kind("json", "rows.json.gz", lambda rows: gzip.compress(json.dumps(rows, indent=1).encode())),
    Kind("json", "wrapped.json", lambda rows: json.dumps({"count": len(rows), "records": rows}).encode()),
    Kind("transcript", "talk.txt", as_transcript, has_columns=False),
]
TABLES = [kind for kind in KINDS if kind.has_columns]

every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
every_table = pytest.mark.parametrize("kind", TABLES, ids=[kind.name for kind in TABLES])

TEXTS = ["The lift was broken again.", "电梯又坏了，等了半个小时。", "Friendly staff!", "服務很好，謝謝。", "Too slow"]
BAD = {1: "", 3: "   "}


@pytest.fixture
def reading_of(tmp_path: Path) -> Iterator[Callable[..., Reading]]:
    """Writes rows in one kind and opens them."""
    opened: list[Reading] = []

    def _reading(kind: Kind, rows: Rows | bytes, **options: Any) -> Reading:
        path = tmp_path / kind.name
        path.write_bytes(rows if isinstance(rows, bytes) else kind.write(rows))
        opened.append(read(path, **options))
        return opened[-1]

    yield _reading
    for reading in opened:
        reading.close()


def test_every_format_has_a_reader_and_every_reader_a_kind_here() -> None:
    assert set(READERS) == set(FORMATS) == {kind.format for kind in KINDS}


@every_kind
def test_records_come_in_file_order_with_their_texts(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    reading = reading_of(kind, [{"id": f"r{number}", "text": text} for number, text in enumerate(TEXTS)])
    records = [row for row in reading if isinstance(row, FeedbackRecord)]
    assert [record.text for record in records] == TEXTS
    assert reading.format == kind.format
    assert reading.profile in PROFILES
    assert reading.columns["text"] == "text"
    assert len({record.id for record in records}) == len(TEXTS)
    if kind.has_columns:
        assert [record.id for record in records] == ["r0", "r1", "r2", "r3", "r4"]


@every_kind
def test_refused_rows_keep_place_and_number_and_are_not_lost(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    texts = [BAD.get(number, text) for number, text in enumerate(TEXTS)]
    rows = list(reading_of(kind, [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]))
    assert len(rows) == len(TEXTS)
    for number, row in enumerate(rows):
        if number in BAD:
            assert isinstance(row, RefusedRow)
            assert (row.row, row.code) == (number + 1, "text_missing")
            assert row.code in REFUSALS
        else:
            assert isinstance(row, FeedbackRecord)


@every_kind
def test_reading_again_gives_the_same_records(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    rows = [{"text": text} for text in [*TEXTS, *TEXTS]]
    assert list(reading_of(kind, rows)) == (again := list(reading_of(kind, rows)))
    assert len({row.id for row in again if isinstance(row, FeedbackRecord)}) == len(rows)


@every_kind
def test_no_bytes_and_no_rows_are_an_error(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    nothing: Rows | bytes
    for nothing in (b"", gzip.compress(b"") if kind.name.endswith(".gz") else b"", []):
        with pytest.raises(InputEmptyError):
            reading_of(kind, nothing)


@every_table
def test_a_missing_text_column_is_an_error_that_lists_columns(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    with pytest.raises(InputColumnError) as caught:
        reading_of(kind, [{"id": "1", "amount": "20"}])
    assert caught.value.options == ("id", "amount")


@every_table
def test_further_columns_become_metadata(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    (record,) = reading_of(kind, [{"text": "ok", "floor": "three", "metadata": "m"}])
    assert isinstance(record, FeedbackRecord)
    assert record.metadata == {"floor": "three", "metadata": "m"}


@every_kind
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_off_anywhere_is_read_or_a_clear_error(
    kind: Kind, keep: float, reading_of: Callable[..., Reading]
) -> None:
    whole = kind.write([{"id": f"r{number}", "text": f'{text}\n"{text}"'} for number, text in enumerate(TEXTS * 20)])
    try:
        rows = list(reading_of(kind, whole[: int(len(whole) * keep)]))
    except InputError:  # any other error fails the test
        return
    assert all(isinstance(row, FeedbackRecord | RefusedRow) for row in rows)


@every_kind
def test_nonsense_is_a_clear_error_or_refused(kind: Kind, reading_of: Callable[..., Reading]) -> None:
    for nonsense in (bytes(range(256)) * 20, b"\xff" * 999, b"\x00" * 999, b"{" * 999, b'"' * 999, b"<html></html>"):
        with suppress(InputError):
            assert all(isinstance(row, RefusedRow) for row in reading_of(kind, nonsense))


@every_kind
def test_rows_are_made_when_they_are_asked_for(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / kind.name
    path.write_bytes(kind.write([{"id": str(number), "text": f"row {number}"} for number in range(2_000)]))
    made = 0
    reader = READERS[kind.format]

    def counted(source: Source, notes: list[str]) -> Iterator[Any]:
        nonlocal made
        for item in reader(source, notes):
            made += 1
            yield item

    monkeypatch.setitem(READERS, kind.format, counted)
    with read(path) as reading:
        ahead = made
        rows = iter(reading)
        for _ in range(ahead + 10):
            next(rows)
    assert ahead < 2_000
    assert made == ahead + 10
