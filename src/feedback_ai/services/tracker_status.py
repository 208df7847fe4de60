"""What a tracker says of an issue, noted at its item: every change an event under the tracker's name."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback_ai.backlog.countermeasures import Progress
from feedback_ai.backlog.states import Proof, State, check_step
from feedback_ai.backlog.tracked import Category, consequence
from feedback_ai.connect.talk import Status
from feedback_ai.connect.trackers import Trackers
from feedback_ai.services.backlog import entered
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.store.backlog import STATE_EVENT, BacklogRepository
from feedback_ai.store.trackers import StoredLink, TrackerRepository

TRACKER_EVENT = "tracker"
GONE = "the issue is not there, or not for this token; `backlog push` looks for it and else makes a new one"
CATEGORIES: dict[str | None, Category | None] = {None: None, "open": "open", "done": "done", "dropped": "dropped"}


def note_status(session: Session, trackers: Trackers, link: StoredLink, status: Status, now: datetime) -> StoredLink:
    """Note the status of an issue, and move its item as far as its rules allow; gives the issue as it is stored now.

    Args:
        session: A writing transaction that holds `BacklogRepository.lock`.
        trackers: All trackers: they are told where the item moves.
        link: The issue as it is stored.
        status: What the tracker says.
        now: The moment.
    """
    repository, backlog = TrackerRepository(session), BacklogRepository(session)
    told = replace(link, status=status.name, category=status.category, gone=False, synced_at=now)
    item = backlog.get(link.item_id)
    if item is None or (told.status, told.category) == (link.status, link.category):
        repository.keep(told)
        return told
    follows = consequence(
        State(item.state),
        planned=item.effect is not None,
        before=CATEGORIES.get(link.category),
        now=status.category,
    )
    change = {"from": link.status, "to": status.name, "means": status.category}
    tell(backlog, told, now, change | ({} if follows.conflict is None else {"conflict": follows.conflict}))
    at = State(item.state)
    for step in follows.steps:
        # That it is done there is the reason for what may be missing here; the event just before keeps it.
        reason = f"{status.name} in {link.tracker}"
        check_step(at, step, reason, planned=item.effect is not None, proof=Proof.NONE, progress=Progress.NONE)
        backlog.add_event(item.id, now, link.tracker, STATE_EVENT, {"from": str(at), "to": str(step)})
        backlog.change(item.id, {**entered(step), "updated_at": now})
        at = step
    if follows.steps:
        told = replace(told, state_sent=str(at))  # it is why the item moved, and is not moved by it
        tell_trackers(session, trackers, [item.id], now)
    repository.keep(told)
    return told


def note_gone(session: Session, link: StoredLink, now: datetime) -> None:
    """Note that an issue is not there, once."""
    if not link.gone:
        tell(BacklogRepository(session), link, now, {"conflict": GONE})
    TrackerRepository(session).keep(replace(link, gone=True, synced_at=now))


def tell(backlog: BacklogRepository, link: StoredLink, now: datetime, detail: dict[str, Any]) -> None:
    """Write an event about an issue into the history of its item."""
    told = {"issue": link.external_id, "url": link.url, **detail}
    backlog.add_event(link.item_id, now, link.tracker, TRACKER_EVENT, told)
