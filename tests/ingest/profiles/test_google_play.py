"""Review exports of the Google Play Console."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback_ai.errors import InputColumnError
from feedback_ai.ingest import read
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]

HEADER = [
    *("Package Name", "App Version Code", "App Version Name", "Reviewer Language", "Device"),
    *("Review Submit Date and Time", "Review Submit Millis Since Epoch"),
    *("Review Last Update Date and Time", "Review Last Update Millis Since Epoch"),
    *("Star Rating", "Review Title", "Review Text"),
    *("Developer Reply Date and Time", "Developer Reply Millis Since Epoch", "Developer Reply Text", "Review Link"),
]
LINK = "https://play.google.com/console/developers/1/app/2/user-feedback/review-details?reviewId=4f-1b&corpus=PUBLIC_REVIEWS"
OLD_LINK = "http://play.google.com/apps/publish?account=1#ReviewDetailsPlace:p=com.example.bank&reviewid=gp:AOq_x"


def review(text: str, link: str = LINK, title: str = "", stars: str = "1") -> list[str]:
    sent = "2026-04-03T17:12:00Z"
    row = ["com.example.bank", "12", "1.2", "en", "pixel", sent, "1775236320000", sent, "1775236320000"]
    return [*row, stars, title, text, "", "", "", link]


def test_the_export_in_utf16_becomes_records(write_csv: Write) -> None:
    rows = [
        HEADER,
        review("The app crashes,\nevery time", title="Broken"),
        review("转账一直失败", OLD_LINK),
        review(""),
    ]
    with read(write_csv(rows, "reviews_com.example.bank_202604.csv", "utf-16")) as reading:
        first, second, third = reading
    assert (reading.profile, reading.encoding) == ("google_play", "utf-16")
    assert isinstance(first, FeedbackRecord)
    assert isinstance(second, FeedbackRecord)
    assert first.text == "Broken\nThe app crashes,\nevery time"
    assert (first.id, first.rating, first.channel, first.language) == ("4f-1b", 1.0, "app_review", "en")
    assert (first.source, first.unit) == ("google_play", "com.example.bank")
    assert first.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert (second.id, second.text) == ("gp:AOq_x", "转账一直失败")
    assert third.code == "text_missing"  # type: ignore[union-attr]


@pytest.mark.parametrize("link", ["", "no link", "http://[bad", "https://example.com/?x=1"])
def test_a_review_without_id_in_its_link_gets_one_from_its_content(write_csv: Write, link: str) -> None:
    with read(write_csv([HEADER, review("bad app", link)])) as reading:
        assert next(iter(reading)).id.startswith("sha256:")  # type: ignore[union-attr]


def test_a_table_without_review_text_is_an_error_not_a_file_of_refusals(write_csv: Write) -> None:
    with pytest.raises(InputColumnError) as caught:
        read(write_csv([["Package Name", "Star Rating"], ["a", "1"]]), profile="google_play")
    assert "Package Name" in caught.value.options
