"""Zendesk tickets, from the API, the incremental export, or one a line."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedback_ai.ingest import read
from feedback_ai.schema import FeedbackRecord

Write = Callable[..., Path]


def ticket(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://example.zendesk.com/api/v2/tickets/{number}.json",
        "subject": "Card charged twice",
        "description": "I paid once and was charged twice.\n\nPlease refund.",
        "created_at": "2026-04-03T17:12:00Z",
        "updated_at": "2026-04-04T08:00:00Z",
        "priority": "high",
        "status": "open",
        "tags": ["payment", "refund"],
        "requester_id": 9001,
        "satisfaction_rating": {"score": "bad", "comment": None},
        "via": {"channel": "email", "source": {"from": {}, "to": {}}},
        "custom_fields": [{"id": 1, "value": None}],
        **changes,
    }


TICKETS = [ticket(1), ticket(2, subject=None, description="电梯又坏了", via={"channel": "web"}, tags=[])]


@pytest.fixture(params=["list", "incremental", "lines", "json lines", "gzip"])
def export(request: pytest.FixtureRequest, write: Write) -> Path:
    pages = {
        "list": json.dumps({"tickets": TICKETS, "next_page": None, "count": 2}),
        "incremental": json.dumps({"users": [], "tickets": TICKETS, "end_time": 1775236320, "end_of_stream": True}),
        "lines": "\n".join(json.dumps(one) for one in TICKETS),
        "json lines": "\n".join(json.dumps(one) for one in TICKETS),
        "gzip": json.dumps({"tickets": TICKETS}, indent=1),
    }
    names = {"lines": "tickets.json", "json lines": "tickets.jsonl", "gzip": "tickets.json.gz"}
    return write(names.get(request.param, "tickets.json"), pages[request.param])


def test_a_ticket_becomes_a_record_in_every_shape_of_export(export: Path) -> None:
    with read(export) as reading:
        first, second = (row for row in reading if isinstance(row, FeedbackRecord))
    assert reading.profile == "zendesk"
    assert reading.columns["text"] == "subject + description"
    assert first.text == "Card charged twice\nI paid once and was charged twice.\n\nPlease refund."
    assert (first.id, first.source, first.channel, first.customer_id) == ("1", "zendesk", "email", "9001")
    assert first.created_at == datetime(2026, 4, 3, 17, 12, tzinfo=UTC)
    assert first.rating is None
    assert first.metadata["satisfaction_rating.score"] == "bad"
    assert first.metadata["tags"] == "payment, refund"
    assert not {"subject", "description"} & set(first.metadata)
    assert (second.text, second.channel) == ("电梯又坏了", "web")


def test_a_subject_that_the_description_repeats_is_left_out(write_jsonl: Write, texts_of: Callable[..., Any]) -> None:
    assert texts_of(write_jsonl([ticket(1, subject="Late again ", description="Late again")])) == ["Late again"]


def test_deleted_tickets_are_passed_over_and_counted(write_jsonl: Write) -> None:
    rows = [ticket(1), ticket(2, status="deleted", subject="SCRUBBED", description="SCRUBBED")]
    with read(write_jsonl(rows)) as reading:
        assert len(list(reading)) == 1
    assert "1 deleted tickets were passed over." in reading.notes


def test_tickets_of_odd_shape_are_refused_one_by_one(write_jsonl: Write, texts_of: Callable[..., Any]) -> None:
    rows = [
        ticket(1, description=None, subject=None),
        ticket(2, description=["a"]),
        ticket(3, via="email", satisfaction_rating="good", tags="a"),
        {"id": 4, "subject": "Only a subject"},
    ]
    texts = texts_of(write_jsonl(rows))
    assert texts[:2] == ["[text_missing]", "[field_type]"]
    assert texts[2].startswith("Card charged twice")
    assert texts[3] == "Only a subject"


def test_a_part_of_the_text_can_be_named_as_the_text(write_jsonl: Write) -> None:
    from feedback_ai.ingest import ColumnMap

    with read(write_jsonl([ticket(1)]), columns=ColumnMap(text="subject")) as reading:
        assert next(iter(reading)).text == "Card charged twice"  # type: ignore[union-attr]
