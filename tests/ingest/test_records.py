"""A mapping becomes a record, or the reason why it cannot."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_ai.ingest import REFUSALS, Rules, build_record
from feedback_ai.ingest.identity import ContentIds
from feedback_ai.ingest.refusals import refuse
from feedback_ai.schema import MAX_TEXT_CHARS, FeedbackRecord, RefusedRow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def built(**raw: Any) -> FeedbackRecord:
    record = build_record(raw, 1, Rules(now=NOW))
    assert isinstance(record, FeedbackRecord), record
    return record


def refused(**raw: Any) -> RefusedRow:
    refusal = build_record(raw, 7, Rules(now=NOW))
    assert isinstance(refusal, RefusedRow), refusal
    assert refusal.row == 7
    return refusal


def test_a_full_row_becomes_a_record() -> None:
    record = built(
        id=4711,
        text="The lift was broken again.",
        source="web",
        channel=" hotline ",
        created_at="2026-04-03T17:12:00+08:00",
        rating="2",
        unit="hotel-harbour",
        touchpoint="arrival",
        customer_id=99,
        customer_tier="gold",
        language="en",
        metadata={"room": 12},
        floor="3",
    )
    assert (record.id, record.channel, record.customer_id, record.rating) == ("4711", "hotline", "99", 2.0)
    assert record.created_at == datetime(2026, 4, 3, 9, 12, tzinfo=UTC)
    assert record.metadata == {"room": 12, "floor": "3"}


def test_the_text_stays_as_it_was_written() -> None:
    text = "  电梯又坏了。\x00\r\n\u200b I waited… \U0001f620 "
    assert built(text=text).text == text


@pytest.mark.parametrize("text", [None, "", "   ", "\t\r\n", "\u3000", "\x00\x00", "\ufeff\u200b"])
def test_a_row_without_visible_text_is_refused(text: str | None) -> None:
    assert refused(text=text).code == "text_missing"


def test_a_text_of_the_longest_length_is_read_and_a_longer_one_refused_not_cut() -> None:
    assert built(text="好" * MAX_TEXT_CHARS)
    refusal = refused(text="好" * (MAX_TEXT_CHARS + 1))
    assert refusal.code == "text_too_long"
    assert str(MAX_TEXT_CHARS) in refusal.reason


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        ({"text": 5}, "field_type", "text"),
        ({"text": ["a"]}, "field_type", "text"),
        ({"text": "a", "id": {"x": 1}}, "field_type", "id"),
        ({"text": "a", "unit": True}, "field_type", "unit"),
        ({"text": "a", "metadata": [1]}, "field_type", "metadata"),
        ({"text": "a", "id": "x" * 201}, "id_too_long", "id"),
        ({"text": "a", "channel": "x" * 101}, "field_too_long", "channel"),
        ({"text": "a", "created_at": "31/02/2026 25:99"}, "date_unreadable", "created_at"),
        ({"text": "a", "created_at": "03/04/2026"}, "date_ambiguous", "created_at"),
        ({"text": "a", "created_at": "2026-06-02T12:00:01Z"}, "date_in_future", "created_at"),
        ({"text": "a", "rating": "bad"}, "rating_not_a_number", "rating"),
        ({"text": "a", "rating": True}, "rating_not_a_number", "rating"),
        ({"text": "a", "rating": [4]}, "rating_not_a_number", "rating"),
        ({"text": "a", "rating": 10.5}, "rating_out_of_range", "rating"),
        ({"text": "a", "rating": "-1"}, "rating_out_of_range", "rating"),
        ({"text": "a", "rating": float("inf")}, "rating_out_of_range", "rating"),
        ({"text": "a", "rating": 10**400}, "rating_out_of_range", "rating"),
        ({"text": "a\udcffb"}, "bytes_undecodable", "text"),
        ({"text": "a", "unit": "\udcff"}, "bytes_undecodable", "unit"),
        ({"text": "a", "metadata": {"k": "\udcff"}}, "bytes_undecodable", "metadata"),
    ],
)
def test_what_cannot_be_a_record_is_refused_with_code_and_field(raw: dict[str, Any], code: str, field: str) -> None:
    refusal = refused(**raw)
    assert (refusal.code, refusal.field) == (code, field)


@pytest.mark.parametrize(
    ("written", "meant"),
    [(0, 0.0), (4.5, 4.5), ("4", 4.0), ("4,5", 4.5), ("5星", 5.0), ("4 stars", 4.0), ("3/5", 3.0), ("8 分", 8.0)],
)
def test_ratings_are_numbers_with_or_without_their_unit(written: object, meant: float) -> None:
    assert built(text="a", rating=written).rating == meant


@pytest.mark.parametrize("nothing", [None, "", " ", "-", "N/A", "null", "NaN", "无", "未评价", float("nan")])
def test_a_placeholder_is_no_value(nothing: object) -> None:
    record = built(text="a", rating=nothing, created_at=nothing)
    assert record.rating is None
    assert record.created_at is None


def test_a_date_up_to_a_day_ahead_is_read_because_offsets_are_often_missing() -> None:
    assert built(text="a", created_at="2026-06-02T12:00:00Z").created_at is not None


def test_unknown_keys_become_metadata_and_nested_values_their_json() -> None:
    record = built(text="a", tags=["x", "退款"], note=None, empty="", flag=False, score2=1.5)
    assert record.metadata == {"tags": '["x", "退款"]', "flag": False, "score2": 1.5}


def test_rules_give_the_source_and_what_the_row_leaves_empty() -> None:
    rules = Rules(source="hotline-2026", defaults={"channel": "hotline", "source": "ignored"})
    record = build_record({"text": "a", "source": "mine", "channel": ""}, 1, rules)
    assert isinstance(record, FeedbackRecord)
    assert (record.source, record.channel) == ("hotline-2026", "hotline")


def test_a_row_without_id_gets_one_from_its_content_and_occurrence() -> None:
    rules = Rules(now=NOW)
    ids = [build_record({"text": text, "id": " "}, 1, rules).id for text in ("好", "好", "bad")]  # type: ignore[union-attr]
    again = [build_record({"text": text}, 1, Rules(now=NOW)).id for text in ("好", "bad")]  # type: ignore[union-attr]
    assert len(set(ids)) == 3
    assert again == [ids[0], ids[2]]


def test_content_ids_depend_on_the_key_and_not_on_the_customer() -> None:
    one, other = ContentIds(b"one"), ContentIds(b"other")
    assert one.next_id("call me") != other.next_id("call me")
    first = built(text="a", customer_id="13800000000").id
    assert first == built(text="a", customer_id="13900000000").id
    assert first != built(text="a", unit="clinic-east").id


def test_codes_are_listed() -> None:
    with pytest.raises(KeyError):
        refuse(1, "made_up", "no")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
keys = st.sampled_from(sorted(FeedbackRecord.model_fields)) | st.text(max_size=8)


@given(st.dictionaries(keys, json_values, max_size=8))
@settings(deadline=None, max_examples=200)
def test_any_mapping_becomes_a_record_or_a_listed_refusal(raw: dict[str, Any]) -> None:
    row = build_record(raw, 1, Rules(now=NOW))
    if isinstance(row, RefusedRow):
        assert row.code in REFUSALS
    else:
        assert row.text == raw["text"]
        json.dumps(row.model_dump(mode="json"), allow_nan=False)


@given(st.text(alphabet="éßж好", min_size=12, max_size=30))
@settings(deadline=None, max_examples=50)
def test_a_reason_never_repeats_a_value(secret: str) -> None:
    for name in ("created_at", "rating"):
        assert secret not in refused(text="a", **{name: secret}).reason
    assert secret not in refused(text=[secret]).reason
    assert secret * 10 not in refused(text="a", id=secret * 20).reason
