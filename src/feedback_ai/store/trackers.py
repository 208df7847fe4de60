"""Issues that stand for items, and the messages of the outbox that keep them up to date."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from feedback_ai.store.outbox import TRACKER, WAITING, Message, OutboxRepository
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import OutboxRow, TrackerLinkRow


@dataclass(frozen=True)
class StoredLink:
    """The issue of an item, field by field as `tables.TrackerLinkRow`."""

    item_id: int
    tracker: str
    external_id: str
    url: str | None
    status: str | None
    category: str | None
    state_sent: str | None
    gone: bool
    synced_at: datetime


FIELDS = tuple(StoredLink.__dataclass_fields__)
MESSAGE_FIELDS = tuple(Message.__dataclass_fields__)


class TrackerRepository(Repository):
    """Reads and writes issues and their messages inside the caller's transaction."""

    def link(self, item_id: int, tracker: str) -> StoredLink | None:
        """The issue of an item in a tracker; None if there is none."""
        row = self.session.get(TrackerLinkRow, (item_id, tracker))
        return None if row is None else _link(row)

    def links(self, *, item_ids: Collection[int] | None = None, tracker: str | None = None) -> list[StoredLink]:
        """Issues by item and tracker: of these items, and of one tracker, or of all."""
        statement = select(TrackerLinkRow).order_by(TrackerLinkRow.item_id, TrackerLinkRow.tracker)
        if item_ids is not None:
            statement = statement.where(TrackerLinkRow.item_id.in_(item_ids))
        if tracker is not None:
            statement = statement.where(TrackerLinkRow.tracker == tracker)
        return [_link(row) for row in self.session.scalars(statement)]

    def keep(self, link: StoredLink) -> None:
        """Store an issue, or what is new about it."""
        self.session.merge(TrackerLinkRow(**vars(link)))
        self.session.flush()

    def forget(self, item_id: int, tracker: str) -> None:
        """Forget the issue of an item, so that it is looked for by its key."""
        if (row := self.session.get(TrackerLinkRow, (item_id, tracker))) is not None:
            self.session.delete(row)
            self.session.flush()

    def ask(self, item_id: int, tracker: str, revision: str, now: datetime) -> None:
        """Let an issue be brought up to date: there is one message for both, which waits from now on.

        One that is being sent is sent again after it; one that failed before keeps to the time of its next attempt.
        Callers hold `BacklogRepository.lock`.

        Args:
            item_id: The item.
            tracker: Name of the tracker.
            revision: Text of this change's own.
            now: The moment.
        """
        id_ = f"trk_{tracker}_{item_id}"
        row = self.session.get(OutboxRow, id_, with_for_update=True)
        if row is None:
            own = {"id": id_, "kind": TRACKER, "tracker": tracker, "item_id": item_id, "body": revision}
            OutboxRepository(self.session).add([own | {"created_at": now, "due_at": now}])
            return
        row.body = revision
        if row.state != WAITING:
            row.state, row.attempts, row.due_at, row.last_error, row.created_at = WAITING, 0, now, None, now
        self.session.flush()

    def finish(self, message: Message, claim: str, values: Mapping[str, Any]) -> bool:
        """Note how an attempt ended; gives whether it was noted.

        Where the item changed while it was sent, the message goes on waiting; where someone else took it, nothing
        happens.
        """
        mine = (OutboxRow.id == message.id, OutboxRow.claim == claim, OutboxRow.state == WAITING)
        ended: Any = self.session.execute(
            update(OutboxRow)
            .where(*mine, OutboxRow.body == message.body)
            .values(claim=None, claimed_until=None, **values)
        )
        if ended.rowcount:
            return True
        kept = {name: value for name, value in values.items() if name in ("due_at", "last_error", "attempts")}
        changed: Any = self.session.execute(
            update(OutboxRow).where(*mine).values(**{**kept, "claim": None, "claimed_until": None})
        )
        return bool(changed.rowcount)

    def postpone(self, tracker: str, until: datetime) -> None:
        """Send nothing to a tracker before a moment."""
        waits = (OutboxRow.tracker == tracker, OutboxRow.state == WAITING, OutboxRow.due_at < until)
        self.session.execute(update(OutboxRow).where(*waits).values(due_at=until))

    def messages(self, item_id: int) -> dict[str, Message]:
        """The messages about an item, by tracker."""
        rows = self.session.scalars(select(OutboxRow).where(OutboxRow.item_id == item_id, OutboxRow.kind == TRACKER))
        return {row.tracker or "": Message(**{name: getattr(row, name) for name in MESSAGE_FIELDS}) for row in rows}

    def counts(self) -> dict[tuple[str, str], int]:
        """How many messages there are, by tracker and state."""
        statement = select(OutboxRow.tracker, OutboxRow.state, func.count()).where(OutboxRow.kind == TRACKER)
        rows = self.session.execute(statement.group_by(OutboxRow.tracker, OutboxRow.state))
        return {(tracker or "", state): n for tracker, state, n in rows}

    def last_errors(self) -> dict[str, str]:
        """What went wrong last, by tracker."""
        statement = select(OutboxRow.tracker, OutboxRow.last_error)
        statement = statement.where(OutboxRow.kind == TRACKER, OutboxRow.last_error.is_not(None))
        rows = self.session.execute(statement.order_by(OutboxRow.created_at, OutboxRow.id))
        return {tracker or "": error for tracker, error in rows if error is not None}


def _link(row: TrackerLinkRow) -> StoredLink:
    return StoredLink(**{name: getattr(row, name) for name in FIELDS})
