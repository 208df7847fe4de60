import pytest
from pydantic import ValidationError

from feedback_ai.schema import MAX_TEXT_CHARS, FeedbackRecord, RefusedRow


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "x" * (MAX_TEXT_CHARS + 1)},
        {"id": ""},
        {"rating": 10.5},
        {"rating": -1},
        {"unit": "u" * 201},
    ],
    ids=["empty", "too-long", "no-id", "rating-high", "rating-low", "unit-long"],
)
def test_what_is_out_of_range_is_no_record(wrong):
    with pytest.raises(ValidationError):
        FeedbackRecord(**{"id": "1", "text": "fine"} | wrong)


def test_a_record_never_changes():
    record = FeedbackRecord(id="1", text="fine")
    with pytest.raises(ValidationError):
        record.text = "other"


def test_rows_are_counted_from_one():
    with pytest.raises(ValidationError):
        RefusedRow(row=0, code="x", reason="y")
