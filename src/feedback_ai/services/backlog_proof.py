"""What the history of an item tells: how far its present turn is, whether that is proven to work, how it was closed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from feedback_ai.backlog.countermeasures import Progress
from feedback_ai.backlog.states import State
from feedback_ai.store.backlog import CLOSED, STATE_EVENT, StoredItem
from feedback_ai.store.history import StoredEvent

PLANNED_EVENT = "effect test"
VERIFIED_EVENT = "verified"
DONE_EVENT = "countermeasure done"
LACKS: dict[Progress, tuple[str, str]] = {
    Progress.NONE: ("moved on without a countermeasure", "未登记任何措施即推进"),
    Progress.NOTED: ("checked though none of its countermeasures is done", "措施均未完成即进入检查"),
}
"""What is said of an item that went on without what a step of its circle needs."""


def last_verdict(events: Sequence[StoredEvent]) -> dict[str, Any] | None:
    """The verdict by the test of the present turn, as it was kept last.

    Args:
        events: The history of an item, or the first part of it.

    Returns:
        Fields of `services.verification.Verification`; None where the turn has no test, or none that was judged after
        its follow-up was over.
    """
    present = events[_turn(events) :]
    planned = max((place for place, one in enumerate(present) if one.kind == PLANNED_EVENT), default=None)
    if planned is None:
        return None
    told = [one.detail for one in present[planned:] if one.kind == VERIFIED_EVENT]
    return next((one for one in reversed(told) if one["reason"] != "too_early"), None)


def is_effective(events: Sequence[StoredEvent]) -> bool:
    """Whether the last verdict of the present turn is that the countermeasure works."""
    verdict = last_verdict(events)
    return verdict is not None and verdict["verdict"] == "effective"


def is_proven(events: Sequence[StoredEvent]) -> bool:
    """Whether that verdict is by a test that was fixed before its follow-up began."""
    verdict = last_verdict(events)
    return verdict is not None and is_effective(events) and bool(verdict["planned_first"])


def progress(item: StoredItem, events: Sequence[StoredEvent]) -> Progress:
    """How far the countermeasures of an item's present turn are.

    Those that have failed, or were done, before it began are none of this one; what failed after closing was taken.
    """
    place = _turn(events)
    before = {one.detail["number"] for one in events[:place] if one.kind == DONE_EVENT}
    begun = events[place].at if place else None
    present = [
        own
        for number, own in enumerate(item.countermeasures, start=1)
        if number not in before and not _has_failed(own, begun)
    ]
    if not present:
        return Progress.NONE
    return Progress.DONE if any(own.get("done_at") for own in present) else Progress.NOTED


def lack(item: StoredItem, events: Sequence[StoredEvent]) -> tuple[str, str] | None:
    """What an item went on without, in English and Chinese; None where nothing is missing, or it was dropped."""
    place = closing(events)
    state = item.state if item.state != CLOSED or place is None else events[place].detail.get("from")
    far = progress(item, events)
    if state in (State.CHECK, State.ACT):
        return LACKS.get(far)
    return LACKS[far] if far is Progress.NONE and item.state == State.DO else None


def closing(events: Sequence[StoredEvent]) -> int | None:
    """Place of the event that closed an item last; None where none did."""
    closings = (one.kind == STATE_EVENT and one.detail.get("to") == CLOSED for one in events)
    return max((place for place, closes in enumerate(closings) if closes), default=None)


def _has_failed(own: Mapping[str, Any], by: datetime | None) -> bool:
    failed = own.get("failed_at")
    return by is not None and failed is not None and datetime.fromisoformat(failed) <= by


def _turn(events: Sequence[StoredEvent]) -> int:
    """Place of the event with which the present turn of the circle began; 0 for the first."""
    begins = (one.kind == STATE_EVENT and one.detail.get("to") == State.PLAN for one in events)
    return max((place for place, begun in enumerate(begins) if begun), default=0)
