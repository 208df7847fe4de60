"""Escalations: what followed from letters, and who took note of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from feedback_ai.store.column_types import MAX_ID
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.tables import EscalationRow


@dataclass(frozen=True)
class StoredEscalation:
    """An escalation, field by field as `tables.EscalationRow`."""

    id: int
    by: str
    unit: str
    unit_name: dict[str, Any]
    month: str
    rule: str
    rule_name: dict[str, Any]
    letters: list[Any]
    created_at: datetime
    lapsed_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str | None


FIELDS = tuple(StoredEscalation.__dataclass_fields__)


class EscalationRepository(LockingRepository):
    """Reads and writes escalations inside the caller's transaction."""

    locked = (EscalationRow,)

    def all(self, *, by: str | None = None, unit: str | None = None) -> list[StoredEscalation]:
        """Escalations, the last month first, then by unit and rule."""
        order = (EscalationRow.month.desc(), EscalationRow.by, EscalationRow.unit, EscalationRow.rule)
        statement = select(EscalationRow).order_by(*order)
        if by is not None:
            statement = statement.where(EscalationRow.by == by)
        if unit is not None:
            statement = statement.where(EscalationRow.unit == unit)
        return [_from_row(row) for row in self.session.scalars(statement)]

    def get(self, escalation_id: int) -> StoredEscalation | None:
        """One escalation; None if there is none."""
        row = self.session.get(EscalationRow, escalation_id) if 0 < escalation_id <= MAX_ID else None
        return None if row is None else _from_row(row)

    def add(self, values: Mapping[str, Any]) -> None:
        """Store a new one."""
        self.session.add(EscalationRow(**values))

    def change(self, escalation_id: int, values: Mapping[str, Any]) -> None:
        """Change fields of one."""
        self.session.execute(update(EscalationRow).where(EscalationRow.id == escalation_id).values(**values))


def _from_row(row: EscalationRow) -> StoredEscalation:
    return StoredEscalation(**{name: getattr(row, name) for name in FIELDS})
