"""Follow-up (回访) of closed cases: its steps, and what a result does to the case."""

from datetime import UTC, datetime

from feedback_ai.errors import OptionError
from feedback_ai.schema import Severity
from feedback_ai.services.case_standing import STATE_EVENT
from feedback_ai.services.case_steps import CaseWork, changed, check_texts
from feedback_ai.services.case_views import CaseDetail
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.cases import StoredFollowUp
from feedback_ai.store.corrections import CorrectionRepository
from feedback_ai.store.history import StoredEvent
from feedback_ai.store.labels import LabelKind
from feedback_ai.triage.follow_up import REASON, RESULTS, Outcome, check_outcome, check_planned
from feedback_ai.triage.states import CaseState

YEARS = (1970, 9000)
FOLLOW_UP_EVENT = "follow_up"


def follow_up(
    store: Store,
    name: str,
    outcome: Outcome,
    *,
    actor: str,
    planned_for: datetime | None = None,
    severity: Severity | None = None,
    note: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseDetail:
    """Note a step of following a closed case up (回访).

    A dissatisfied customer's case is opened again; the severity that was found, if one is given, corrects the label.

    Args:
        store: The store.
        name: As in `case_detail.get_case`.
        outcome: What there is to note.
        actor: Who notes it.
        planned_for: When it is to be, UTC where it has no zone; with `planned` alone.
        severity: How severe the case was found to be; with a result alone.
        note: What there is to say.
        settings: Settings in force; the process's own if None.
        now: When it is noted; the present if None.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`; or if the case is not closed or has its
            result, or the parts do not fit each other, or what is planned is past.
    """
    check_texts(note=note)
    if planned_for is not None and not YEARS[0] < planned_for.year < YEARS[1]:
        raise OptionError(f"Nothing can be planned for the year {planned_for.year}.", hint="Give a date of this age.")

    def change(work: CaseWork) -> None:
        has_result = _has_result(work.events)
        check_outcome(work.state, outcome, severity=severity, planned=planned_for is not None, has_result=has_result)
        given, version = work.cases.model_severity(work.id)
        detail = {"outcome": str(outcome), "severity": severity and str(severity), "note": note}
        planned = None if planned_for is None else _in_utc(planned_for)
        if planned is not None:
            check_planned(planned, work.cases.facts([work.id])[work.id].received_at, work.now)
            detail["planned_for"] = planned.isoformat()
        work.note(FOLLOW_UP_EVENT, detail)
        step = StoredFollowUp(
            *(work.now, work.actor, str(outcome), planned, given, severity and str(severity), version, note)
        )
        work.cases.add_follow_up(work.id, step)
        if severity is not None:
            labels = [{"name": str(severity), "sentiment": None}]
            CorrectionRepository(work.session).add(
                work.id, LabelKind.SEVERITY, None, labels, at=work.now, author=work.actor, note=f"{REASON}{outcome}"
            )
        if outcome is Outcome.DISSATISFIED:
            work.step(CaseState.REOPENED, note or f"{REASON}{outcome}")

    return changed(store, name, change, actor, settings, now)


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _has_result(events: list[StoredEvent]) -> bool:
    """Whether the customer was reached since the case was closed last."""
    for event in reversed(events):
        if event.kind == STATE_EVENT:
            return False
        if event.kind == FOLLOW_UP_EVENT and event.detail["outcome"] in RESULTS:
            return True
    return False
