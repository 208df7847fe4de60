"""What people plan about an item: countermeasures with owner, date and cost, and their estimates."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from feedback_ai.backlog.countermeasures import check_done, check_order, due, kind_of
from feedback_ai.backlog.priority import impact_part, product
from feedback_ai.backlog.states import State
from feedback_ai.connect.trackers import load_trackers
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.backlog import MAX_NOTE_CHARS, MAX_OWNER_CHARS, dated, found, item_detail
from feedback_ai.services.backlog_proof import DONE_EVENT
from feedback_ai.services.backlog_views import ItemDetail
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository, StoredItem
from feedback_ai.store.records import is_storable

COUNTERMEASURE_EVENT = "countermeasure"
ESTIMATE_EVENT = "estimate"
LEAST = 0.01
"""Least that may be estimated of impact, confidence and effort: what it divides stays a figure that people can read."""
MOST_IMPACT, MOST_EFFORT = 100.0, 10_000.0
"""An impact of 1 is a usual one, so that more than a hundred of them, as less than a hundredth, is a slip."""
MOST = 1e12
"""Most that anything costs."""
ESTIMATED = {"impact": (LEAST, MOST_IMPACT), "confidence": (LEAST, 1.0), "effort": (LEAST, MOST_EFFORT)}
ESTIMATED |= {"cost": (0.0, MOST)}
"""What may be estimated, from and to."""
MAX_COUNTERMEASURES = 50


def add_countermeasure(
    store: Store,
    item_id: int,
    *,
    actor: str,
    kind: str,
    text: str,
    owner: str | None = None,
    due_at: datetime | None = None,
    cost: float | None = None,
    note: str | None = None,
    settings: Settings | None = None,
) -> ItemDetail:
    """Note what is to be done about an item; the containment first, the lasting countermeasure after it.

    Args:
        store: The store.
        item_id: Its id.
        actor: Who notes it.
        kind: `containment` or `lasting`.
        text: What is done.
        owner: Who does it.
        due_at: Until when, UTC where it has no zone; by the settings if None.
        cost: What it costs, in the currency of the house.
        note: Why there is nothing to contain, where a lasting one comes first.
        settings: Settings in force.

    Raises:
        NotFoundError: If there is no item under that id.
        OptionError: If a value cannot be used, the item is closed, or the order is broken without a note.
    """
    own, wanted = settings or get_settings(), kind_of(kind)
    trackers = load_trackers(own.trackers)
    for name, value, longest in (("text", text, MAX_NOTE_CHARS), ("owner", owner, MAX_OWNER_CHARS)):
        _check_text(name, value, longest)
    _check_text("note", note, MAX_NOTE_CHARS)
    _check_number("cost", cost, *ESTIMATED["cost"])
    now = datetime.now(UTC)
    until = due(wanted, now, own.containment_days, own.countermeasure_days)
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        item = found(repository.get(item_id))
        if item.state == State.CLOSED or len(item.countermeasures) >= MAX_COUNTERMEASURES:
            raise OptionError(f"Item {item_id} takes no more countermeasures.", hint="Open it again, or file another.")
        if due_at is not None:
            until = dated("No countermeasure can be due", due_at, item, now)
        standing = [one for one in item.countermeasures if not one.get("failed_at")]
        check_order(wanted, [kind_of(one["kind"]) for one in standing], note)
        new = {"kind": str(wanted), "text": text.strip(), "owner": owner and owner.strip(), "cost": cost}
        new |= {"due_at": until.isoformat(), "added_at": now.isoformat()}
        new |= {"done_at": None, "done_by": None, "failed_at": None}
        told = new | ({"note": note.strip()} if note else {})
        repository.add_event(item_id, now, actor, COUNTERMEASURE_EVENT, told)
        repository.change(item_id, {"countermeasures": [*item.countermeasures, new], "updated_at": now})
        tell_trackers(session, trackers, [item_id], now)
        session.flush()
        return item_detail(repository, item_id)


def finish_countermeasure(
    store: Store,
    item_id: int,
    number: int,
    *,
    actor: str,
    at: datetime | None = None,
    note: str | None = None,
    settings: Settings | None = None,
) -> ItemDetail:
    """Note that a countermeasure is done; the containment before the lasting one.

    Args:
        store: The store.
        item_id: Id of the item.
        number: Place of the countermeasure among those of the item, from 1.
        actor: Who says so.
        at: When it was done, UTC where it has no zone; now if None.
        note: What there is to say; why the containment is no longer needed, where a lasting one is done before it.
        settings: Settings in force.

    Raises:
        NotFoundError: If there is no such item or countermeasure.
        OptionError: If the item is closed, it is done already or has failed, the time or the note cannot be used, or
            the order is broken without a note.
    """
    trackers = load_trackers((settings or get_settings()).trackers)
    _check_text("note", note, MAX_NOTE_CHARS)
    now = datetime.now(UTC)
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        item = found(repository.get(item_id))
        if item.state == State.CLOSED:
            raise OptionError(
                f"Item {item_id} is closed: what is done about it is settled.",
                hint="Open it again first, or file another.",
            )
        own = _open_countermeasure(item, number)
        done_at = now if at is None else _past(at, item, now)
        others = [one for one in item.countermeasures if one is not own and not _is_over(one)]
        check_done(kind_of(own["kind"]), [kind_of(one["kind"]) for one in others], note)
        done = {"done_at": done_at.isoformat(), "done_by": actor}
        told = {"number": number, "kind": own["kind"], "text": own["text"], **done}
        repository.add_event(item_id, now, actor, DONE_EVENT, told | ({"note": note.strip()} if note else {}))
        changed = [one | done if one is own else one for one in item.countermeasures]
        repository.change(item_id, {"countermeasures": changed, "updated_at": now})
        tell_trackers(session, trackers, [item_id], now)
        session.flush()
        return item_detail(repository, item_id)


def estimate(
    store: Store,
    item_id: int,
    *,
    actor: str,
    impact: float | None = None,
    confidence: float | None = None,
    effort: float | None = None,
    cost: float | None = None,
) -> ItemDetail:
    """Note what people estimate of an item; RICE and WSJF follow from it and from the parts of its priority.

    The impact is itself a part of the priority, which is told anew.

    Args:
        store: The store.
        item_id: Its id.
        actor: Who estimates.
        impact: What a solution is worth, from `LEAST` to `MOST_IMPACT`; 1 is a usual one.
        confidence: How sure that is, from `LEAST` to 1.
        effort: What it takes, from `LEAST` to `MOST_EFFORT`.
        cost: What it costs, from 0 to `MOST`.

    Raises:
        NotFoundError: If there is no item under that id.
        OptionError: If nothing is given, or a value cannot be used.
    """
    given = {"impact": impact, "confidence": confidence, "effort": effort, "cost": cost}
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise OptionError("There is nothing to estimate.", hint="Give impact, confidence, effort or cost.")
    for name, value in values.items():
        _check_number(name, value, *ESTIMATED[name])
    now = datetime.now(UTC)
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        item = found(repository.get(item_id))
        changed = {name: [getattr(item, name), value] for name, value in values.items() if getattr(item, name) != value}
        if changed:
            repository.add_event(item_id, now, actor, ESTIMATE_EVENT, changed)
            repository.change(item_id, {**values, **_weighed(item.parts, values.get("impact")), "updated_at": now})
            session.flush()
        return item_detail(repository, item_id)


def _past(at: datetime, item: StoredItem, now: datetime) -> datetime:
    done_at = dated("No countermeasure can have been done", at, item, now)
    if done_at > now:
        raise OptionError(f"Nothing can have been done on {done_at:%Y-%m-%d} yet.", hint="Give a date that is past.")
    return done_at


def _open_countermeasure(item: StoredItem, number: int) -> dict[str, Any]:
    if not 1 <= number <= len(item.countermeasures):
        raise NotFoundError(
            f"Item {item.id} has no countermeasure {number}.", hint="`feedback-ai backlog show` numbers them."
        )
    own: dict[str, Any] = item.countermeasures[number - 1]
    if _is_over(own):
        how = "has failed" if own.get("failed_at") else "is done"
        raise OptionError(f"Countermeasure {number} {how} already.", hint="Note another one, if there is more to do.")
    return own


def _is_over(countermeasure: dict[str, Any]) -> bool:
    return bool(countermeasure.get("done_at") or countermeasure.get("failed_at"))


def _weighed(parts: Mapping[str, Any], impact: float | None) -> dict[str, Any]:
    """Parts and priority with an estimate of the impact; nothing where the parts are of an older build."""
    if impact is None or any("factor" not in part for part in parts.values()):
        return {}
    anew = {**parts, "impact": vars(impact_part(impact))}
    return {"parts": anew, "priority": product(anew)}


def _check_text(name: str, value: str | None, longest: int) -> None:
    if value is not None and not (value.strip() and len(value) <= longest and is_storable(value)):
        raise OptionError(f"The {name} cannot be used.", hint=f"Give 1 to {longest:,} characters of text.")


def _check_number(name: str, value: float | None, least: float, most: float) -> None:
    if value is None:
        return
    if not isfinite(value) or value < least or value > most:
        raise OptionError(f"The {name} cannot be {value}.", hint=f"Give a number from {least:g} to {most:g}.")
