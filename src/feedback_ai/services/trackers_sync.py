"""Reading back: what became of issues in their trackers, noted at their items."""

import logging
import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from feedback_ai.connect.calling import TIMEOUT_S
from feedback_ai.connect.talk import RefusalError
from feedback_ai.connect.trackers import TrackerConfig, Trackers, load_trackers
from feedback_ai.errors import StoreError
from feedback_ai.services.tracker_line import Line
from feedback_ai.services.tracker_status import TRACKER_EVENT, note_gone, note_status
from feedback_ai.services.tracker_views import SyncView
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import CLOSED, BacklogRepository
from feedback_ai.store.trackers import StoredLink, TrackerRepository

logger = logging.getLogger(__name__)

UNREADABLE = "a webhook cannot be asked; it tells a status with its answers"
OUT_OF_TIME = "the time of one call is over; call again to go on with them"


def sync(
    store: Store,
    *,
    name: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
    longest_s: float | None = None,
) -> list[SyncView]:
    """Read the status of every issue of an open item, first of those that were read longest ago.

    Repeating it changes nothing.

    Args:
        store: The store.
        name: Only this tracker; all if None.
        settings: Settings in force; the process's own if None.
        now: The moment; the clock's if None.
        longest_s: After so many seconds no further issue is read, and the next call goes on with those that are left.
            Each tracker has its share, so that one that does not answer does not hold up the others for ever. No bound
            if None.

    Raises:
        SettingError: If the trackers cannot be used.
        NotFoundError: If there is no such tracker.
        StoreError: If the store fails; what was read before is kept.
    """
    begun = time.monotonic()
    trackers = load_trackers((settings or get_settings()).trackers)
    wanted = trackers.tracker if name is None else (trackers.named(name),)
    views = []
    for done, config in enumerate(wanted):
        share_s = math.inf
        if longest_s is not None:
            share_s = (begun + longest_s - time.monotonic()) / (len(wanted) - done)
        views.append(_sync(store, trackers, config, now, share_s))
    return views


def keep_syncing(
    store: Store, every_s: float, *, name: str | None = None, settings: Settings | None = None
) -> Iterator[list[SyncView]]:
    """Read again and again, with pauses; never ends by itself, nor because the store was busy or away.

    Raises:
        SettingError: If the trackers cannot be used.
        NotFoundError: If there is no such tracker.
    """
    while True:
        try:
            yield sync(store, name=name, settings=settings)
        except StoreError as error:
            logger.error("Nothing is read back until the store answers again: %s", error)
        time.sleep(every_s)


def _sync(store: Store, trackers: Trackers, config: TrackerConfig, now: datetime | None, longest_s: float) -> SyncView:
    """Read the issues of one tracker; no further one after so many seconds."""
    until = time.monotonic() + longest_s
    links = _open_links(store, config.name)
    found: dict[str, list[int]] = {"changed": [], "moved": [], "conflicts": [], "gone": []}
    read, error = 0, None
    try:
        line = Line(config, uuid4().hex, timeout_s=min(TIMEOUT_S, longest_s))
        if not line.adapter.readable:
            return SyncView(tracker=config.name, left=len(links), error=UNREADABLE if links else None)
        for link in links:
            if time.monotonic() >= until:
                error = OUT_OF_TIME
                break
            outcomes = _read(store, trackers, line, link, now or datetime.now(UTC))
            read += 1
            for outcome in outcomes:
                found[outcome].append(link.item_id)
    except RefusalError as refused:  # the rest would be refused alike
        error = refused.what
    changed = len(found.pop("changed"))
    named = {outcome: tuple(ids) for outcome, ids in found.items()}
    return SyncView(tracker=config.name, read=read, changed=changed, **named, left=len(links) - read, error=error)


def _open_links(store: Store, name: str) -> list[StoredLink]:
    """The issues of open items, first those that were read longest ago."""
    with store.reading() as session:
        is_open = {item.id for item in BacklogRepository(session).items() if item.state != CLOSED}
        links = [link for link in TrackerRepository(session).links(tracker=name) if link.item_id in is_open]
    return sorted(links, key=lambda link: link.synced_at)


def _read(store: Store, trackers: Trackers, line: Line, link: StoredLink, now: datetime) -> list[str]:
    """Read one issue; gives what came of it, in words."""
    try:
        status = line.carry(line.adapter.read(link.external_id))
    except RefusalError as error:
        if not error.gone:
            raise
        status = None
    with store.writing() as session:
        backlog, repository = BacklogRepository(session), TrackerRepository(session)
        backlog.lock()
        stored, item = repository.link(link.item_id, link.tracker), backlog.get(link.item_id)
        if stored is None or item is None or stored.synced_at > link.synced_at:
            return []  # a deliverer was here meanwhile, and knows better
        if status is None:
            note_gone(session, stored, now)
            return ["gone"]
        noted = note_status(session, trackers, stored, status, now)
        if (noted.status, noted.category) == (stored.status, stored.category):
            return []
        session.flush()
        after = backlog.get(link.item_id)
        last = [event for event in backlog.events(link.item_id) if event.kind == TRACKER_EVENT][-1]
        moved = after is not None and after.state != item.state
        return ["changed", *(["moved"] if moved else []), *(["conflicts"] if "conflict" in last.detail else [])]
