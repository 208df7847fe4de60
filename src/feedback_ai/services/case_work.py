"""Work on cases: assignment, states, pauses; every step with its actor, none ever changed."""

from datetime import datetime

from feedback_ai.errors import OptionError
from feedback_ai.services.case_standing import PAUSE_EVENT, RESUME_EVENT, is_paused
from feedback_ai.services.case_steps import CaseWork, changed, check_texts
from feedback_ai.services.case_views import CaseDetail
from feedback_ai.services.filter_check import check_unit
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.triage.routing import load_rules
from feedback_ai.triage.states import CaseState


def assign(
    store: Store,
    name: str,
    *,
    actor: str,
    assignee: str | None,
    unit: str | None,
    why: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseDetail:
    """Give a case to a person and a unit; what is None is nobody's from now on.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`; or if a name or the reason cannot be
            used, neither records nor routing rules know the unit, or nothing changes.
    """
    check_texts(assignee=assignee, unit=unit, why=why)
    settings = settings or get_settings()
    rules = load_rules(settings.routing)
    after = {"assignee": assignee and assignee.strip(), "unit": unit and unit.strip()}

    def change(work: CaseWork) -> None:
        stored = work.stored
        before = {"assignee": stored and stored.assignee, "unit": stored and stored.unit}
        if before == after:
            raise OptionError("The case is assigned so already.", hint="Name another person or unit.")
        if after["unit"] is not None and after["unit"] != before["unit"]:
            check_unit(work.session, after["unit"], rules)
        work.note("assignment", {"from": before, "to": after, "why": why}, **after)

    return changed(store, name, change, actor, settings, now)


def transition(
    store: Store,
    name: str,
    to: CaseState,
    *,
    actor: str,
    why: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseDetail:
    """Take a case to another state; see `triage.states.STEPS`. A response or closing ends a pause.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`; or if the step is not allowed or
            lacks its reason.
    """
    check_texts(why=why)
    return changed(store, name, lambda work: work.step(to, why), actor, settings, now)


def pause(
    store: Store,
    name: str,
    *,
    actor: str,
    why: str,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseDetail:
    """Stop the clocks of a case, because the customer is waited for.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`; or if nothing waits for the
            customer in its state.
    """
    check_texts(why=why)

    def change(work: CaseWork) -> None:
        if work.state in (CaseState.RESPONDED, CaseState.CLOSED):
            raise OptionError(f"A case that is {work.state} waits for nobody.", hint="Take it to another state first.")
        if is_paused(work.events):
            raise OptionError("The case is paused already.", hint="Resume it when the customer has answered.")
        work.note(PAUSE_EVENT, {"why": why})

    return changed(store, name, change, actor, settings, now)


def resume(
    store: Store,
    name: str,
    *,
    actor: str,
    why: str | None = None,
    settings: Settings | None = None,
    now: datetime | None = None,
) -> CaseDetail:
    """Let the clocks of a case go on.

    Raises:
        NotFoundError, OptionError, SettingError: As `case_detail.get_case`; or if it is not paused.
    """
    check_texts(why=why)

    def change(work: CaseWork) -> None:
        if not is_paused(work.events):
            raise OptionError("The case is not paused.", hint="`cases pause` stops its clocks.")
        work.note(RESUME_EVENT, {"why": why})

    return changed(store, name, change, actor, settings, now)
