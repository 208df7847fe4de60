"""Which format an input is in."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_ai.errors import InputFormatError
from feedback_ai.ingest.formats import ENDINGS, FORMATS, choose_format, json_layout
from feedback_ai.ingest.source import Source

Write = Callable[..., Path]
Open = Callable[[Path | str], Source]


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {".xlsx", ".xlsm"}))
def test_the_ending_tells_the_format_gzipped_or_not(opened: Open, write: Write, ending: str) -> None:
    for packing in ("", ".gz"):
        path = write(f"A{ending.upper()}{packing}", "x")
        assert choose_format(opened(path), "auto") == ENDINGS[ending]


def test_a_named_format_wins_over_the_ending(opened: Open, write: Write) -> None:
    assert choose_format(opened(write("a.dat", "x")), "csv") == "csv"


def test_an_unknown_ending_is_an_error_that_lists_formats(opened: Open, write: Write) -> None:
    for name in ("a.dat", "a"):
        with pytest.raises(InputFormatError) as caught:
            choose_format(opened(write(name, "x")), "auto")
        assert caught.value.options == FORMATS
        assert "--format" in caught.value.hint


def test_an_unknown_format_is_an_error_that_lists_formats(opened: Open, write: Write) -> None:
    with pytest.raises(InputFormatError) as caught:
        choose_format(opened(write("a.csv", "x")), "parquet")
    assert caught.value.options == ("auto", *FORMATS)


def test_a_workbook_is_never_read_as_text_nor_text_as_a_workbook(opened: Open, write: Write, write_xlsx: Write) -> None:
    workbook = write_xlsx([["text"], ["a"]]).read_bytes()
    for name, content, what in [
        ("a.csv", workbook, "ZIP file or an Excel workbook"),
        ("a.xlsx", b"text\na\n", "no Excel workbook"),
        ("a.xlsx.gz", workbook, "gzipped workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, r"old Excel workbook \(.xls\)"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, r"old Excel workbook \(.xls\)"),
    ]:
        with pytest.raises(InputFormatError, match=what):
            choose_format(opened(write(name, content)), "auto")


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"text": "a"}\n', "json"),
        (b'\xef\xbb\xbf [{"text": "a"}]', "json"),
        ('{"text": "a"}'.encode("utf-16"), "json"),
        (b"id,text\n1,a\n", "csv"),
        (b"PK\x03\x04rest", "xlsx"),
    ],
)
def test_standard_input_is_known_by_its_first_bytes(
    opened: Open, monkeypatch: pytest.MonkeyPatch, raw: bytes, found: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert choose_format(opened("-"), "auto") == found


@pytest.mark.parametrize(
    ("head", "layout"),
    [
        ('{"text": "a"}\n{"text": "b"}\n', "jsonl"),
        ('{"text": "a"', "json"),
        ('{"text": "a"\n{"text": "b"}\n', "jsonl"),
        ('\n\n{"text": "a", "data": ["x"]}\n', "jsonl"),
        ('[{"text": "a"},\n{"text": "b"}]', "json"),
        (json.dumps({"tickets": [{"id": 1}], "count": 1}), "json"),
        (json.dumps({"feed": {"entry": []}}), "json"),
        (json.dumps({"text": "a"}, indent=1), "json"),
        ("[" * 100_000, "json"),
    ],
)
def test_one_object_a_line_is_told_from_one_document(head: str, layout: str) -> None:
    assert json_layout(head) == layout
