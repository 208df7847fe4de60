"""One record through the rooms, by their public functions."""

import pytest

from feedback_ai.pipeline import prepare
from feedback_ai.schema import FeedbackRecord, Language


def test_a_record_is_redacted_before_anything_else_sees_it():
    text = "My name is Tom Baker, call 415-555-0132. The clerk was rude."
    document = prepare(FeedbackRecord(id="1", text=text))
    assert "415" not in document.record.text
    assert "Baker" not in document.record.text
    assert document.record.text == document.normalized.text
    assert {redaction.type for redaction in document.normalized.redactions} == {"NAME", "PHONE"}
    for redaction in document.normalized.redactions:
        assert document.record.text[redaction.start : redaction.end] == f"<{redaction.type}>"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The room smelled of smoke. We asked to move twice.", Language.ENGLISH),
        ("等了一个小时才上菜。服务员一句道歉都没有。", Language.SIMPLIFIED),
        ("等了一個小時才上菜。服務員一句道歉都沒有。", Language.TRADITIONAL),
    ],
)
def test_segments_cover_the_redacted_text(text, language):
    document = prepare(FeedbackRecord(id="1", text=text))
    assert document.normalized.language is language
    assert "".join(document.record.text[span.start : span.end] for span in document.segments) == document.record.text
    assert len(document.segments) == 2


def test_the_record_keeps_everything_but_its_text():
    record = FeedbackRecord(id="7", text="Tel. 020 7946 0018 please", unit="shop", rating=2, customer_id="C1")
    prepared = prepare(record).record
    assert prepared.model_dump(exclude={"text"}) == record.model_dump(exclude={"text"})
