"""What a webhook is told, as the JSON text that is signed and sent; no words of customers are in it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

OPENED, REOPENED, TEST = "alert.opened", "alert.reopened", "webhook.test"


def body(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """A message.

    Args:
        kind: `OPENED`, `REOPENED` or `TEST`.
        at: When it happened, UTC where it has no zone.
        data: What it tells, ready for JSON.
    """
    moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    message = {"type": kind, "timestamp": moment.isoformat(), "data": dict(data)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
