"""One case in full: clocks, the parts of its priority, history, follow-ups, corrections."""

from datetime import UTC, datetime

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.case_standing import is_paused
from feedback_ai.services.case_views import CaseDetail, CaseEventView, FollowUpView
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.records import is_id, is_storable
from feedback_ai.triage.states import STEPS


def get_case(store: Store, name: str, *, settings: Settings | None = None, now: datetime | None = None) -> CaseDetail:
    """One case with its clocks, the parts of its priority, and all that happened to it.

    Args:
        store: The store.
        name: Its id, or the id of its record where only one source has it.
        settings: Settings in force; the process's own if None.
        now: The moment at which clocks are read; the present if None.

    Raises:
        NotFoundError: If there is no analysed record of that name.
        OptionError: If records of several sources have it.
        SettingError: If rules, journey, profile of deadlines or order of the queue cannot be used.
    """
    from feedback_ai.services.cases import view_case

    settings = settings or get_settings()
    id_ = find_id(store, name)
    with store.reading() as session:
        feedback = FeedbackRepository(session).get(id_)
        follow_ups = CaseRepository(session).follow_ups(id_)
    if feedback is None or feedback.analysis is None:
        raise no_case()
    found = view_case(store, id_, settings, now or datetime.now(UTC))
    if found is None:
        raise no_case()
    view, standing = found
    return CaseDetail(
        **dict(view),
        received_at=standing.received_at,
        profile=settings.sla,
        paused=is_paused(standing.events),
        steps=STEPS[standing.state],
        clocks=standing.clocks,
        history=tuple(CaseEventView.model_validate(event) for event in standing.events),
        follow_ups=tuple(FollowUpView.model_validate(one) for one in follow_ups),
        corrections=feedback.corrections,
    )


def find_id(store: Store, name: str) -> str:
    """The id of a case by that id, or by the id of its record.

    Raises:
        NotFoundError: If there is none.
        OptionError: If records of several sources have it.
    """
    if is_id(name):
        return name
    with store.reading() as session:
        ids = CaseRepository(session).ids_of_record(name) if is_storable(name) else []
    if not ids:
        raise no_case()
    if len(ids) > 1:
        raise OptionError(f"Several sources have a record {name!r}.", hint="Give the id of the case.", options=ids)
    return ids[0]


def no_case() -> NotFoundError:
    """The error of a case that is not there."""
    return NotFoundError("There is no case under that id.", hint="`feedback-ai cases list` shows the ids.")
