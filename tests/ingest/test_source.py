"""Where the bytes come from."""

import gzip
import io
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_ai.errors import InputError, InputFormatError, InputNotFoundError, InputTooLargeError
from feedback_ai.ingest import source as source_module
from feedback_ai.ingest.source import Source, open_source

Write = Callable[..., Path]
Open = Callable[[Path | str], Source]


def text_of(source: Source) -> str:
    source.choose_encoding(None)
    with source.text(newline="") as text:
        return text.read()


def pipe_in(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_a_file_is_read_plain_or_gzipped_whatever_its_name(opened: Open, write: Write) -> None:
    plain = opened(write("a.csv", "id\r\n1"))
    packed = opened(write("a.csv.gz", "id\r\n1"))
    misnamed = opened(write("b.csv", gzip.compress(b"id\r\n1")))
    assert text_of(plain) == text_of(packed) == text_of(misnamed) == "id\r\n1"
    assert (plain.is_gzip, packed.is_gzip, misnamed.is_gzip) == (False, True, True)


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("talk.2026-01.txt", "talk.2026-01", ".txt"),
        ("Rows.JSONL.GZ", "Rows", ".jsonl"),
        ("plain", "plain", ""),
        (".csv", ".csv", ""),
    ],
)
def test_name_and_ending_are_told_without_the_packing(
    opened: Open, write: Write, name: str, stem: str, suffix: str
) -> None:
    source = opened(write(name, "x"))
    assert (source.name, source.stem, source.suffix) == (name, stem, suffix)


def test_more_than_the_head_is_read_to_the_end(opened: Open, write: Write) -> None:
    text = "".join(f"{number}\n" for number in range(60_000))
    source = opened(write("a.csv.gz", text))
    assert len(source.head) < len(text)
    assert text_of(source) == text


def test_standard_input_is_read_plain_or_gzipped_and_left_open(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for raw in ("电梯".encode(), gzip.compress("电梯".encode())):
        pipe_in(monkeypatch, raw)
        source = opened("-")
        assert source.is_pipe
        assert text_of(source) == "电梯"
        source.close()
        assert not sys.stdin.buffer.closed


def test_a_named_pipe_is_read_once_like_standard_input(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"id\n1\n",))
    writer.start()
    source = opened(path)
    writer.join()
    assert source.is_pipe
    assert text_of(source) == "id\n1\n"


def test_a_missing_file_a_directory_and_an_impossible_path_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"no file .*none\.csv"):
        open_source(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a directory"):
        open_source(tmp_path)
    with pytest.raises(InputError):
        open_source("a\x00b")


def test_a_file_that_may_not_be_read_is_an_error(opened: Open, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.csv", "x")

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbid)
    with pytest.raises(InputError, match="may not be read"):
        opened(path)


def test_a_gzip_file_that_was_cut_or_damaged_is_an_error(opened: Open, write: Write) -> None:
    packed = gzip.compress(os.urandom(200_000).hex().encode())
    cut = opened(write("a.csv", packed[: len(packed) // 2]))
    with pytest.raises(InputFormatError, match="damaged"):
        text_of(cut)
    with pytest.raises(InputFormatError, match="damaged"):
        opened(write("b.csv", packed[:12] + b"\xff" * 50))


def test_undecodable_bytes_are_marked_and_do_not_end_the_text(opened: Open, write: Write) -> None:
    source = opened(write("a.csv", b"id\n\xff\n2\n"))
    source.choose_encoding("utf-8")
    with source.text(newline="") as text:
        assert text.read() == "id\n\udcff\n2\n"


def test_a_pipe_becomes_seekable_up_to_a_size(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe_in(monkeypatch, b"PK\x03\x04" + b"x" * 100)
    with opened("-").seekable() as file:
        assert file.seek(4) == 4
        assert file.read() == b"x" * 100
    monkeypatch.setattr(source_module, "MAX_WORKBOOK_BYTES", 50)
    pipe_in(monkeypatch, b"PK\x03\x04" + b"x" * 100)
    with pytest.raises(InputTooLargeError), opened("-").seekable():
        pass
