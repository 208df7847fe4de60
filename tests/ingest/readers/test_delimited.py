"""CSV and its kin: a row that cannot be read never takes others with it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feedback_ai.errors import InputEncodingError, InputFormatError
from feedback_ai.ingest import read
from feedback_ai.ingest.readers import delimited
from feedback_ai.ingest.readers.dialect import NO_DELIMITER, sniff_delimiter
from feedback_ai.ingest.readers.lines import read_lines

Write = Callable[..., Path]
Texts = Callable[..., list[str]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_usual_delimiters_are_recognized(write_csv: Write, texts_of: Texts, delimiter: str) -> None:
    rows = [["id", "text", "unit"], ["1", "slow, rude; late | never again", "north"], ["2", "电梯，又坏了", ""]]
    assert texts_of(write_csv(rows, delimiter=delimiter)) == ["slow, rude; late | never again", "电梯，又坏了"]


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        ("text\nhello, world\nwell; yes\n", NO_DELIMITER),
        ("What went wrong, if anything?\nnothing\nthe queue\nstaff\nfood\nprice\n", NO_DELIMITER),
        ("sep=|\nid|text\n", "|"),
        ("id;text\n1;a, b, c\n2;d, e\n", ";"),
        ("id,text\n1,a,b\n2\n3,c\n", ","),
        ("", NO_DELIMITER),
    ],
)
def test_the_delimiter_is_the_one_that_most_rows_share_with_the_header(head: str, delimiter: str) -> None:
    assert sniff_delimiter(head) == delimiter


def test_the_separator_line_of_excel_is_no_header(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.csv", "sep=;\r\nid;text\r\n1;a\r\n")) == ["a"]


def test_texts_of_one_column_need_no_quotes_for_their_commas(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.csv", 'text\nfast, kind\n"quoted, too"\n\n好；很好\n')) == [
        "fast, kind",
        "quoted, too",
        "好；很好",
    ]


def test_texts_keep_quotes_line_breaks_and_nuls(write_csv: Write, texts_of: Texts) -> None:
    texts = ['she said "no"', "one\ntwo\r\nthree", "a\x00b", " spaces ", "tab\there"]
    assert texts_of(write_csv([["id", "text"], *([str(n), text] for n, text in enumerate(texts))])) == texts


def test_blank_lines_are_no_rows(write: Write, rows_of: Callable[..., list[object]]) -> None:
    assert len(rows_of(write("a.csv", "\n\nid,text\n\n1,a\n\n\n2,b\n\n"))) == 2


def test_ragged_rows_are_refused_by_number_and_the_others_read(write: Write, texts_of: Texts) -> None:
    table = "id,text,unit\n1,fine,north\n2,too few\n3,one,two,three\n4,trailing comma,south,\n5,fine too,west\n"
    assert texts_of(write("a.csv", table)) == ["fine", "[row_short]", "[row_long]", "trailing comma", "fine too"]


def test_a_quote_never_closed_costs_its_own_row_only(write: Write, texts_of: Texts) -> None:
    rest = "".join(f"{number},fine {number}\n" for number in range(3, 400))
    texts = texts_of(write("a.csv", 'id,text\n1,ok\n2,"never closed\n' + rest))
    assert texts == ["ok", "[row_quotes]", *(f"fine {number}" for number in range(3, 400))]


def test_a_quote_never_closed_is_found_at_the_next_quoted_row(write: Write, texts_of: Texts) -> None:
    table = 'id,text\n1,"never closed\n2,"fine, really"\n3,"two\nlines"\n'
    assert texts_of(write("a.csv", table)) == ["[row_quotes]", "fine, really", "two\nlines"]


def test_quotes_within_quotes_that_are_not_doubled_are_refused_not_mangled(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.csv", 'id,text\n1,"he said "no" to me"\n2,"fine"\n3,a 5" screen\n')) == [
        "[row_quotes]",
        "fine",
        'a 5" screen',
    ]


def test_in_one_column_the_lines_after_an_open_quote_are_never_taken_for_texts(write: Write, texts_of: Texts) -> None:
    path = write("a.csv", 'text\nok\n"this was cut\nin the middle\nof a text\n')
    assert texts_of(path) == ["ok", "[row_quotes]"]
    with read(path) as reading:
        refusal = list(reading)[-1]
    assert "lines 3 to 5" in refusal.reason  # type: ignore[union-attr]


@pytest.fixture
def short_rows(monkeypatch: pytest.MonkeyPatch) -> int:
    limit = 3_000
    monkeypatch.setattr(delimited, "MAX_ROW_CHARS", limit)
    monkeypatch.setattr(delimited, "read_lines", lambda stream: read_lines(stream, limit))
    return limit


def test_a_line_too_long_is_refused_and_the_next_read(write: Write, texts_of: Texts, short_rows: int) -> None:
    for long in (
        "x" * (short_rows * 3),
        '"' + "x" * (short_rows * 3) + '"',
        '"' + "x" * short_rows * 2 + '\nstill it"',
    ):
        assert texts_of(write("a.csv", f"id,text\n1,ok\n2,{long}\n3,fine\n")) == ["ok", "[row_too_long]", "fine"]


def test_a_text_of_many_lines_too_long_is_one_refusal(write: Write, texts_of: Texts, short_rows: int) -> None:
    text = "\n".join(["a line of a long story"] * short_rows)
    assert texts_of(write("a.csv", f'id,text\n1,ok\n2,"{text}"\n3,fine\n')) == ["ok", "[row_too_long]", "fine"]
    assert texts_of(write("b.csv", f'text\nok\n"{text}"\nfine\n')) == ["ok", "[row_too_long]", "fine"]


def test_a_quote_never_closed_in_a_long_file_costs_its_own_row_only(
    write: Write, texts_of: Texts, short_rows: int
) -> None:
    rest = [f"fine {number}" for number in range(short_rows)]
    table = 'id,text\n1,"never closed\n' + "".join(f"{number},{text}\n" for number, text in enumerate(rest))
    assert texts_of(write("a.csv", table)) == ["[row_quotes]", *rest]


def test_old_mac_line_ends_are_read(write: Write, texts_of: Texts) -> None:
    assert texts_of(write("a.csv", "id,text\r1,a\r2,b\r")) == ["a", "b"]


def test_a_header_that_cannot_be_read_is_an_error(write: Write) -> None:
    with pytest.raises(InputFormatError, match=r"header of a\.csv"):
        read(write("a.csv", '"id"x,text\n1,a\n'))
    with pytest.raises(InputEncodingError, match=r"header of b\.csv"):
        read(write("b.csv", "工单号,投诉内容\n1,太慢\n", "gb18030"), encoding="utf-8")


def test_with_a_named_encoding_only_the_rows_that_do_not_fit_are_refused(write: Write, texts_of: Texts) -> None:
    path = write("a.csv", "id,text\n1,é\n".encode() + b"2,\xe9t\xe9\n3,ok\n")
    assert texts_of(path, encoding="utf-8") == ["é", "[bytes_undecodable]", "ok"]
