import json
from datetime import UTC, datetime

from feedback_ai.notify.payload import OPENED, body


def test_a_message_has_type_time_and_data_in_readable_chinese() -> None:
    text = body(OPENED, datetime(2026, 5, 4, 9, 30), {"title": {"zh": "突发事件"}})
    assert json.loads(text) == {
        "type": "alert.opened",
        "timestamp": datetime(2026, 5, 4, 9, 30, tzinfo=UTC).isoformat(),
        "data": {"title": {"zh": "突发事件"}},
    }
    assert "突发事件" in text
