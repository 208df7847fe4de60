"""A locking repository keeps its own tables, and no others, from further writers."""

import pytest
from sqlalchemy import text

from feedback_ai.store import Store
from feedback_ai.store.alerts import AlertRepository
from feedback_ai.store.audits import AuditRepository
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.escalations import EscalationRepository
from feedback_ai.store.repository import LockingRepository
from feedback_ai.store.topic_registry import RegistryRepository

LOCKED = {
    AlertRepository: {"alert", "incident"},
    AuditRepository: {"audit"},
    BacklogRepository: {"backlog_item"},
    EscalationRepository: {"escalation"},
    RegistryRepository: {"topic_fit"},
}
HELD = text(
    "SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " WHERE l.pid = pg_backend_pid() AND l.mode = 'ShareRowExclusiveLock'"
)


def test_every_locking_repository_is_told() -> None:
    assert set(LockingRepository.__subclasses__()) == set(LOCKED)


@pytest.mark.parametrize("kind", LOCKED, ids=lambda kind: kind.__name__)
def test_its_tables_are_locked(store: Store, kind: type[LockingRepository]) -> None:
    with store.writing() as session:
        kind(session).lock()  # SQLite, which has one writer, would refuse the statement
        if store.engine.dialect.name == "postgresql":
            assert set(session.scalars(HELD)) == LOCKED[kind]
