"""What every step of a case has in common: a transaction, the state before it, an event that is never changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback_ai.errors import OptionError
from feedback_ai.services.case_detail import find_id, get_case, no_case
from feedback_ai.services.case_standing import RESUME_EVENT, STATE_EVENT, is_paused
from feedback_ai.services.case_views import CaseDetail
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.records import is_storable
from feedback_ai.triage.states import CaseState, check_step

MAX_NAME_CHARS = 200
MAX_WHY_CHARS = 4_000


class CaseWork:
    """A case inside the transaction that changes it.

    Attributes:
        session: The transaction.
        id: Id of the case.
        actor: Who changes it.
        now: When.
        cases: The repository.
        stored: The case as it is; None where nobody has worked on it.
    """

    def __init__(self, session: Session, feedback_id: str, actor: str, now: datetime) -> None:
        self.session, self.id, self.actor, self.now = session, feedback_id, actor, now
        self.cases = CaseRepository(session)
        if not self.cases.lock(feedback_id):
            raise no_case()
        self.stored = self.cases.get(feedback_id)

    @property
    def state(self) -> CaseState:
        """Its state."""
        return CaseState.RECEIVED if self.stored is None else CaseState(self.stored.state)

    @property
    def events(self) -> list[StoredEvent]:
        """What happened to it, the first first."""
        return self.cases.events([self.id])[self.id]

    def note(self, kind: str, detail: dict[str, Any], **values: Any) -> None:
        """Keep an event, and set fields of the case."""
        self.cases.put(self.id, {"state": str(self.state), "updated_at": self.now} | values)
        self.cases.add_event(self.id, self.now, self.actor, kind, detail)
        self.session.flush()
        self.stored = self.cases.get(self.id)

    def step(self, wanted: CaseState, why: str | None) -> None:
        """Take a step; a response or closing ends a pause."""
        check_step(self.state, wanted, why)
        if wanted in (CaseState.RESPONDED, CaseState.CLOSED) and is_paused(self.events):
            self.note(RESUME_EVENT, {"why": None})
        self.note(STATE_EVENT, {"from": str(self.state), "to": str(wanted), "why": why}, state=str(wanted))


def changed(
    store: Store,
    name: str,
    change: Callable[[CaseWork], None],
    actor: str,
    settings: Settings | None,
    now: datetime | None,
) -> CaseDetail:
    """Change a case in one transaction; gives it as it is then.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`, and what `change` raises.
    """
    at = now or datetime.now(UTC)
    id_ = find_id(store, name)
    with store.writing() as session:
        change(CaseWork(session, id_, actor, at))
    return get_case(store, id_, settings=settings, now=now)


def check_texts(**texts: str | None) -> None:
    """Make sure that texts can be kept, by name.

    Raises:
        OptionError: If one is empty, too long or not storable.
    """
    for name, value in texts.items():
        longest = MAX_NAME_CHARS if name in ("assignee", "unit") else MAX_WHY_CHARS
        if value is not None and not (value.strip() and len(value) <= longest and is_storable(value)):
            raise OptionError(f"The {name} cannot be used.", hint=f"Give 1 to {longest:,} characters of text.")
