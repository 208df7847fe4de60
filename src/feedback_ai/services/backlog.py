"""The improvement backlog: built from evidence, worked on by people, every change with its actor."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from feedback_ai.backlog.states import State, check_step, state_of
from feedback_ai.connect.trackers import load_trackers
from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.backlog_order import check_sort, in_order
from feedback_ai.services.backlog_proof import progress, proof, waits_until
from feedback_ai.services.backlog_twins import open_twin
from feedback_ai.services.backlog_views import BuildSummary, ItemDetail, ItemView, detail, links, ranks_of, view
from feedback_ai.services.tracker_tell import tell_trackers
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.backlog import STATE_EVENT, BacklogRepository, StoredItem
from feedback_ai.store.records import is_storable
from feedback_ai.store.trackers import TrackerRepository

__all__ = [
    "BuildSummary",
    "ItemDetail",
    "ItemView",
    "build",
    "clearable",
    "get_item",
    "list_items",
    "update_item",
]

WEEKS = 26
"""Half a year: as long as the effect of a fix is watched."""
MAX_WEEKS = 520
YEARS = (1970, 9000)
BEFORE, AHEAD = timedelta(days=366), timedelta(days=3660)
"""How long before an item began, and from now on, anything that is done about it may be dated."""
MAX_OWNER_CHARS = 200
MAX_NOTE_CHARS = 4_000
Clearable = Literal["owner", "due"]


def build(
    store: Store, *, as_of: datetime | None = None, weeks: int = WEEKS, actor: str, settings: Settings | None = None
) -> BuildSummary:
    """File new problems as items and bring the open ones up to date; repeating it changes nothing.

    State, owner, due date and history of an item are people's: no build changes them.

    Args:
        store: The store.
        as_of: End of the window, exclusive, UTC where it has no zone; just after the newest record if None. Where no
            record has a time, all count and nothing has a trend.
        weeks: Length of the window, 1 to 520.
        actor: Who builds.
        settings: Settings in force; the process's own if None.

    Raises:
        OptionError: If the window cannot be used, or ends before that of an earlier build and leaves out texts that
            were there for it: older figures would stand in the place of newer ones.
        NotFoundError: If there are no topics.
        StoreError: If the store fails; nothing is changed then.
    """
    from feedback_ai.services.backlog_build import build_items

    if not 1 <= weeks <= MAX_WEEKS:
        raise OptionError(f"A window cannot have {weeks} weeks.", hint=f"Give 1 to {MAX_WEEKS}.")
    check_year("A window cannot end", as_of)
    end = None if as_of is None else utc(as_of)
    return build_items(store, as_of=end, weeks=weeks, actor=actor, settings=settings or get_settings())


def list_items(
    store: Store,
    *,
    state: str | None = None,
    unit: str | None = None,
    open_only: bool = True,
    limit: int | None = None,
    sort: str = "priority",
) -> list[ItemView]:
    """Items that the last build saw, the highest priority (or other score) first, then the others in the same way.

    Priorities are relative to the items of one build, so those of an earlier one do not rank among the last one's.
    Ranks are among all open items that it saw; those within chance of each other share one.

    Args:
        store: The store.
        state: Only items in this state; `closed` shows closed ones whatever `open_only` says.
        unit: Only items of this unit.
        open_only: Leave closed items out.
        limit: At most so many; all if None.
        sort: By which score; one of `backlog_order.SORTS`.

    Raises:
        OptionError: If there is no such state or score.
    """
    check_sort(sort)
    wanted = None if state is None else state_of(state)
    with store.reading() as session:
        repository = BacklogRepository(session)
        labels = repository.topic_labels()
        first = limit if sort == "priority" else None  # the store knows no other score
        items = repository.items(state=wanted, unit=unit, open_only=open_only and wanted is None, limit=first)
        ranked = ranks_of(repository.items(open_only=True))
        return in_order((view(item, labels, ranked) for item in items), sort)[:limit]


def get_item(store: Store, item_id: int) -> ItemDetail:
    """One item with its evidence, in words and record ids, and its history.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.reading() as session:
        return item_detail(BacklogRepository(session), item_id)


def update_item(
    store: Store,
    item_id: int,
    *,
    actor: str,
    state: str | None = None,
    owner: str | None = None,
    due: datetime | None = None,
    note: str | None = None,
    clear: Collection[Clearable] = (),
    settings: Settings | None = None,
) -> ItemDetail:
    """Change an item, or say something about it; every change is kept with its actor, and told to its trackers.

    Args:
        store: The store.
        item_id: Its id.
        actor: Who changes it.
        state: The state to go to; see `backlog.states.STEPS`.
        owner: Who is responsible.
        due: When it is to be done, UTC where it has no zone.
        note: What there is to say; it stands with the change of state where there is one.
        clear: What no longer holds.
        settings: Settings in force; the process's own if None.

    Raises:
        NotFoundError: If there is no item under that id.
        OptionError: If the step is not allowed or needs a note, or nothing is given, or a value cannot be used, or a
            closed item is to be opened while another one about the same problem is open.
        SettingError: If the trackers cannot be used.
    """
    trackers = load_trackers((settings or get_settings()).trackers)
    _check(state, owner, due, note, clear)
    wanted = None if state is None else state_of(state)
    now = datetime.now(UTC)
    with store.writing() as session:
        repository = BacklogRepository(session)
        repository.lock()
        item = found(repository.get(item_id))
        events: list[tuple[str, dict[str, Any]]] = []
        values: dict[str, Any] = {}
        if wanted is not None:
            _check_step(repository, item, wanted, note, now)
            values |= entered(wanted)
            events.append((STATE_EVENT, _change(item.state, str(wanted)) | ({"note": note.strip()} if note else {})))
        elif note is not None:
            events.append(("note", {"note": note.strip()}))
        new_owner = None if "owner" in clear else item.owner if owner is None else owner.strip()
        if new_owner != item.owner:
            values["owner"] = new_owner
            events.append(("owner", _change(item.owner, new_owner)))
        new_due = (
            None if "due" in clear else item.due_at if due is None else dated("Nothing can be due", due, item, now)
        )
        if new_due != item.due_at:
            values["due_at"] = new_due
            events.append(("due", _change(*(at.isoformat() if at else None for at in (item.due_at, new_due)))))
        for kind, told in events:
            repository.add_event(item_id, now, actor, kind, told)
        if events:
            repository.change(item_id, {**values, "updated_at": now})
            tell_trackers(session, trackers, [item_id], now)
        session.flush()
        return item_detail(repository, item_id)


