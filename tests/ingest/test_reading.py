"""The way in: from a path to records."""

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback_ai.errors import (
    InputColumnError,
    InputEmptyError,
    InputEncodingError,
    InputError,
    InputFormatError,
    InputNotFoundError,
)
from feedback_ai.ingest import PROFILES, ColumnMap, read
from feedback_ai.ingest.limits import SAMPLE_ROWS
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]
Texts = Callable[..., list[str]]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.json", "a.txt", "a.csv.gz"])
def test_an_empty_file_is_an_error(write: Write, name: str) -> None:
    with pytest.raises(InputEmptyError):
        read(write(name, b""))


@pytest.mark.parametrize("content", ["\n", "  \n\n", "id,text\n", "\ufeffid,text\n\n\n", "id,text\n,\n"])
def test_a_file_without_rows_is_an_error(write: Write, content: str) -> None:
    with pytest.raises(InputEmptyError, match="has no rows"):
        read(write("a.csv", content))


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError):
        read(tmp_path)


def test_a_table_without_text_is_an_error_that_lists_its_columns(write_csv: Write) -> None:
    with pytest.raises(InputColumnError) as caught:
        read(write_csv([["id", "amount"], ["1", "20"]]))
    assert caught.value.options == ("id", "amount")


def test_the_wrong_encoding_is_an_error_before_any_row(write: Write) -> None:
    with pytest.raises(InputEncodingError):
        read(write("a.csv", "id,text\n1,service très décevant\n", "cp1252"))
    with pytest.raises(InputEncodingError):
        read(write("a.csv", "id,text\n1,ok\n"), encoding="klingon")


def test_a_named_encoding_reads_what_is_not_recognized(write: Write, texts_of: Texts) -> None:
    path = write("a.csv", "id,text\n1,service très décevant\n", "cp1252")
    assert texts_of(path, encoding="cp1252") == ["service très décevant"]


def test_an_unknown_profile_is_an_error_that_lists_the_known(write: Write) -> None:
    path = write("a.csv", "id,text\n1,ok\n")
    with pytest.raises(InputFormatError) as caught:
        read(path, profile="trustpilot")
    assert caught.value.options == ("auto", *PROFILES)
    with pytest.raises(InputFormatError, match="does not read csv"):
        read(path, profile="transcript", format="csv")


def test_the_transcript_profile_reads_a_file_of_unknown_ending(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("talk.log", "P1: slow\n"), profile="transcript") == ["slow"]


def test_the_choices_are_told(write_csv: Write) -> None:
    with read(
        write_csv([["ref", "remark", "date"], ["1", "The lift was broken again this week.", "13/04/2026"]])
    ) as reading:
        assert len(list(reading)) == 1
    assert (reading.format, reading.encoding, reading.profile) == ("csv", "utf-8-sig", "generic")
    assert reading.columns == {"created_at": "date", "text": "remark"}
    profile, column, order = reading.notes
    assert "profile generic was chosen" in profile
    assert "'remark' was taken for the text" in column
    assert "day/month/year" in order


def test_a_profile_that_was_named_is_not_told_as_chosen(write_csv: Write) -> None:
    with read(write_csv([["text"], ["ok"]]), profile="generic") as reading:
        assert reading.notes == []


def test_a_guess_is_made_by_the_generic_profile_only(write_csv: Write) -> None:
    path = write_csv([["工单号", "remark"], ["1", "The lift was broken again this week."]])
    with pytest.raises(InputColumnError):
        read(path, profile="chinese_complaints")


def test_columns_are_taken_as_named(write_csv: Write) -> None:
    path = write_csv([["a", "b", "text", "date"], ["7", "real text", "not this", "soon"]])
    with read(path, columns=ColumnMap(text="b", id="A", created_at="")) as reading:
        (record,) = reading
    assert isinstance(record, FeedbackRecord)
    assert (record.id, record.text) == ("7", "real text")
    assert record.metadata == {"text": "not this", "date": "soon"}
    with pytest.raises(InputColumnError, match="'branch'"):
        read(path, columns=ColumnMap(unit="branch"))


def test_the_source_is_the_given_one_or_the_rows_own(write_jsonl: Write) -> None:
    path = write_jsonl([{"text": "a", "source": "web"}, {"text": "b"}])
    with read(path) as reading:
        assert [row.source for row in reading] == ["web", ""]  # type: ignore[union-attr]
    with read(path, source="mine") as reading:
        assert [row.source for row in reading] == ["mine", "mine"]  # type: ignore[union-attr]


