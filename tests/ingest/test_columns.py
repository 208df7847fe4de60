"""Which column holds which field."""

import pytest

from feedback_ai.errors import InputColumnError
from feedback_ai.ingest.columns import ColumnMap, Columns, choose, missing_text, plain_name, shown_names
from feedback_ai.ingest.guess import guess_text_column
from feedback_ai.ingest.synonyms import GENERIC
from feedback_ai.schema import FeedbackRecord


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Created At", "created_at"),
        ("REVIEW-TEXT", "review text"),
        ("\ufeffID ", "id"),
        ("評論內容", "评论内容"),
        ("ＩＤ", "id"),
    ],
)
def test_names_are_compared_without_case_signs_and_script(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


def test_synonyms_are_fields_of_the_record_in_both_languages() -> None:
    assert set(GENERIC) < set(FeedbackRecord.model_fields)
    for names in GENERIC.values():
        assert len({plain_name(name) for name in names}) == len(names)


def test_no_name_stands_for_two_fields() -> None:
    names = [plain_name(name) for candidates in GENERIC.values() for name in candidates]
    assert len(set(names)) == len(names)


def test_columns_are_chosen_by_synonyms_the_first_of_them_winning() -> None:
    assert choose(["Comment", "text", "时间", "Score"], GENERIC) == {
        "text": "text",
        "created_at": "时间",
        "rating": "Score",
    }


def test_a_named_column_wins_and_is_found_in_spite_of_case() -> None:
    chosen = choose(["text", "Agent Note"], GENERIC, ColumnMap(text="agent note"))
    assert chosen["text"] == "Agent Note"


def test_a_named_column_that_is_not_there_is_an_error_that_lists_those_that_are() -> None:
    with pytest.raises(InputColumnError) as caught:
        choose(["id", "words"], GENERIC, ColumnMap(text="txt"))
    assert caught.value.options == ("id", "words")
    assert "'txt'" in caught.value.what


def test_an_empty_name_leaves_a_field_without_column() -> None:
    named = ColumnMap(created_at="")
    assert "created_at" not in choose(["text", "date"], named.allowed(GENERIC), named)


def test_messages_show_long_headers_in_part() -> None:
    shown = shown_names(["x" * 100] + [f"c{number}" for number in range(40)])
    assert shown[0] == "x" * 40 + "…"
    assert shown[-1] == "and 11 more"
    assert "--text-column" in missing_text(["a"]).message


def test_a_row_is_given_by_fields_with_the_other_columns_as_metadata() -> None:
    columns = Columns({"text": "words"}, ["words", "floor"], GENERIC)
    assert columns.fields({"words": "a", "floor": 3}) == {"text": "a", "metadata": {"floor": 3}}


def test_metadata_of_the_row_is_kept_and_a_column_of_that_name_too() -> None:
    columns = Columns({"text": "text"}, ["text", "metadata"], GENERIC)
    assert columns.fields({"text": "a", "metadata": {"k": 1}, "x": 2})["metadata"] == {"k": 1, "x": 2}
    assert columns.fields({"text": "a", "metadata": "k"})["metadata"] == {"metadata": "k"}
    assert columns.fields({"text": "a", "metadata": [1], "x": 2})["metadata"] == [1]


def test_a_key_that_comes_later_is_bound_once_and_never_against_an_earlier_choice() -> None:
    columns = Columns({"text": "text"}, ["text", "id"], GENERIC)
    assert columns.fields({"text": "a", "date": "2026-04-03"}) == {"text": "a", "created_at": "2026-04-03"}
    assert columns.chosen["created_at"] == "date"
    assert columns.fields({"text": "a", "created": "x", "comment": "y", "id": "seen"}) == {
        "text": "a",
        "metadata": {"created": "x", "comment": "y", "id": "seen"},
    }


def test_the_text_is_guessed_to_be_the_column_with_the_longest_sentences() -> None:
    rows = [
        {
            "ref": "a" * 60,
            "who": "Anna Lee",
            "remark": "The lift was broken for the third time this week.",
            "short": "x y",
        },
        {"ref": "b" * 60, "who": "Bo Chan", "remark": "服务员态度非常差，等了两个小时也没有人来处理。", "short": "z z"},
    ]
    assert guess_text_column(rows, []) == "remark"
    assert guess_text_column(rows, ["remark"]) is None


def test_ids_links_dates_and_numbers_are_never_guessed_to_be_text() -> None:
    rows = [{"link": "https://example.com/" + "a" * 40, "at": "2026-04-03 17:12:00.000 +08", "n": 5, "none": None}] * 3
    assert guess_text_column(rows, []) is None
    assert guess_text_column([], []) is None
