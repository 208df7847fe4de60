import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
        ({"P7": "1,000"}, "answer_not_a_number", "P7"),
        ({"P7": "nan"}, None, None),
        ({"P7": "inf"}, "answer_out_of_range", "P7"),
        ({"respondent": " "}, "respondent_missing", "respondent"),
        ({"date": "03/04/2026"}, "date_ambiguous", "answered_at"),
        ({"date": "soon"}, "date_unreadable", "answered_at"),
        ({"date": "2026年7月"}, "date_unreadable", "answered_at"),
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
    with pytest.raises(InputColumnError, match="E23 is none of them"):
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


def test_each_object_has_names_of_its_own(tmp_path):
    chinese = {"受访者": "b", "门店": "west"} | {f"{side}{n}": 3 for side in ("期望", "感知") for n in range(1, 23)}
    rows = [answer("a"), chinese, answer("b"), {"E1": 5, "P1": 4, "ID": "c"}]
    lines = tmp_path / "s.jsonl"
    lines.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    found = read_answers(rows)
    assert found == list(read_survey(lines))
    assert [row.respondent for row in found if isinstance(row, SurveyAnswer)] == ["a", "b", "c"]
    assert (found[1].unit, found[1].expected[0], found[1].perceived[21]) == ("west", 3, 3)
    assert (found[2].row, found[2].code) == (3, "id_repeated")
    assert (found[3].expected[:2], found[3].perceived[:2]) == ((5, None), (4, None))


@given(st.lists(st.sets(st.integers(1, 22), min_size=1), min_size=1, max_size=3))
def test_an_item_that_an_object_lacks_is_one_that_was_left_out(kept):
    absent, null = [], []
    for place, own in enumerate(kept):
        row = answer(f"r{place}")
        lacking = [name for name in row if name[0] in "EP" and int(name[1:]) not in own]
        absent.append({name: value for name, value in row.items() if name not in lacking})
        null.append(row | dict.fromkeys(lacking))
    assert read_answers(absent) == read_answers(null)


def test_a_request_without_the_columns_repeats_none_of_its_names():
    with pytest.raises(InputColumnError, match="E1 is missing") as caught:
        read_answers([{"respondent": "a", "Ann Lee": 5}])
    assert "Ann" not in caught.value.message
    with pytest.raises(InputColumnError, match="respondents apart"):
        read_answers([{name: value for name, value in answer("a").items() if name != "respondent"}])