def entered(state: State) -> dict[str, Any]:
    """What changes of an item that enters a state: planned anew, it needs a new effect test; the old one is history."""
    return {"state": str(state)} | ({"effect": None} if state is State.PLAN else {})


def clearable(name: str) -> Clearable:
    """What of an item can be cleared, by its name.

    Raises:
        OptionError: If it is neither `owner` nor `due`.
    """
    if name == "owner":
        return "owner"
    if name == "due":
        return "due"
    raise OptionError(f"{name!r} cannot be cleared.", hint="Give one of them.", options=("owner", "due"))


def item_detail(repository: BacklogRepository, item_id: int) -> ItemDetail:
    """One item with its evidence and its history, in the caller's transaction.

    Raises:
        NotFoundError: If there is none under that id.
    """
    item = found(repository.get(item_id))
    ranked = ranks_of(repository.items(open_only=True))
    tracked = TrackerRepository(repository.session)
    issues = links(tracked.links(item_ids=[item_id]), tracked.messages(item_id))
    told = repository.evidence(item_id), repository.events(item_id)
    return detail(item, repository.topic_labels(), *told, ranked, issues)


def found(item: StoredItem | None) -> StoredItem:
    """The item that was looked for.

    Raises:
        NotFoundError: If there is none.
    """
    if item is None:
        raise NotFoundError("There is no item under that id.", hint="`feedback-ai backlog list` shows the ids.")
    return item


def check_year(what: str, at: datetime | None) -> None:
    """Refuse a moment from which no stretch of time can be counted back or on.

    Raises:
        OptionError: If it is of a year before 1981 or after 8999.
    """
    if at is not None and not YEARS[0] + MAX_WEEKS // 52 < at.year < YEARS[1]:
        raise OptionError(f"{what} in the year {at.year}.", hint="Give a date of this age.")


def dated(what: str, at: datetime, item: StoredItem, now: datetime) -> datetime:
    """A moment of what is done about an item, in UTC.

    Args:
        what: What cannot be then, for the error.
        at: The moment, UTC where it has no zone.
        item: The item; it began with its first text, or where that has no time with its filing.
        now: The present.

    Raises:
        OptionError: If it is more than a year before the item began, or more than ten years ahead.
    """
    began = min(filter(None, (item.first_seen, item.created_at)))
    if not (YEARS[0] < at.year < YEARS[1] and began - utc(at) <= BEFORE and utc(at) - now <= AHEAD):
        raise OptionError(
            f"{what} on {at.date()}: item {item.id} began on {began.date()}.",
            hint="Give a date at most a year before that, and at most ten years from now.",
        )
    return utc(at)


def _check_step(
    repository: BacklogRepository, item: StoredItem, wanted: State, note: str | None, now: datetime
) -> None:
    """Make sure that an item may take a step, by what its history tells."""
    events = repository.events(item.id)
    far, told, until = progress(item, events), proof(events), waits_until(item, events, now)
    state, planned = State(item.state), item.effect is not None
    check_step(state, wanted, note, planned=planned, proof=told, progress=far, until=until)
    if item.state == State.CLOSED:
        _check_alone(repository, item)


def _check_alone(repository: BacklogRepository, item: StoredItem) -> None:
    """Make sure that no open item is about the problem of a closed one."""
    if (other := open_twin(repository, item)) is not None:
        raise OptionError(
            f"Item {item.id} cannot be opened again: item {other} is open and about the same problem.",
            hint=f"Go on with item {other}, or close that one first.",
        )


def _check(
    state: str | None, owner: str | None, due: datetime | None, note: str | None, clear: Collection[Clearable]
) -> None:
    if state is None and owner is None and due is None and note is None and not clear:
        raise OptionError("There is nothing to change.", hint="Give a state, an owner, a due date or a note.")
    for name, value, longest in (("owner", owner, MAX_OWNER_CHARS), ("note", note, MAX_NOTE_CHARS)):
        if value is not None and not (value.strip() and len(value) <= longest and is_storable(value)):
            raise OptionError(f"The {name} cannot be used.", hint=f"Give 1 to {longest:,} characters of text.")
    if (owner is not None and "owner" in clear) or (due is not None and "due" in clear):
        raise OptionError("A value cannot be set and cleared at once.", hint="Do one of them.")


def _change(old: object, new: object) -> dict[str, object]:
    return {"from": old, "to": new}


def utc(at: datetime) -> datetime:
    """A moment in UTC; one without a zone is meant so."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
