"""Alerts: what they rest on, what happened to them, how long they took."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.insert import insert_all
from feedback_ai.store.present import BATCH, present
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.tables import AlertEventRow, AlertRow, AlertTextRow, FeedbackRow, IncidentRow, OutboxRow


@dataclass(frozen=True)
class StoredAlert:
    """An alert as it is stored, field by field as `tables.AlertRow`."""

    id: int
    key: str
    rule: str
    signal: str
    state: str
    severity: str | None
    title: dict[str, Any]
    figures: dict[str, Any]
    openings: int
    opened_at: datetime
    arrived_at: datetime
    last_seen: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class StoredText:
    """A text that an alert or an incident rests on, redacted."""

    feedback_id: str
    record_id: str
    source: str
    unit: str | None
    channel: str | None
    created_at: datetime | None
    stored_at: datetime
    text: str


FIELDS = tuple(StoredAlert.__dataclass_fields__)
TEXT_FIELDS = tuple(name for name in StoredText.__dataclass_fields__ if name != "feedback_id")


class AlertRepository(LockingRepository):
    """Reads and writes alerts inside the caller's transaction."""

    locked = (AlertRow, IncidentRow)

    def newest(self) -> datetime | None:
        """When the newest record was written, or stored where that is not known; None in an empty store."""
        known = self.session.scalar(select(func.max(FeedbackRow.created_at)))
        undated = self.session.scalar(select(func.max(FeedbackRow.stored_at)).where(FeedbackRow.created_at.is_(None)))
        return max((at for at in (known, undated) if at is not None), default=None)

    def stored_at(self, feedback_ids: Collection[str]) -> dict[str, datetime]:
        """When records were stored."""
        found: dict[str, datetime] = {}
        wanted = sorted(feedback_ids)
        for start in range(0, len(wanted), BATCH):
            some = FeedbackRow.id.in_(wanted[start : start + BATCH])
            rows = self.session.execute(select(FeedbackRow.id, FeedbackRow.stored_at).where(some))
            found |= {id_: at for id_, at in rows}  # noqa: C416
        return found

    def all(self, *, states: Collection[str], rule: str | None = None, limit: int | None = None) -> list[StoredAlert]:
        """Alerts in these states, the last opened first."""
        order = (AlertRow.opened_at.desc(), AlertRow.id.desc())
        statement = select(AlertRow).where(AlertRow.state.in_(sorted(states))).order_by(*order).limit(limit)
        if rule is not None:
            statement = statement.where(AlertRow.rule == rule)
        return [_alert(row) for row in self.session.scalars(statement)]

    def get(self, alert_id: int) -> StoredAlert | None:
        """One alert; None if there is none under that id."""
        row = self.session.get(AlertRow, alert_id) if 0 < alert_id <= MAX_ID else None
        return None if row is None else _alert(row)

    def by_key(self, key: str) -> StoredAlert | None:
        """The alert of a matter under a rule; None if there never was one."""
        row = self.session.scalar(select(AlertRow).where(AlertRow.key == key))
        return None if row is None else _alert(row)

    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new alert; gives its id."""
        row = AlertRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.id

    def change(self, alert_id: int, values: Mapping[str, Any]) -> None:
        """Set fields of an alert."""
        row = self.session.get_one(AlertRow, alert_id)
        for name, value in values.items():
            setattr(row, name, value)

    def text_ids(self, alert_id: int, since: datetime | None = None) -> set[str]:
        """The records that an alert rests on; those alone that were written since a moment, if one is given."""
        statement = select(AlertTextRow.feedback_id).where(AlertTextRow.alert_id == alert_id)
        if since is not None:
            statement = statement.join(FeedbackRow, FeedbackRow.id == AlertTextRow.feedback_id)
            statement = statement.where(FeedbackRow.created_at >= since)
        return set(self.session.scalars(statement))

    def add_texts(self, alert_id: int, feedback_ids: Collection[str]) -> int:
        """Let an alert rest on further records, those that are still there; gives how many were new to it."""
        new = present(self.session, sorted(set(feedback_ids) - self.text_ids(alert_id)))
        insert_all(self.session, AlertTextRow, [{"alert_id": alert_id, "feedback_id": id_} for id_ in sorted(new)])
        return len(new)

    def n_texts(self, alert_ids: Collection[int]) -> dict[int, int]:
        """How many records alerts rest on; those that rest on none are left out."""
        statement = (
            select(AlertTextRow.alert_id, func.count())
            .where(AlertTextRow.alert_id.in_(sorted(alert_ids)))
            .group_by(AlertTextRow.alert_id)
        )
        return {alert_id: n for alert_id, n in self.session.execute(statement)}  # noqa: C416

    def texts(self, alert_id: int, limit: int) -> list[StoredText]:
        """What an alert rests on, the newest first."""
        statement = (
            select(FeedbackRow)
            .join(AlertTextRow, AlertTextRow.feedback_id == FeedbackRow.id)
            .where(AlertTextRow.alert_id == alert_id)
            .order_by(FeedbackRow.sort_at.desc(), FeedbackRow.id)
            .limit(limit)
        )
        return [text_of(row) for row in self.session.scalars(statement)]

    def add_event(self, alert_id: int, at: datetime, actor: str, kind: str, detail: Mapping[str, Any]) -> None:
        """Note what happened to an alert."""
        self.session.add(AlertEventRow(alert_id=alert_id, at=at, actor=actor, kind=kind, detail=dict(detail)))

    def events(self, alert_id: int) -> list[StoredEvent]:
        """What happened to an alert, the first first."""
        rows = select(AlertEventRow).where(AlertEventRow.alert_id == alert_id).order_by(AlertEventRow.id)
        return [StoredEvent(row.at, row.actor, row.kind, row.detail) for row in self.session.scalars(rows)]

    def latencies(self, alert_id: int | None = None) -> list[tuple[datetime, datetime, datetime | None]]:
        """Of the last opening of each alert: when its last text arrived, when it was opened, when first delivered."""
        statement = (
            select(AlertRow.arrived_at, AlertRow.opened_at, func.min(OutboxRow.delivered_at))
            .outerjoin(OutboxRow, (OutboxRow.alert_id == AlertRow.id) & (OutboxRow.opening == AlertRow.openings))
            .group_by(AlertRow.id, AlertRow.arrived_at, AlertRow.opened_at)
            .order_by(AlertRow.id)
        )
        if alert_id is not None:
            statement = statement.where(AlertRow.id == alert_id)
        return [(arrived, opened, delivered) for arrived, opened, delivered in self.session.execute(statement)]


def text_of(row: FeedbackRow) -> StoredText:
    """A record as evidence."""
    return StoredText(feedback_id=row.id, **{name: getattr(row, name) for name in TEXT_FIELDS})


def _alert(row: AlertRow) -> StoredAlert:
    return StoredAlert(**{name: getattr(row, name) for name in FIELDS})
