"""What CSV files and workbooks have in common."""

import pytest

from feedback_ai.ingest.readers.raw import RawItem, RawRow
from feedback_ai.ingest.readers.tables import name_columns, rows_under, take_header
from feedback_ai.schema import RefusedRow


def numbers(items: list[RawItem]) -> list[tuple[int, str]]:
    return [(item.row, item.code) if isinstance(item, RefusedRow) else (item.number, "row") for item in items]


def test_column_names_are_made_unique_and_never_empty() -> None:
    assert name_columns(["text", " text ", None, "", "text", 5]) == [
        "text",
        "text (2)",
        "column 3",
        "column 4",
        "text (3)",
        "5",
    ]


def test_names_stay_unique_where_a_made_up_name_is_taken() -> None:
    for header in (["text (2)", "text", "text"], ["text", "text (2)", "text"], ["column 2", ""]):
        names = name_columns(header)
        assert len(set(names)) == len(names)


def test_short_and_long_rows_are_refused_but_empty_cells_too_many_are_not() -> None:
    notes: list[str] = []
    items = list(rows_under(["id", "text"], [["1"], ["1", "a", "b"], ["1", "a", "", None], ["1", "a"]], notes))
    assert numbers(items) == [(1, "row_short"), (2, "row_long"), (3, "row"), (4, "row")]
    assert items[2] == RawRow(3, {"id": "1", "text": "a"})
    assert notes == []


def test_empty_rows_between_others_are_given_and_those_at_the_end_counted() -> None:
    notes: list[str] = []
    items = list(rows_under(["id", "text"], [["1", "a"], ["", None], [], ["2", "b"], ["", ""], []], notes))
    assert items == [
        RawRow(1, {"id": "1", "text": "a"}),
        RawRow(2, {}),
        RawRow(3, {}),
        RawRow(4, {"id": "2", "text": "b"}),
    ]
    assert notes == ["2 empty rows at the end were passed over."]


def test_the_header_is_the_first_row_that_is_not_empty() -> None:
    notes: list[str] = []
    header, below = take_header(iter([[], ["", None], ["id", "text"], ["1", "a"]]), notes)
    assert header == ["id", "text"]
    assert list(below) == [["1", "a"]]
    assert notes == []
    assert take_header(iter([[], [""]]), notes)[0] is None


def test_a_title_above_the_header_is_passed_over_and_told() -> None:
    notes: list[str] = []
    header, below = take_header(
        iter([["2026年第二季度投诉明细", "", ""], ["工单号", "受理时间", "投诉内容"], ["1"]]), notes
    )
    assert header == ["工单号", "受理时间", "投诉内容"]
    assert list(below) == [["1"]]
    assert notes == ["A title above the header was passed over."]


def test_a_header_of_one_column_is_no_title() -> None:
    for row in (["fine"], ["fine", "stray"], []):
        header, below = take_header(iter([["text"], row]), [])
        assert header == ["text"]
        assert list(below) == [row]
    assert take_header(iter([["text"]]), [])[0] == ["text"]


@pytest.mark.parametrize("n_blank", [0, 1, 3])
def test_a_title_is_passed_over_with_the_empty_rows_under_it(n_blank: int) -> None:
    notes: list[str] = []
    sheet = [["Report of May", None, None], *[[None] * 3] * n_blank, ["ID", "Comment", "Date"], ["1", "slow", None]]
    header, rows = take_header(iter(sheet), notes)
    assert header == ["ID", "Comment", "Date"]
    assert list(rows) == [["1", "slow", None]]
    assert len(notes) == 1


@pytest.mark.parametrize("rest", [[], [[None]], [[None], ["first"]], [["first"], [None], ["second"]]])
def test_a_single_column_keeps_its_header_and_every_row(rest: list[list[str | None]]) -> None:
    header, rows = take_header(iter([["text"], *rest]), [])
    assert header == ["text"]
    assert list(rows) == rest
