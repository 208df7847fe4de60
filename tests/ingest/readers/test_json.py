"""JSONL, and JSON documents of every shape, read one object at a time."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.errors import InputEmptyError, InputFormatError
from feedback_ai.ingest import read
from feedback_ai.ingest.readers import json_cursor, json_document, json_lines
from feedback_ai.ingest.readers.json_cursor import JsonCursor
from feedback_ai.ingest.readers.lines import read_lines

Write = Callable[..., Path]
Texts = Callable[..., list[str]]
Refusals = Callable[..., list[tuple[int, str]]]

A, B = {"text": "the lift"}, {"text": "又坏了"}


def test_each_line_is_a_row_and_row_numbers_are_line_numbers(
    write: Write, texts_of: Texts, refusals_of: Refusals
) -> None:
    lines = '{"text": "a"}\n\nnot json\r\n{"text": "b"}\r\n[1]\n"c"\n{"text": NaN}\n{"id": 1}\n{"text": "d"}'
    path = write("a.jsonl", lines)
    assert [text for text in texts_of(path) if text[0] != "["] == ["a", "b", "d"]
    assert refusals_of(path) == [
        (3, "json_broken"),
        (5, "json_not_object"),
        (6, "json_not_object"),
        (7, "json_broken"),
        (8, "text_missing"),
    ]


def test_a_broken_line_is_told_by_place_and_never_repeated(write: Write, rows_of: Callable[..., list[Any]]) -> None:
    refusal = rows_of(write("a.jsonl", '{"text": "secret" "b"}\n{"text": "b"}\n'))[0]
    assert "at character 19" in refusal.reason
    assert "secret" not in refusal.reason


def test_nesting_without_end_and_numbers_without_end_are_refused(write: Write, texts_of: Texts) -> None:
    deep = "[" * 200_000
    lines = f'{{"text": "a"}}\n{{"text": "b", "x": {deep}\n{{"text": "c", "n": {"9" * 5000}}}\n{{"text": "d"}}\n'
    assert texts_of(write("a.jsonl", lines)) == ["a", "[json_broken]", "[json_broken]", "d"]


def test_a_text_of_ten_megabytes_is_refused_and_the_rest_read(write: Write, texts_of: Texts) -> None:
    rows = [A, {"text": "x" * 10_000_000}, B]
    jsonl = write("a.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert texts_of(jsonl) == ["the lift", "[row_too_long]", "又坏了"]
    assert texts_of(write("a.json", json.dumps(rows))) == ["the lift", "[text_too_long]", "又坏了"]


def test_a_line_without_end_in_a_small_gzip_file_is_never_loaded(
    write: Write, texts_of: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = 0

    def watched(stream: Any) -> Any:
        nonlocal longest
        for line in read_lines(stream, 10_000):
            longest = max(longest, len(line.text))
            yield line

    monkeypatch.setattr(json_lines, "read_lines", watched)
    bomb = b'{"text": "a"}\n{"text": "' + b"x" * 20_000_000 + b'"}\n{"text": "b"}\n'
    assert texts_of(write("a.jsonl.gz", bomb)) == ["a", "[row_too_long]", "b"]
    assert longest == 10_000


@pytest.mark.parametrize(
    "document",
    [
        json.dumps([A, B]),
        json.dumps([A, B], ensure_ascii=False, indent=4),
        json.dumps({"count": 2, "data": [A, B], "links": {"next": None, "data": [1]}}),
        json.dumps({"feed": {"author": {"name": "x"}, "entry": [A, B], "updated": "x"}}),
        json.dumps(A) + "\n" + json.dumps(B),
        json.dumps(A, indent=1) + "\n\n" + json.dumps(B, indent=1),
        json.dumps({"records": [A]}) + json.dumps({"records": [B]}),
        "\ufeff" + json.dumps([A, B]),
    ],
)
def test_lists_wrapped_lists_and_rows_of_objects_are_read_alike(write: Write, texts_of: Texts, document: str) -> None:
    for name in ("a.json", "a.json.gz"):
        assert texts_of(write(name, document)) == ["the lift", "又坏了"]


def test_a_single_object_is_one_row(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.json", json.dumps(A, indent=2))) == ["the lift"]
    assert texts_of(write("b.json", json.dumps({"feed": {"entry": A}}))) == ["the lift"]


@pytest.mark.parametrize("document", ["[]", '{"tickets": []}', '{"feed": {"title": "no entry"}}', "  \n"])
def test_a_document_without_rows_is_empty(write: Write, document: str) -> None:
    with pytest.raises(InputEmptyError):
        read(write("a.json", document))


def test_an_object_without_keys_is_a_row_without_text(write: Write, refusals_of: Refusals) -> None:
    assert refusals_of(write("a.json", '[{"text": "a"}, {}, 5]')) == [(2, "text_missing"), (3, "json_not_object")]


@pytest.mark.parametrize(
    "broken", ["[,1]", '[{"text" "a"}]', "{5: 1}", '{"a": 1 "b": 2}', "[", "nonsense", "[" * 200_000]
)
def test_a_document_broken_at_its_start_is_an_error(write: Write, broken: str) -> None:
    with pytest.raises(InputFormatError, match="not valid JSON near character"):
        list(read(write("a.json", broken), format="json"))


def test_a_document_that_breaks_off_gives_its_rows_and_says_so(write: Write, texts_of: Texts) -> None:
    whole = json.dumps([A, B, A])
    assert texts_of(write("a.json", whole[:-10])) == ["the lift", "又坏了", "[json_broken]"]
    assert texts_of(write("b.json", whole[:-1])) == ["the lift", "又坏了", "the lift", "[json_broken]"]


def test_an_element_too_long_ends_the_document_and_says_so(
    write: Write, texts_of: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_cursor, "MAX_ELEMENT_CHARS", 50_000)
    rows = [A, {"text": "x" * 500_000}, B]
    assert texts_of(write("a.json", json.dumps(rows))) == ["the lift", "[row_too_long]"]


class _Trickle(io.StringIO):
    """A stream that gives one character at a time, so that every value is cut everywhere."""

    def read(self, size: int | None = -1, /) -> str:
        return super().read(1)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(values, max_size=5), st.booleans(), st.sampled_from([None, 1]))
@settings(deadline=None, max_examples=100)
def test_a_value_is_read_whole_wherever_the_stream_cuts_it(
    rows: list[Any], ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(rows, ensure_ascii=ascii_only, indent=indent)
    cursor = JsonCursor(_Trickle(text))
    assert cursor.take("[")
    assert list(json_document._list(cursor)) == rows
    assert cursor.peek() == ""
    assert cursor.position == len(text)
