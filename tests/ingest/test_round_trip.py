"""What is written in any format is read back, and every row is accounted for."""

import csv
import gzip
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from feedback_ai.ingest import Row, read
from feedback_ai.schema import FeedbackRecord, RefusedRow

# Text that every format can hold: no lone surrogates, no bytes that a Unicode file would show as a mark.
any_text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
# What XML can hold, and what spreadsheets do not take for something else.
cell_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], include_characters="\t\n"),
    min_size=1,
    max_size=60,
).filter(
    lambda text: not text.startswith("=") and not re.search(r"_x[0-9A-Fa-f]{4}_", text) and not text.startswith("#")
)
names = st.text("abcäöü云雀0123456789-", min_size=1, max_size=12)


def records(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows as exports hold them, their optional fields often empty."""
    row = st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "text": texts,
            "channel": st.none() | names,
            "unit": st.none() | names,
            "rating": st.none() | st.integers(0, 10),
            "created_at": st.none()
            | st.datetimes().filter(lambda moment: moment.year < 2026).map(lambda moment: moment.isoformat()),
        }
    )
    return st.lists(row, min_size=1, max_size=8)


def write(path: Path, rows: list[dict[str, Any]], encoding: str = "utf-8") -> None:
    names = list(rows[0])
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for cells in ([*names], *([row[name] for name in names] for row in rows)):
            book.active.append(cells)
        book.save(path)
        return
    text = io.StringIO(newline="")
    if ".csv" in path.name or ".tsv" in path.name:
        writer = csv.DictWriter(text, names, delimiter="\t" if ".tsv" in path.name else ",")
        writer.writeheader()
        writer.writerows(rows)
    elif ".jsonl" in path.name:
        text.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        json.dump(rows, text, ensure_ascii=False)
    raw = text.getvalue().encode(encoding)
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


def read_back(path: Path, **options: Any) -> list[Row]:
    with read(path, **options) as reading:
        return list(reading)


def check(read_rows: list[Row], rows: list[dict[str, Any]]) -> None:
    assert len(read_rows) == len(rows)
    for number, (row, written) in enumerate(zip(read_rows, rows, strict=True), start=1):
        if isinstance(row, RefusedRow):
            assert (row.code, row.row) == ("text_missing", number)
            continue
        assert (row.id, row.text, row.channel, row.unit) == tuple(
            written[key] for key in ("id", "text", "channel", "unit")
        )
        assert row.rating == written["rating"]
        moment = row.created_at.replace(tzinfo=None).isoformat() if row.created_at else None
        assert moment == written["created_at"]


quick = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.csv.gz", "a.jsonl", "a.jsonl.gz", "a.json"])
@given(rows=records(any_text))
@quick
def test_text_formats_give_back_what_was_written(tmp_path: Path, name: str, rows: list[dict[str, Any]]) -> None:
    write(tmp_path / name, rows)
    check(read_back(tmp_path / name, encoding="utf-8"), rows)


@given(rows=records(cell_text))
@quick
def test_workbooks_give_back_what_was_written(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    write(tmp_path / "a.xlsx", rows)
    check(read_back(tmp_path / "a.xlsx"), rows)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@given(rows=records(any_text))
@quick
def test_encodings_give_back_what_was_written(tmp_path: Path, encoding: str, rows: list[dict[str, Any]]) -> None:
    write(tmp_path / "a.csv", rows, encoding)
    check(
        read_back(tmp_path / "a.csv", encoding="utf-16" if encoding == "utf-16" else encoding.removesuffix("-sig")),
        rows,
    )


@example(table="1\r" * 9, columns=2)
@given(table=st.text(st.sampled_from(list('ab,;"\n\r\t|\x00 1好')), max_size=80), columns=st.integers(1, 3))
@quick
def test_any_table_is_read_to_its_end(tmp_path: Path, table: str, columns: int) -> None:
    header = ",".join(["text", "unit", "channel"][:columns])
    (tmp_path / "a.csv").write_text(f"{header}\nfirst{',x' * (columns - 1)}\n{table}", newline="", encoding="utf-8")
    rows = read_back(tmp_path / "a.csv", encoding="utf-8")
    first = rows[0]
    assert isinstance(first, FeedbackRecord)
    assert first.text == "first"
    numbers = [row.row for row in rows if isinstance(row, RefusedRow)]
    assert numbers == sorted(set(numbers))
    assert all(number <= len(rows) for number in numbers)


@given(lines=st.lists(st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b"")), max_size=8))
@quick
def test_any_lines_are_records_or_refused_by_their_number(tmp_path: Path, lines: list[bytes]) -> None:
    good = b'{"text": "a", "id": "x"}'
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, *lines, good]))
    rows = read_back(tmp_path / "a.jsonl", encoding="utf-8")
    assert isinstance(rows[0], FeedbackRecord)
    assert isinstance(rows[-1], FeedbackRecord)
    refused = [row.row for row in rows if isinstance(row, RefusedRow)]
    assert set(refused) <= set(range(2, len(lines) + 2))
