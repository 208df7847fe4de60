"""Lines are read without loading more of one than the limit."""

import io

from feedback_ai.ingest.readers.lines import read_lines


def test_lines_keep_their_ends_and_numbers() -> None:
    lines = list(read_lines(io.StringIO('a\n"b"\r\nc', newline="")))
    assert [(line.number, line.text, line.quotes) for line in lines] == [(1, "a\n", 0), (2, '"b"\r\n', 2), (3, "c", 0)]


def test_the_rest_of_a_too_long_line_is_passed_over_with_its_quotes_counted() -> None:
    long = 'x"' * 200_000
    lines = list(read_lines(io.StringIO(f"{long}\nnext\n{long}", newline=""), limit=10))
    assert [(line.number, line.text, line.too_long, line.quotes) for line in lines] == [
        (1, 'x"x"x"x"x"', True, 200_000),
        (2, "next\n", False, 0),
        (3, 'x"x"x"x"x"', True, 200_000),
    ]


def test_a_line_of_just_the_limit_is_not_too_long() -> None:
    assert [line.too_long for line in read_lines(io.StringIO("abcd\nabcde\n"), limit=5)] == [False, True]
