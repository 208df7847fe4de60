"""What the history of an item tells: how far its present turn is, whether that is proven to work, how it was closed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from feedback_ai.backlog.countermeasures import Kind, Progress, progress_of
from feedback_ai.backlog.plan import WEEK, EffectPlan
from feedback_ai.backlog.states import Proof, State
from feedback_ai.store.backlog import CLOSED, STATE_EVENT, StoredItem
from feedback_ai.store.history import StoredEvent

PLANNED_EVENT = "effect test"
VERIFIED_EVENT = "verified"
DONE_EVENT = "countermeasure done"
LACKS: dict[Progress, tuple[str, str]] = {
    Progress.NONE: ("moved on without a countermeasure", "未登记任何措施即推进"),
    Progress.NOTED: ("checked though none of its countermeasures is done", "措施均未完成即进入检查"),
    Progress.CONTAINED: ("checked though its lasting countermeasure is not done", "根本措施未完成即进入检查"),
}
"""What is said of an item that went on without what its countermeasures should have come to."""
NOT_JUDGED = ("made the standard though no effect test of this turn was judged", "本轮效果检验未经判定即作为标准推行")
"""What is said of one whose effect nobody judged."""
NOT_EFFECTIVE = ("made the standard though it was not judged effective", "未判定为有效即作为标准推行")
"""What is said of one whose last verdict is another one."""


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


def proof(events: Sequence[StoredEvent]) -> Proof:
    """What the last verdict of the present turn proves; an effect, where its test was fixed before its follow-up."""
    verdict = last_verdict(events)
    if verdict is None:
        return Proof.NONE
    if not is_effective(events):
        return Proof.JUDGED
    return Proof.PROVEN if verdict["planned_first"] else Proof.EFFECTIVE


def waits_until(item: StoredItem, events: Sequence[StoredEvent], now: datetime) -> datetime | None:
    """Until when the follow-up of an item's test runs; None where nothing but a verdict is missing.

    Texts may come in later than they were written, so that it may be over by the clock and too early to judge: the
    last verdict tells.

    Args:
        item: The item.
        events: Its history.
        now: The present.
    """
    if item.effect is None or last_verdict(events) is not None:
        return None
    plan, present = EffectPlan.model_validate(item.effect), events[_turn(events) :]
    checks = [one.at for one in present if one.kind == STATE_EVENT and one.detail.get("to") == State.CHECK]
    start = plan.start or (checks[-1] if checks else None)
    end = None if start is None else start + plan.weeks * WEEK
    was_too_early = any(one.kind == VERIFIED_EVENT for one in present)
    return end if end is not None and (was_too_early or end > now) else None


def progress(item: StoredItem, events: Sequence[StoredEvent]) -> Progress:
    """How far the countermeasures of an item's present turn are; those of earlier turns are none of this one."""
    present = turn(events)
    standing = zip(item.countermeasures, countermeasure_turns(item, events), strict=True)
    own = [one for one, of_turn in standing if of_turn == present]
    return progress_of({kind: [bool(one.get("done_at")) for one in own if one["kind"] == kind] for kind in Kind})


def turn(events: Sequence[StoredEvent]) -> int:
    """Which turn of the circle a history has come to, from 1; an item that goes back to `plan` begins the next."""
    return 1 + len(_begins(events))


def event_turns(events: Sequence[StoredEvent]) -> list[int]:
    """The turn that each event of a history belongs to, from 1."""
    places = _begins(events)
    return [1 + bisect_right(places, place) for place in range(len(events))]


def countermeasure_turns(item: StoredItem, events: Sequence[StoredEvent]) -> list[int]:
    """The turn that each countermeasure of an item belongs to, from 1.

    It is the one in which it was done or has failed, else the present one: what is left undone goes on into the next.
    What failed after closing was taken before the turn that begins then.
    """
    turns = event_turns(events)
    done = {one.detail["number"]: own for one, own in zip(events, turns, strict=True) if one.kind == DONE_EVENT}
    begins = [events[place].at for place in _begins(events)]
    found = []
    for number, own in enumerate(item.countermeasures, start=1):
        failed = own.get("failed_at")
        by_failing = turn(events) if failed is None else 1 + bisect_left(begins, datetime.fromisoformat(failed))
        found.append(min(done.get(number, by_failing), by_failing))
    return found


def lack(item: StoredItem, events: Sequence[StoredEvent]) -> tuple[str, str] | None:
    """What an item went on without, in English and Chinese; None where nothing is missing, or it was dropped."""
    place = closing(events)
    state = item.state if item.state != CLOSED or place is None else events[place].detail.get("from")
    far = progress(item, events)
    if state == State.ACT and far is Progress.DONE:
        return {Proof.NONE: NOT_JUDGED, Proof.JUDGED: NOT_EFFECTIVE}.get(proof(events))
    if state in (State.CHECK, State.ACT):
        return LACKS.get(far)
    return LACKS[far] if far is Progress.NONE and item.state == State.DO else None


def closing(events: Sequence[StoredEvent]) -> int | None:
    """Place of the event that closed an item last; None where none did."""
    closings = (one.kind == STATE_EVENT and one.detail.get("to") == CLOSED for one in events)
    return max((place for place, closes in enumerate(closings) if closes), default=None)


def _turn(events: Sequence[StoredEvent]) -> int:
    """Place of the event with which the present turn of the circle began; 0 for the first."""
    return max(_begins(events), default=0)


def _begins(events: Sequence[StoredEvent]) -> list[int]:
    """Places of the events with which the turns after the first began."""
    begins = (one.kind == STATE_EVENT and one.detail.get("to") == State.PLAN for one in events)
    return [place for place, begun in enumerate(begins) if begun]
