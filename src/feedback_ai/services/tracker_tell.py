"""Lets trackers know of items that were filed or changed: a message in the outbox, in the change's own transaction."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from feedback_ai.connect.trackers import Trackers
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.trackers import TrackerRepository


def tell_trackers(
    session: Session,
    trackers: Trackers,
    item_ids: Collection[int],
    now: datetime,
    *,
    new_only: bool = False,
) -> None:
    """Write messages about items to the trackers that have an issue of them or want one.

    A tracker whose issue is gone is told nothing until people ask for it, see `services.trackers.push`.

    Args:
        session: A writing transaction that holds `BacklogRepository.lock`.
        trackers: The trackers.
        item_ids: The items.
        now: The moment.
        new_only: Only where there is no issue yet, and none is asked for.
    """
    if not trackers.tracker or not item_ids:
        return
    session.flush()
    backlog, repository = BacklogRepository(session), TrackerRepository(session)
    for item_id in sorted(item_ids):
        item = backlog.get(item_id)
        if item is None:
            continue
        known = {link.tracker: link for link in repository.links(item_ids=[item_id])}
        asked = repository.messages(item_id)
        for tracker in trackers.tracker:
            if tracker.name in known or tracker.name in asked:
                if new_only or (tracker.name in known and known[tracker.name].gone):
                    continue
            elif not tracker.wants(state=item.state, priority=item.priority, unit=item.unit):
                continue
            repository.ask(item_id, tracker.name, uuid4().hex, now)
