"""Trackers as people work with them: which there are, whether they answer, and an item pushed by hand."""

from datetime import UTC, datetime
from uuid import uuid4

from feedback_ai.connect.talk import RefusalError
from feedback_ai.connect.trackers import TrackerConfig, load_trackers
from feedback_ai.services.backlog import found, item_detail
from feedback_ai.services.backlog_views import ItemDetail
from feedback_ai.services.tracker_line import Line, token_of
from feedback_ai.services.tracker_views import Probe, TrackerView
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.outbox import DEAD, DELIVERED, WAITING
from feedback_ai.store.trackers import TrackerRepository

PUSHED_EVENT = "pushed"


def list_trackers(store: Store, *, settings: Settings | None = None) -> list[TrackerView]:
    """The trackers in their order, and how their messages fare.

    Raises:
        SettingError: If the trackers cannot be used.
    """
    trackers = load_trackers((settings or get_settings()).trackers)
    with store.reading() as session:
        repository = TrackerRepository(session)
        counts, errors, links = repository.counts(), repository.last_errors(), repository.links()
    return [
        TrackerView(
            name=config.name,
            kind=config.kind,
            place=config.place,
            token_env=config.token_env,
            ready=is_ready(config),
            issues=sum(link.tracker == config.name for link in links),
            waiting=counts.get((config.name, WAITING), 0),
            delivered=counts.get((config.name, DELIVERED), 0),
            dead=counts.get((config.name, DEAD), 0),
            last_error=errors.get(config.name),
        )
        for config in trackers.tracker
    ]


def is_ready(config: TrackerConfig) -> bool:
    """Whether the token of a tracker is in the environment."""
    try:
        token_of(config)
    except RefusalError:
        return False
    return True


def probe(name: str, *, settings: Settings | None = None) -> Probe:
    """Ask a tracker whether everything is in order; no issue is made.

    Raises:
        SettingError: If the trackers cannot be used.
        NotFoundError: If there is no such tracker.
    """
    config = load_trackers((settings or get_settings()).trackers).named(name)
    try:
        line = Line(config, f"test_{uuid4().hex}")
        return Probe(tracker=name, ok=True, told=line.carry(line.adapter.probe()))
    except RefusalError as error:
        return Probe(tracker=name, ok=False, told=error.what)


def push(store: Store, item_id: int, to: str, *, actor: str, settings: Settings | None = None) -> ItemDetail:
    """Let a tracker have an item, whatever its configuration wants; the deliverer sends it.

    An issue that was gone is looked for by its key, and made anew if there is none.

    Args:
        store: The store.
        item_id: Its id.
        to: Name of the tracker.
        actor: Who wants it.
        settings: Settings in force; the process's own if None.

    Raises:
        SettingError: If the trackers cannot be used.
        NotFoundError: If there is no such item or tracker.
    """
    tracker = load_trackers((settings or get_settings()).trackers).named(to)
    now = datetime.now(UTC)
    with store.writing() as session:
        backlog, repository = BacklogRepository(session), TrackerRepository(session)
        backlog.lock()
        found(backlog.get(item_id))
        link = repository.link(item_id, tracker.name)
        if link is not None and link.gone:
            repository.forget(item_id, tracker.name)
        repository.ask(item_id, tracker.name, uuid4().hex, now)
        backlog.add_event(item_id, now, actor, PUSHED_EVENT, {"to": tracker.name})
        session.flush()
        return item_detail(backlog, item_id)
