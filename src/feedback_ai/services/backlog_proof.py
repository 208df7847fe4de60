"""Whether the history of an item proves that its countermeasure worked, and how the item was closed."""

from collections.abc import Sequence
from typing import Any

from feedback_ai.store.backlog import CLOSED, STATE_EVENT, StoredEvent, StoredItem

PLANNED_EVENT = "effect test"
VERIFIED_EVENT = "verified"


def last_verdict(item: StoredItem, events: Sequence[StoredEvent]) -> dict[str, Any] | None:
    """The verdict by the test that an item has now, as it was kept last.

    Args:
        item: The item.
        events: Its history, or the first part of it.

    Returns:
        Fields of `services.verification.Verification`; None where it has no test, or none that was judged after its
        follow-up was over.
    """
    return None if item.effect is None else verdict_of(events)


def verdict_of(events: Sequence[StoredEvent]) -> dict[str, Any] | None:
    """The last verdict by the last plan of a history, as `last_verdict` gives it; None without a plan or a verdict."""
    planned = max((place for place, one in enumerate(events) if one.kind == PLANNED_EVENT), default=None)
    if planned is None:
        return None
    told = [one.detail for one in events[planned:] if one.kind == VERIFIED_EVENT]
    return next((one for one in reversed(told) if one["reason"] != "too_early"), None)


def is_proven(item: StoredItem, events: Sequence[StoredEvent]) -> bool:
    """Whether a test that was fixed before its follow-up began found the countermeasure effective."""
    verdict = last_verdict(item, events)
    return verdict is not None and verdict["verdict"] == "effective" and bool(verdict["planned_first"])


def closing(events: Sequence[StoredEvent]) -> int | None:
    """Place of the event that closed an item last; None where none did."""
    closings = (one.kind == STATE_EVENT and one.detail.get("to") == CLOSED for one in events)
    return max((place for place, closes in enumerate(closings) if closes), default=None)
