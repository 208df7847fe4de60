"""Bad input, each as a user would give it: a clear error, and nothing lost."""

import json
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from feedback_ai.errors import (
    InputColumnError,
    InputEmptyError,
    InputEncodingError,
    InputFormatError,
    InputTooLargeError,
    StoreFullError,
    StoreNewerError,
)
from feedback_ai.settings import get_settings

GOOD = {"id": "good", "text": "The queue was long."}


@pytest.fixture
def ingest(invoke, home):
    def run(path, *options):
        return invoke("ingest", path, "--source", "desk", *options)

    return run


@pytest.fixture
def stored(home):
    """Ids and texts in the store."""

    def read():
        with sqlite3.connect(home / "feedback.sqlite") as connection:
            return dict(connection.execute("SELECT record_id, text FROM feedback"))

    return read


def write_lines(path, *rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def refused(path):
    lines = path.with_name(path.name + ".errors.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["row"], row["code"]) for row in map(json.loads, lines)]


def check_error(result, kind, *words):
    assert isinstance(result.exception, kind), result.output
    assert all(word in str(result.exception) for word in words), str(result.exception)
    assert result.exception.hint


def test_an_empty_file(ingest, tmp_path):
    (tmp_path / "in.csv").write_bytes(b"")
    check_error(ingest(tmp_path / "in.csv"), InputEmptyError)


def test_a_file_with_a_header_only(ingest, tmp_path):
    (tmp_path / "in.csv").write_text("id,text\n")
    check_error(ingest(tmp_path / "in.csv"), InputEmptyError)


def test_a_wrong_encoding_names_the_valid_ones(ingest, tmp_path):
    (tmp_path / "in.csv").write_bytes("text\nLe café était fermé, très déçu\n".encode("latin-1"))
    check_error(ingest(tmp_path / "in.csv"), InputEncodingError, "--encoding", "utf-8")


def test_a_binary_file(ingest, tmp_path):
    (tmp_path / "in.csv").write_bytes(bytes(range(256)) * 20)
    check_error(ingest(tmp_path / "in.csv"), InputEncodingError)


def test_a_missing_column_lists_those_that_are_there(ingest, tmp_path):
    (tmp_path / "in.csv").write_text("number,comment\n1,slow\n")
    check_error(ingest(tmp_path / "in.csv", "--text-column", "words"), InputColumnError, "number", "comment")


def test_a_text_of_10_mb_is_refused_and_the_others_are_stored(ingest, stored, tmp_path):
    file = write_lines(tmp_path / "in.jsonl", {"id": "huge", "text": "x" * 10_000_000}, GOOD)
    assert ingest(file).exit_code == 3
    assert refused(file) == [(1, "row_too_long")]
    assert list(stored()) == ["good"]


def test_a_text_longer_than_the_limit_is_refused_never_cut(ingest, stored, tmp_path):
    file = write_lines(tmp_path / "in.jsonl", {"id": "long", "text": "x" * 100_001}, GOOD)
    assert ingest(file).exit_code == 3
    assert refused(file) == [(1, "text_too_long")]
    assert list(stored()) == ["good"]


def test_nul_bytes_in_a_text_are_taken_out(ingest, stored, tmp_path):
    file = write_lines(tmp_path / "in.jsonl", {"id": "nul", "text": "slow\0 service"})
    assert ingest(file).exit_code == 0
    assert stored() == {"nul": "slow service"}


@pytest.mark.parametrize("content", [b"not a workbook at all", b"PK\x03\x04 broken"])
def test_a_broken_workbook(ingest, tmp_path, content):
    (tmp_path / "in.xlsx").write_bytes(content)
    check_error(ingest(tmp_path / "in.xlsx"), InputFormatError)


def test_a_zip_bomb_named_xlsx(ingest, tmp_path):
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/worksheets/sheet1.xml", b"\0" * 700_000_000)
    check_error(ingest(tmp_path / "in.xlsx"), InputTooLargeError)


def test_rows_without_text_are_refused_and_the_others_are_stored(ingest, stored, tmp_path):
    file = write_lines(tmp_path / "in.jsonl", {"id": "a"}, {"id": "b", "text": "  "}, {"id": "c", "text": None}, GOOD)
    assert ingest(file).exit_code == 3
    assert refused(file) == [(1, "text_missing"), (2, "text_missing"), (3, "text_missing")]
    assert list(stored()) == ["good"]


def test_a_date_in_the_future_is_refused_and_the_others_are_stored(ingest, stored, tmp_path):
    later = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    file = write_lines(tmp_path / "in.jsonl", GOOD, {"id": "later", "text": "Fine.", "created_at": later})
    assert ingest(file).exit_code == 3
    assert refused(file) == [(2, "date_in_future")]
    assert list(stored()) == ["good"]


def test_a_store_of_a_newer_version_is_left_alone(ingest, home, tmp_path):
    file = write_lines(tmp_path / "in.jsonl", GOOD)
    assert ingest(file).exit_code == 0
    with sqlite3.connect(home / "feedback.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    check_error(ingest(file), StoreNewerError)


def test_a_full_disk_keeps_what_was_committed(ingest, stored, tmp_path, monkeypatch):
    monkeypatch.setenv("FEEDBACK_AI_BATCH_SIZE", "1")
    get_settings.cache_clear()
    file = write_lines(tmp_path / "first.jsonl", GOOD)
    assert ingest(file).exit_code == 0
    rows = [{"id": str(n), "text": f"Number {n}. " + "The queue was long. " * 40} for n in range(30)]
    more = write_lines(tmp_path / "more.jsonl", *rows)
    limit_pages(monkeypatch, more=60)
    check_error(ingest(more), StoreFullError)
    kept = stored()
    assert "good" in kept
    assert 1 < len(kept) < 31, "whole batches before the disk was full are kept"


def limit_pages(monkeypatch, more):
    """The next connections find a database that may grow by so many pages beyond those of the first of them."""
    connect, most = sqlite3.connect, []

    def limited(*arguments, **options):
        connection = connect(*arguments, **options)
        most.append(connection.execute("PRAGMA page_count").fetchone()[0] + more)
        connection.execute(f"PRAGMA max_page_count = {most[0]}")
        return connection

    monkeypatch.setattr("sqlite3.dbapi2.connect", limited)
