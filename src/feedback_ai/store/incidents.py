"""Mass incidents: their cases, and what happened to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from feedback_ai.store.alerts import StoredText, text_of
from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.insert import insert_all
from feedback_ai.store.present import present
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import FeedbackRow, IncidentCaseRow, IncidentEventRow, IncidentRow


@dataclass(frozen=True)
class StoredIncident:
    """An incident as it is stored, field by field as `tables.IncidentRow`."""

    id: int
    topic_id: int | None
    cause: str | None
    dimension: str | None
    state: str
    severity: str | None
    started_at: datetime
    figures: dict[str, Any]
    playbook: dict[str, Any] | None
    proposed_at: datetime
    last_seen: datetime


FIELDS = tuple(StoredIncident.__dataclass_fields__)


class IncidentRepository(Repository):
    """Reads and writes incidents inside the caller's transaction."""

    def all(self, *, states: Collection[str], limit: int | None = None) -> list[StoredIncident]:
        """Incidents in these states, the last begun first."""
        order = (IncidentRow.started_at.desc(), IncidentRow.id.desc())
        statement = select(IncidentRow).where(IncidentRow.state.in_(sorted(states))).order_by(*order).limit(limit)
        return [_incident(row) for row in self.session.scalars(statement)]

    def get(self, incident_id: int) -> StoredIncident | None:
        """One incident; None if there is none under that id."""
        row = self.session.get(IncidentRow, incident_id) if 0 < incident_id <= MAX_ID else None
        return None if row is None else _incident(row)

    def add(self, values: Mapping[str, Any]) -> int:
        """Store a new incident; gives its id."""
        row = IncidentRow(**values)
        self.session.add(row)
        self.session.flush()
        return row.id

    def change(self, incident_id: int, values: Mapping[str, Any]) -> None:
        """Set fields of an incident."""
        row = self.session.get_one(IncidentRow, incident_id)
        for name, value in values.items():
            setattr(row, name, value)

    def case_ids(self) -> dict[int, set[str]]:
        """The cases of every incident; incidents without any are left out."""
        found: dict[int, set[str]] = {}
        for incident_id, feedback_id in self.session.execute(
            select(IncidentCaseRow.incident_id, IncidentCaseRow.feedback_id)
        ):
            found.setdefault(incident_id, set()).add(feedback_id)
        return found

    def add_cases(self, incident_id: int, feedback_ids: Collection[str]) -> int:
        """Give an incident further cases, new to it and still there; gives how many."""
        new = present(self.session, sorted(feedback_ids))
        rows = [{"incident_id": incident_id, "feedback_id": id_} for id_ in sorted(new)]
        insert_all(self.session, IncidentCaseRow, rows)
        return len(new)

    def cases(self, incident_id: int) -> list[StoredText]:
        """The cases of an incident, the first first."""
        statement = (
            select(FeedbackRow)
            .join(IncidentCaseRow, IncidentCaseRow.feedback_id == FeedbackRow.id)
            .where(IncidentCaseRow.incident_id == incident_id)
            .order_by(FeedbackRow.sort_at, FeedbackRow.id)
        )
        return [text_of(row) for row in self.session.scalars(statement)]

    def units(self, incident_ids: Collection[int]) -> dict[int, list[str | None]]:
        """The unit of every case, by incident."""
        statement = (
            select(IncidentCaseRow.incident_id, FeedbackRow.unit)
            .join(FeedbackRow, FeedbackRow.id == IncidentCaseRow.feedback_id)
            .where(IncidentCaseRow.incident_id.in_(sorted(incident_ids)))
        )
        found: dict[int, list[str | None]] = {incident_id: [] for incident_id in incident_ids}
        for incident_id, unit in self.session.execute(statement):
            found[incident_id].append(unit)
        return found

    def add_event(self, incident_id: int, at: datetime, actor: str, kind: str, detail: Mapping[str, Any]) -> None:
        """Note what happened to an incident."""
        self.session.add(IncidentEventRow(incident_id=incident_id, at=at, actor=actor, kind=kind, detail=dict(detail)))

    def events(self, incident_id: int) -> list[StoredEvent]:
        """What happened to an incident, the first first."""
        rows = select(IncidentEventRow).where(IncidentEventRow.incident_id == incident_id).order_by(IncidentEventRow.id)
        return [StoredEvent(row.at, row.actor, row.kind, row.detail) for row in self.session.scalars(rows)]


def _incident(row: IncidentRow) -> StoredIncident:
    return StoredIncident(**{name: getattr(row, name) for name in FIELDS})
