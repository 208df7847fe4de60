"""The deliverer's way with messages to trackers: the issue is made or brought up to date from the item as it is now."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from feedback_ai.connect.talk import Link, RefusalError, Status
from feedback_ai.connect.trackers import TrackerConfig, Trackers
from feedback_ai.notify.backoff import delay
from feedback_ai.services.backlog import item_detail
from feedback_ai.services.backlog_views import ItemDetail
from feedback_ai.services.tracker_issue import is_dropped, issue_of
from feedback_ai.services.tracker_line import Line
from feedback_ai.services.tracker_status import note_gone, note_status, tell
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.outbox import DEAD, DELIVERED, Message
from feedback_ai.store.trackers import StoredLink, TrackerRepository

AFTER_LIMIT = timedelta(seconds=10)
"""Shortest wait after being asked too often, should the tracker name a shorter one."""
AFTER_UNSURE = timedelta(minutes=1)
"""Before an attempt whose end is not known is repeated: searches show a new issue late."""


def send_item(store: Store, trackers: Trackers, message: Message, claim: str, now: datetime | None) -> str | None:
    """Send a message to its tracker once, and note how it went.

    Args:
        store: The store.
        trackers: The trackers.
        message: Of the kind `tracker`, claimed.
        claim: By which it was.
        now: The moment; the clock's if None.

    Returns:
        `delivered`, `failed` or `dead`; None where someone else took it meanwhile.
    """
    at = now or datetime.now(UTC)
    name, item_id = message.tracker or "", message.item_id or 0
    config = trackers.get(name)
    how: str
    values: dict[str, Any]
    try:
        if config is None:
            raise RefusalError(f"there is no tracker {name!r} any more", final=True)
        _Sending(store, trackers, config, item_id, at).run(f"{message.id}_{message.body}")
        how, values = "delivered", {"state": DELIVERED, "delivered_at": at, "last_error": None}
    except RefusalError as error:
        how, values = _failed(message, error, at)
        if error.limited:
            with store.writing() as session:
                TrackerRepository(session).postpone(name, values["due_at"])
    with store.writing() as session:
        return how if TrackerRepository(session).finish(message, claim, values) else None


class _Sending:
    """One attempt; every step is noted before the next, so that a repeat goes on where it ended."""

    def __init__(self, store: Store, trackers: Trackers, config: TrackerConfig, item_id: int, now: datetime) -> None:
        self._store, self._trackers, self._config = store, trackers, config
        self._item_id, self._now = item_id, now

    def run(self, message_id: str) -> None:
        line = Line(self._config, message_id)
        item, link = self._load()
        if link is not None and link.gone:
            raise RefusalError("the issue is gone", final=True)
        try:
            if link is not None and link.state_sent != item.state and line.adapter.readable:
                status = line.carry(line.adapter.read(link.external_id))
                if (status.name, status.category) != (link.status, link.category):
                    # People moved it there meanwhile; what is newer there is not overwritten, but told.
                    link = self._note(link, status)
                    item, _ = self._load()
                    link = self._keep(replace(link, state_sent=str(item.state)))
            known = None if link is None else link.external_id
            pushed = line.carry(line.adapter.push(issue_of(item, self._config), known))
            link = self._linked(link, pushed)
            item, _ = self._load()  # what the tracker said may have moved it
            if link.state_sent != item.state:
                self._move(line, link, item)
        except RefusalError as error:
            if error.gone and link is not None:
                with self._store.writing() as session:
                    BacklogRepository(session).lock()
                    note_gone(session, link, self._now)
                raise
            error.final = error.final and not error.gone  # a place that is not there is a matter of rights
            raise

    def _load(self) -> tuple[ItemDetail, StoredLink | None]:
        with self._store.reading() as session:
            item = item_detail(BacklogRepository(session), self._item_id)
            return item, TrackerRepository(session).link(self._item_id, self._config.name)

    def _linked(self, link: StoredLink | None, pushed: Link) -> StoredLink:
        """Note the issue; one that was known may have moved."""
        if link is not None:
            link = replace(link, external_id=pushed.external_id, url=pushed.url or link.url)
            return self._keep(link) if pushed.status is None else self._note(link, pushed.status)
        status = pushed.status
        fresh = StoredLink(
            item_id=self._item_id,
            tracker=self._config.name,
            external_id=pushed.external_id,
            url=pushed.url,
            status=None if status is None else status.name,
            category=None if status is None else status.category,
            state_sent=None,
            gone=False,
            synced_at=self._now,
        )
        with self._store.writing() as session:
            backlog = BacklogRepository(session)
            backlog.lock()
            tell(backlog, fresh, self._now, {"linked": True})
            TrackerRepository(session).keep(fresh)
        return fresh

    def _move(self, line: Line, link: StoredLink, item: ItemDetail) -> None:
        """Bring the issue to the item's state; where there is no way, that is told and not tried again."""
        sent = replace(link, state_sent=str(item.state), synced_at=self._now)
        try:
            status = line.carry(line.adapter.move(link.external_id, str(item.state), dropped=is_dropped(item)))
        except RefusalError as error:
            if not error.final or error.gone:
                raise
            with self._store.writing() as session:
                backlog = BacklogRepository(session)
                backlog.lock()
                tell(backlog, sent, self._now, {"conflict": error.what})
                TrackerRepository(session).keep(sent)
            return
        if status is not None:
            sent = replace(sent, status=status.name, category=status.category)
        self._keep(sent)

    def _note(self, link: StoredLink, status: Status) -> StoredLink:
        with self._store.writing() as session:
            BacklogRepository(session).lock()
            return note_status(session, self._trackers, link, status, self._now)

    def _keep(self, link: StoredLink) -> StoredLink:
        kept = replace(link, synced_at=self._now)
        with self._store.writing() as session:
            TrackerRepository(session).keep(kept)
        return kept


def _failed(message: Message, error: RefusalError, now: datetime) -> tuple[str, dict[str, Any]]:
    """What the message is after a failure; to be asked too often is no attempt."""
    if error.limited:
        until = now + max(AFTER_LIMIT, timedelta(seconds=error.wait_s or 0.0))
        return "failed", {"due_at": until, "last_error": error.what, "attempts": message.attempts - 1}
    wait = None if error.final else delay(message.attempts, random.random())  # noqa: S311 - no secret
    if wait is None:
        return "dead", {"state": DEAD, "last_error": error.what}
    least = max(AFTER_UNSURE if error.unsure else timedelta(), timedelta(seconds=error.wait_s or 0.0))
    return "failed", {"due_at": now + max(wait, least), "last_error": error.what}