def test_ambiguous_dates_are_refused_unless_the_order_is_told_or_proved(write_csv: Write, texts_of: Texts) -> None:
    rows = [["text", "date"], ["a", "03/04/2026"], ["b", "04/03/2026"]]
    assert texts_of(write_csv(rows)) == ["[date_ambiguous]", "[date_ambiguous]"]
    assert texts_of(write_csv(rows), day_first=True) == ["a", "b"]
    assert texts_of(write_csv([*rows, ["c", "13/04/2026"]])) == ["a", "b", "c"]
    assert texts_of(write_csv([*rows, ["c", "13/04/2026"], ["d", "04/13/2026"]])) == [
        "[date_ambiguous]",
        "[date_ambiguous]",
        "c",
        "d",
    ]


def test_bad_rows_never_stop_the_good_ones(write_csv: Write, texts_of: Texts) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    rows = [
        ["id", "text", "created_at", "rating"],
        ["1", "fine", "2026-04-03", "5"],
        ["2", "", "2026-04-03", "5"],
        ["3", "x", "31/02/2026 25:99", "5"],
        ["4", "x", tomorrow, "5"],
        ["5", "x", "2026-04-03", "99"],
        ["6", "a\x00b", "2026-04-03", ""],
        ["7" * 201, "x", "2026-04-03", ""],
        ["8", "y" * 200_000, "2026-04-03", ""],
        ["9", "fine too", "", ""],
    ]
    assert texts_of(write_csv(rows)) == [
        "fine",
        "[text_missing]",
        "[date_unreadable]",
        "[date_in_future]",
        "[rating_out_of_range]",
        "a\x00b",
        "[id_too_long]",
        "[text_too_long]",
        "fine too",
    ]


def test_a_key_that_first_comes_after_the_sample_is_still_known(write_jsonl: Write) -> None:
    rows: list[dict[str, Any]] = [{"text": "a"}] * (SAMPLE_ROWS + 5)
    with read(write_jsonl([*rows, {"text": "b", "date": "2026-04-03", "unit": "north"}])) as reading:
        assert "created_at" not in reading.columns
        last = list(reading)[-1]
    assert isinstance(last, FeedbackRecord)
    assert last.created_at == datetime(2026, 4, 3, tzinfo=UTC)
    assert reading.columns == {"text": "text", "created_at": "date", "unit": "unit"}


class Endless(io.RawIOBase):
    """The same line again and again, without end."""

    line = b'{"text": "again and again"}\n'
    lines = line * 1_000
    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        start = self.given % len(self.lines)
        piece = self.lines[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


def test_rows_are_given_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = Endless()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(endless)))
    with read("-") as reading:
        for number, row in enumerate(reading):
            assert isinstance(row, FeedbackRecord)
            assert endless.given < len(Endless.line) * (number + 15_000)
            if number == 16_000:
                break


def test_standard_input_is_read_in_every_format(
    write_csv: Write, write_xlsx: Write, monkeypatch: pytest.MonkeyPatch, texts_of: Texts
) -> None:
    rows = [["id", "text"], ["1", "电梯又坏了"]]
    objects = [{"id": 1, "text": "电梯又坏了"}]
    for raw in (
        write_csv(rows).read_bytes(),
        write_csv(rows, encoding="gb18030").read_bytes(),
        write_xlsx(rows).read_bytes(),
        json.dumps(objects).encode(),
        "\n".join(json.dumps(one) for one in objects).encode(),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        assert texts_of("-") == ["电梯又坏了"]


def test_records_without_id_get_the_same_ids_each_time(write_csv: Write, rows_of: Callable[..., list[Any]]) -> None:
    path = write_csv([["text"], ["ok"], ["late"], ["ok"]])
    ids = [row.id for row in rows_of(path)]
    assert len(set(ids)) == 3
    assert ids == [row.id for row in rows_of(path)]
    assert ids != [row.id for row in rows_of(path, id_key=b"secret")]


def test_a_reading_that_is_left_early_closes_its_file(write_csv: Write) -> None:
    path = write_csv([["text"], *([f"row {number}"] for number in range(5_000))])
    with read(path) as reading:
        assert next(iter(reading)).text == "row 0"  # type: ignore[union-attr]
    path.unlink()
