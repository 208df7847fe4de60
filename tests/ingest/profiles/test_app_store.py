"""App Store reviews, of the Connect API and of the RSS feed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feedback_ai.ingest import read
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]


def review(number: int, **changes: Any) -> dict[str, Any]:
    attributes = {
        "rating": 2,
        "title": "Slow",
        "body": "Login takes a minute.",
        "reviewerNickname": "lark77",
        "createdDate": "2026-04-03T10:12:00-07:00",
        "territory": "USA",
        **changes,
    }
    links = {"self": f"https://api.appstoreconnect.apple.com/v1/customerReviews/{number}"}
    return {"type": "customerReviews", "id": f"0000-{number}", "attributes": attributes, "links": links}


def entry(number: int, text: str) -> dict[str, Any]:
    return {
        "author": {"uri": {"label": "https://example.com"}, "name": {"label": "云雀"}},
        "updated": {"label": "2026-04-03T10:12:00-07:00"},
        "im:rating": {"label": "5"},
        "im:version": {"label": "3.1"},
        "id": {"label": str(number)},
        "title": {"label": "好用"},
        "content": {"label": text, "attributes": {"type": "text"}},
    }


def test_reviews_of_the_connect_api_become_records(write: Write) -> None:
    page = {
        "data": [review(1), review(2, title=None, body="ok")],
        "links": {"self": "x"},
        "meta": {"paging": {"total": 2}},
    }
    with read(write("reviews.json", json.dumps(page))) as reading:
        first, second = (row for row in reading if isinstance(row, FeedbackRecord))
    assert reading.profile == "app_store"
    assert (first.id, first.text, first.rating) == ("0000-1", "Slow\nLogin takes a minute.", 2.0)
    assert (first.source, first.channel, first.customer_id) == ("app_store", "app_review", "lark77")
    assert first.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert first.metadata == {"territory": "USA"}
    assert second.text == "ok"


def test_the_rss_feed_becomes_records_without_the_entry_of_the_app(write: Write) -> None:
    app = {"im:name": {"label": "Bank"}, "id": {"label": "1"}, "title": {"label": "Bank - Lark"}}
    feed = {"feed": {"author": {"name": {"label": "iTunes Store"}}, "entry": [app, entry(7, "登录很快")], "id": {}}}
    with read(write("feed.json", json.dumps(feed, ensure_ascii=False))) as reading:
        (record,) = (row for row in reading if isinstance(row, FeedbackRecord))
    assert (record.id, record.text, record.rating) == ("7", "好用\n登录很快", 5.0)
    assert record.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert "1 entries that are no reviews were passed over." in reading.notes


def test_a_feed_of_one_review_is_read(write: Write, texts_of: Callable[..., list[str]]) -> None:
    assert texts_of(write("feed.json", json.dumps({"feed": {"entry": entry(7, "fast")}}))) == ["好用\nfast"]


def test_reviews_of_odd_shape_are_refused_one_by_one(write: Write, texts_of: Callable[..., list[str]]) -> None:
    page = {"data": [review(1), {"type": "customerReviews", "id": "2", "attributes": []}, review(3, body=5)]}
    assert texts_of(write("reviews.json", json.dumps(page))) == [
        "Slow\nLogin takes a minute.",
        "[text_missing]",
        "[field_type]",
    ]
