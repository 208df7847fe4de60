import json
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from survey_fakes import answer, write

from feedback_ai.errors import InputColumnError, InputEmptyError, InputNotFoundError
from feedback_ai.ingest.surveys import read_answers, read_survey
from feedback_ai.schema import RefusedRow
from feedback_ai.schema.surveys import SurveyAnswer


def read(path):
    return list(read_survey(path))


def test_answers_have_all_items_and_where_they_are_from(tmp_path):
    (row,) = read(write(tmp_path / "s.csv", [answer("r1", 7, 4, E2="", P3="6.5")]))
    assert isinstance(row, SurveyAnswer)
    assert (row.respondent, row.unit, row.touchpoint) == ("r1", "east", None)
    assert row.answered_at == datetime(2026, 8, 3, tzinfo=UTC)
    assert row.expected[:3] == (7, None, 7)
    assert row.perceived[:3] == (4, 4, 6.5)


def test_chinese_columns_and_other_formats_are_read(tmp_path):
    columns = {"问卷编号": "甲1", "门店": "东区"}
    row = columns | {f"期望{n}": 6 for n in range(1, 23)} | {f"感知{n}": 5 for n in range(1, 23)}
    lines = tmp_path / "s.jsonl"
    lines.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    book = Workbook()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    book.save(tmp_path / "s.xlsx")
    for file in (lines, tmp_path / "s.xlsx"):
        (found,) = read(file)
        assert (found.respondent, found.unit, found.perceived[21]) == ("甲1", "东区", 5)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"E5": "8"}, "answer_out_of_range", "E5"),
        ({"P22": "0"}, "answer_out_of_range", "P22"),
        ({"P7": "often"}, "answer_not_a_number", "P7"),
        ({"P7": "nan"}, None, None),
        ({"P7": "inf"}, "answer_out_of_range", "P7"),
        ({"respondent": " "}, "respondent_missing", "respondent"),
        ({"date": "03/04/2026"}, "date_ambiguous", "answered_at"),
        ({"date": "soon"}, "date_unreadable", "answered_at"),
        ({"unit": "x" * 300}, "field_too_long", "unit"),
        ({f"P{n}": "" for n in range(1, 23)}, "answers_missing", "expected"),
        ({"respondent": "r0"}, "id_repeated", "respondent"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_rest_goes_on(tmp_path, fields, code, field):
    rows = read(write(tmp_path / "s.csv", [answer("r0"), answer("r1") | fields, answer("r2")]))
    assert [isinstance(row, SurveyAnswer) for row in rows] == [True, code is None, True]
    if code is not None:
        assert isinstance(rows[1], RefusedRow)
        assert (rows[1].row, rows[1].code, rows[1].field) == (2, code, field)


def test_a_file_without_a_column_is_refused_as_a_whole(tmp_path):
    row = answer("r1")
    without_item = {name: value for name, value in row.items() if name != "P9"}
    with pytest.raises(InputColumnError, match="P9 is missing"):
        read(write(tmp_path / "a.csv", [without_item]))
    without_id = {name: value for name, value in row.items() if name != "respondent"}
    with pytest.raises(InputColumnError, match="respondent"):
        read(write(tmp_path / "b.csv", [without_id]))
    with pytest.raises(InputColumnError, match="there are 23"):
        read(write(tmp_path / "c.csv", [row | {"E23": 1}]))


def test_a_file_that_is_not_there_or_has_no_rows_is_told(tmp_path):
    with pytest.raises(InputNotFoundError):
        read(tmp_path / "none.csv")
    empty = write(tmp_path / "e.csv", [answer("r1")])
    empty.write_text(empty.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(InputEmptyError):
        read(empty)


def test_rows_of_a_request_are_read_as_those_of_a_file(tmp_path):
    rows = [answer("a"), answer("b", E3=8), answer("c", P22=""), answer("a", 7, 1), answer("", unit="西区")]
    assert read_answers(rows) == list(read_survey(write(tmp_path / "s.csv", rows)))


def test_a_request_without_the_columns_repeats_none_of_its_names():
    with pytest.raises(InputColumnError, match="E1 is missing") as caught:
        read_answers([{"respondent": "a", "Ann Lee": 5}])
    assert "Ann" not in caught.value.message
    with pytest.raises(InputColumnError, match="respondents apart"):
        read_answers([{name: value for name, value in answer("a").items() if name != "respondent"}])
