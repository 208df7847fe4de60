"""XLSX workbooks: the first sheet, row by row."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from feedback_ai.errors import InputEmptyError, InputFormatError, InputTooLargeError
from feedback_ai.ingest import read
from feedback_ai.ingest.readers import workbook
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]
Texts = Callable[..., list[str]]


def rewritten(path: Path, parts: dict[str, bytes]) -> Path:
    """The workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(path) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**old, **parts}.items():
            archive.writestr(name, content)
    return path


def test_cells_are_read_as_a_csv_export_would_show_them(write_xlsx: Write) -> None:
    path = write_xlsx(
        [
            ["id", "text", "created_at", "rating", "flag", "price", "at", "broken"],
            [1001, "电梯又坏了", datetime(2026, 4, 3, 17, 12), 2, True, 19.5, time(9, 30), "#N/A"],
            [1002.0, 12345, 46115, 4.0, False, 1e15, None, None],
        ]
    )
    with read(path) as reading:
        first, second = (row for row in reading if isinstance(row, FeedbackRecord))
    assert (first.id, first.text, first.rating) == ("1001", "电梯又坏了", 2.0)
    assert first.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert first.metadata == {"flag": "TRUE", "price": "19.5", "at": "09:30:00"}
    assert (second.id, second.text, second.rating) == ("1002", "12345", 4.0)
    assert second.created_at == datetime(2026, 4, 3, tzinfo=UTC)


def test_only_the_first_sheet_is_read_and_that_is_told(write_xlsx: Write) -> None:
    with read(write_xlsx([["text"], ["a"]], [["text"], ["b"]])) as reading:
        assert [row.text for row in reading if isinstance(row, FeedbackRecord)] == ["a"]
    assert any("first sheet, 'Sheet'" in note and "has 2" in note for note in reading.notes)


def test_rows_shorter_than_the_header_are_whole_and_empty_ones_at_the_end_told(
    write_xlsx: Write, texts_of: Texts
) -> None:
    path = write_xlsx([[], ["id", "text", "unit"], ["1", "a"], [], ["2", "b"], [None, ""], [None]])
    assert texts_of(path) == ["a", "[text_missing]", "b"]


def test_a_row_beyond_the_header_is_refused(write_xlsx: Write, texts_of: Texts) -> None:
    assert texts_of(write_xlsx([["id", "text"], ["1", "a", "stray"], ["2", "b"]])) == ["[row_long]", "b"]


def test_a_wrong_declared_size_of_the_sheet_cuts_nothing(write_xlsx: Write, texts_of: Texts) -> None:
    path = write_xlsx([["text"], ["a"], ["b"], ["c"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:A4"' in sheet
    rewritten(path, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:A4"', b'ref="A1:A2"')})
    assert texts_of(path) == ["a", "b", "c"]


def test_a_sheet_without_rows_is_empty(write_xlsx: Write) -> None:
    for rows in ([], [["text", "id"]], [[None, ""]]):
        with pytest.raises(InputEmptyError):
            read(write_xlsx(rows))


def test_a_broken_workbook_is_an_error_however_it_is_broken(write: Write, write_xlsx: Write) -> None:
    whole = write_xlsx([["text"], ["a"]]).read_bytes()
    for broken in (whole[:200], whole[: len(whole) // 2], whole[:-30], b"PK\x03\x04 no zip at all"):
        with pytest.raises(InputFormatError, match="no readable Excel workbook"):
            read(write("broken.xlsx", broken))
    no_parts = write("empty.xlsx", b"")
    with zipfile.ZipFile(no_parts, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputFormatError):
        read(no_parts)


def test_a_damaged_sheet_is_an_error_not_an_empty_table(write_xlsx: Write) -> None:
    path = rewritten(write_xlsx([["text"], ["a"]]), {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"})
    with pytest.raises(InputFormatError):
        read(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(write_xlsx: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rewritten(write_xlsx([["text"], ["a"]]), {"xl/sharedStrings.xml": b"\x00" * 11_000_000})
    monkeypatch.setattr("openpyxl.load_workbook", None)
    with pytest.raises(InputTooLargeError, match="would unpack to"):
        read(bomb)


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(
    write_xlsx: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_WORKBOOK_BYTES", 1_000)
    with pytest.raises(InputTooLargeError):
        read(write_xlsx([["text"], ["a"]]))


def test_entities_that_multiply_are_not_expanded(write_xlsx: Write) -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    sheet = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{layers}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>text</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(InputFormatError):
        read(rewritten(write_xlsx([["text"], ["a"]]), {"xl/worksheets/sheet1.xml": sheet.encode()}))


def test_a_row_number_beyond_any_sheet_ends_in_an_error(
    write_xlsx: Write, texts_of: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_WORKBOOK_ROWS", 100)
    path = write_xlsx([["text"], ["a"], ["b"]])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="3"', b'<row r="999999999"').replace(b'r="A3"', b'r="A999999999"')
    assert far != sheet
    with pytest.raises(InputFormatError):
        texts_of(rewritten(path, {"xl/worksheets/sheet1.xml": far}))
