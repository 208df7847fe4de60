"""Cases: the words of complaints, how far they are handled, what happened to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from feedback_ai.store.history import StoredEvent
from feedback_ai.store.labels import HUMAN, LabelKind
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import AnalysisRow, CaseEventRow, FeedbackRow, FollowUpRow, LabelRow, TriageCaseRow

AT_A_TIME = 5_000
"""Ids of one statement; SQLite takes 32,766."""


@dataclass(frozen=True)
class StoredCase:
    """A case that somebody has worked on, as `tables.TriageCaseRow`."""

    feedback_id: str
    state: str
    assignee: str | None
    unit: str | None


@dataclass(frozen=True)
class StoredFollowUp:
    """A step of following a case up, as `tables.FollowUpRow`."""

    at: datetime
    actor: str
    outcome: str
    planned_for: datetime | None
    severity_given: str | None
    severity_found: str | None
    model_version: str
    note: str | None


@dataclass(frozen=True)
class Facts:
    """What a clock and the queue ask of a record.

    Attributes:
        received_at: When it was written, or stored where that is not known, UTC.
    """

    received_at: datetime
    tier: str | None
    customer: str | None


class CaseRepository(Repository):
    """Reads and writes cases inside the caller's transaction."""

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The redacted texts of records, by feedback id."""
        found: dict[str, str] = {}
        for some in _parts(ids):
            rows = select(FeedbackRow.id, FeedbackRow.text).where(FeedbackRow.id.in_(some))
            found |= {row.id: row.text for row in self.session.execute(rows)}
        return found

    def facts(self, ids: Sequence[str]) -> dict[str, Facts]:
        """When records were received and from whom, by feedback id."""
        found: dict[str, Facts] = {}
        columns = (FeedbackRow.id, FeedbackRow.created_at, FeedbackRow.stored_at)
        for some in _parts(ids):
            rows = select(*columns, FeedbackRow.customer_tier, FeedbackRow.customer_hash).where(
                FeedbackRow.id.in_(some)
            )
            for id_, created_at, stored_at, tier, customer in self.session.execute(rows):
                found[id_] = Facts(created_at or stored_at, tier, customer)
        return found

    def contacts(self, customers: Collection[str]) -> dict[str, list[datetime]]:
        """When customers wrote, as far as that is known, by the hash of their id."""
        found: dict[str, list[datetime]] = {customer: [] for customer in customers}
        for some in _parts(sorted(customers)):
            rows = select(FeedbackRow.customer_hash, FeedbackRow.created_at).where(
                FeedbackRow.customer_hash.in_(some), FeedbackRow.created_at.is_not(None)
            )
            for customer, at in self.session.execute(rows):
                if customer is not None and at is not None:
                    found[customer].append(at)
        return found

    def ids_of_record(self, record_id: str) -> list[str]:
        """Feedback ids of the records of that id, one a source, in order."""
        rows = select(FeedbackRow.id).where(FeedbackRow.record_id == record_id).order_by(FeedbackRow.id)
        return list(self.session.scalars(rows))

    def lock(self, feedback_id: str) -> bool:
        """Let no one else work on a case before this transaction ends; False if there is no analysed record."""
        analysed = select(AnalysisRow.feedback_id).where(AnalysisRow.feedback_id == feedback_id).with_for_update()
        return self.session.scalar(analysed) is not None

    def opened(self) -> dict[str, StoredCase]:
        """All cases that somebody has worked on, by feedback id."""
        return {row.feedback_id: _case(row) for row in self.session.scalars(select(TriageCaseRow))}

    def begun(self) -> dict[str, datetime]:
        """When somebody first worked on each case, by feedback id."""
        rows = select(CaseEventRow.feedback_id, func.min(CaseEventRow.at)).group_by(CaseEventRow.feedback_id)
        return {row[0]: row[1] for row in self.session.execute(rows)}

    def get(self, feedback_id: str) -> StoredCase | None:
        """A case; None where nobody has worked on it."""
        row = self.session.get(TriageCaseRow, feedback_id)
        return None if row is None else _case(row)

    def put(self, feedback_id: str, values: Mapping[str, Any]) -> None:
        """Set fields of a case; of a new one `state` and `updated_at` are among them."""
        row = self.session.get(TriageCaseRow, feedback_id)
        if row is None:
            row = TriageCaseRow(feedback_id=feedback_id)
            self.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()

    def add_event(self, feedback_id: str, at: datetime, actor: str, kind: str, detail: Mapping[str, Any]) -> None:
        """Note what happened to a case."""
        self.session.add(CaseEventRow(feedback_id=feedback_id, at=at, actor=actor, kind=kind, detail=dict(detail)))

    def events(self, ids: Sequence[str]) -> dict[str, list[StoredEvent]]:
        """What happened to cases, the first first, by feedback id."""
        found: dict[str, list[StoredEvent]] = {id_: [] for id_ in ids}
        for some in _parts(ids):
            rows = select(CaseEventRow).where(CaseEventRow.feedback_id.in_(some)).order_by(CaseEventRow.id)
            for row in self.session.scalars(rows):
                found[row.feedback_id].append(StoredEvent(row.at, row.actor, row.kind, row.detail))
        return found

    def add_follow_up(self, feedback_id: str, follow_up: StoredFollowUp) -> None:
        """Note a step of following a case up."""
        self.session.add(FollowUpRow(feedback_id=feedback_id, **vars(follow_up)))

    def follow_ups(self, feedback_id: str | None = None) -> list[StoredFollowUp]:
        """The follow-ups of a case, or of all, the first first."""
        rows = select(FollowUpRow).order_by(FollowUpRow.id)
        if feedback_id is not None:
            rows = rows.where(FollowUpRow.feedback_id == feedback_id)
        names = tuple(StoredFollowUp.__dataclass_fields__)
        return [StoredFollowUp(**{name: getattr(row, name) for name in names}) for row in self.session.scalars(rows)]

    def outcomes(self, ids: Sequence[str]) -> dict[str, list[tuple[datetime, str]]]:
        """When cases were followed up and what was noted, the first first, by feedback id."""
        found: dict[str, list[tuple[datetime, str]]] = {}
        for some in _parts(ids):
            columns = (FollowUpRow.feedback_id, FollowUpRow.at, FollowUpRow.outcome)
            rows = select(*columns).where(FollowUpRow.feedback_id.in_(some)).order_by(FollowUpRow.id)
            for id_, at, outcome in self.session.execute(rows):
                found.setdefault(id_, []).append((at, outcome))
        return found

    def model_severity(self, feedback_id: str) -> tuple[str | None, str]:
        """The severity that the model gave, whatever people said after it, and the version of the model."""
        row = self.session.execute(
            select(LabelRow.name, LabelRow.model_version).where(
                LabelRow.feedback_id == feedback_id,
                LabelRow.kind == str(LabelKind.SEVERITY),
                LabelRow.model_version != HUMAN,
            )
        ).one()
        return row[0], row[1]


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    listed = list(ids)
    for start in range(0, len(listed), AT_A_TIME):
        yield listed[start : start + AT_A_TIME]


def _case(row: TriageCaseRow) -> StoredCase:
    return StoredCase(row.feedback_id, row.state, row.assignee, row.unit)
