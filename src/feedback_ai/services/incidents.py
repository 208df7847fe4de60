"""Mass incidents as people work on them: list, look at, confirm, dismiss, close."""

from datetime import UTC, datetime

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.notify.titles import incident_title
from feedback_ai.services.alert_views import EventView, IncidentDetail, IncidentView, TextView
from feedback_ai.services.alerts import check_note
from feedback_ai.store import Store
from feedback_ai.store.alerts import AlertRepository
from feedback_ai.store.backlog import BacklogRepository
from feedback_ai.store.incidents import FIELDS, IncidentRepository, StoredIncident
from feedback_ai.triage.incidents import OPEN, IncidentState, check_step, incident_state, spread


def list_incidents(
    store: Store, *, state: str | None = None, every: bool = False, limit: int | None = None
) -> list[IncidentView]:
    """Mass incidents, the last begun first.

    Args:
        store: The store.
        state: Only those in this state.
        every: Dismissed and closed ones too.
        limit: At most so many; all if None.

    Raises:
        OptionError: If there is no such state.
    """
    states = [incident_state(state)] if state is not None else list(IncidentState) if every else list(OPEN)
    with store.reading() as session:
        return _views(IncidentRepository(session), IncidentRepository(session).all(states=states, limit=limit))


def get_incident(store: Store, incident_id: int) -> IncidentDetail:
    """One incident with its playbook, its cases and its history.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.reading() as session:
        return _detail(IncidentRepository(session), incident_id)


def move(
    store: Store, incident_id: int, wanted: IncidentState, *, actor: str, note: str | None = None
) -> IncidentDetail:
    """Confirm, dismiss or close an incident.

    Raises:
        NotFoundError: If there is none under that id.
        OptionError: If its state does not allow the step, the note cannot be used, or it is dismissed without one.
    """
    check_note(note)
    if wanted is IncidentState.DISMISSED and note is None:
        raise OptionError("An incident is dismissed only with a note.", hint="Say why it is none.")
    with store.writing() as session:
        AlertRepository(session).lock()
        repository = IncidentRepository(session)
        incident = _found(repository.get(incident_id))
        check_step(IncidentState(incident.state), wanted)
        repository.change(incident_id, {"state": str(wanted)})
        detail = {"note": note.strip()} if note else {}
        repository.add_event(incident_id, datetime.now(UTC), actor, str(wanted), detail)
        session.flush()
        return _detail(repository, incident_id)


def _detail(repository: IncidentRepository, incident_id: int) -> IncidentDetail:
    incident = _found(repository.get(incident_id))
    (view,) = _views(repository, [incident])
    return IncidentDetail.model_validate(
        {
            **dict(view),
            "playbook": incident.playbook,
            "cases": [TextView.model_validate(case) for case in repository.cases(incident_id)],
            "history": [EventView.model_validate(event) for event in repository.events(incident_id)],
        }
    )


def _views(repository: IncidentRepository, incidents: list[StoredIncident]) -> list[IncidentView]:
    labels = BacklogRepository(repository.session).topic_labels()
    units = repository.units([one.id for one in incidents])
    return [
        IncidentView.model_validate(
            {
                **{name: getattr(one, name) for name in FIELDS},
                "title": incident_title(
                    None if one.topic_id is None else labels[one.topic_id], one.cause, one.dimension
                ),
                "n_cases": len(units[one.id]),
                "units": spread(units[one.id]),
            }
        )
        for one in incidents
    ]


def _found(incident: StoredIncident | None) -> StoredIncident:
    if incident is None:
        raise NotFoundError("There is no incident under that id.", hint="`feedback-ai incidents list` shows the ids.")
    return incident
