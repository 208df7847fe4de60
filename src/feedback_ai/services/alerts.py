"""Alerts as people work on them: list, look at, acknowledge, close."""

from datetime import UTC, datetime

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.notify.states import AlertState, check_step, state_of
from feedback_ai.services.alert_views import (
    AlertDetail,
    AlertList,
    AlertView,
    EventView,
    Latency,
    MessageView,
    TextView,
    quantiles,
)
from feedback_ai.store import Store
from feedback_ai.store.alerts import FIELDS, AlertRepository, StoredAlert
from feedback_ai.store.outbox import OutboxRepository
from feedback_ai.store.records import is_storable

MAX_EVIDENCE = 50
"""Texts that are shown of an alert, the newest ones."""
MAX_NOTE_CHARS = 4_000
NOT_CLOSED = (AlertState.OPEN, AlertState.ACKNOWLEDGED)


def list_alerts(
    store: Store, *, state: str | None = None, rule: str | None = None, closed: bool = False, limit: int | None = None
) -> AlertList:
    """Alerts, the last opened first, and how long all alerts of the store took.

    Args:
        store: The store.
        state: Only those in this state.
        rule: Only those of this rule.
        closed: Closed ones too.
        limit: At most so many; all if None.

    Raises:
        OptionError: If there is no such state.
    """
    states = [state_of(state)] if state is not None else list(AlertState) if closed else list(NOT_CLOSED)
    with store.reading() as session:
        repository = AlertRepository(session)
        alerts = repository.all(states=states, rule=rule, limit=limit)
        counts = repository.n_texts([alert.id for alert in alerts])
        waits = repository.latencies()
    return AlertList(
        items=tuple(_view(alert, counts.get(alert.id, 0)) for alert in alerts),
        latency=Latency(
            opened=quantiles([_seconds(arrived, opened) for arrived, opened, _ in waits]),
            delivered=quantiles([_seconds(arrived, delivered) for arrived, _, delivered in waits if delivered]),
        ),
    )


def get_alert(store: Store, alert_id: int) -> AlertDetail:
    """One alert with its newest texts, its messages and its history.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.reading() as session:
        return _detail(AlertRepository(session), alert_id)


def acknowledge(store: Store, alert_id: int, *, actor: str, note: str | None = None) -> AlertDetail:
    """Say that someone looks after an alert.

    Raises:
        NotFoundError: If there is none under that id.
        OptionError: If it is not open, or the note cannot be used.
    """
    return _step(store, alert_id, AlertState.ACKNOWLEDGED, actor, note, datetime.now(UTC))


def close(
    store: Store, alert_id: int, *, actor: str, note: str | None = None, at: datetime | None = None
) -> AlertDetail:
    """Close an alert; it opens again when its matter comes back after the rest.

    Args:
        store: The store.
        alert_id: Its id.
        actor: Who closes it.
        note: What there is to say.
        at: From when on its matter counts as coming back; now if None.

    Raises:
        NotFoundError: If there is none under that id.
        OptionError: If it is closed already, or the note cannot be used.
    """
    return _step(store, alert_id, AlertState.CLOSED, actor, note, at or datetime.now(UTC))


def check_note(note: str | None) -> None:
    """Make sure that a note can be kept.

    Raises:
        OptionError: If it is empty, too long or not storable.
    """
    if note is not None and not (note.strip() and len(note) <= MAX_NOTE_CHARS and is_storable(note)):
        raise OptionError("The note cannot be used.", hint=f"Give 1 to {MAX_NOTE_CHARS:,} characters of text.")


def _step(store: Store, alert_id: int, wanted: AlertState, actor: str, note: str | None, at: datetime) -> AlertDetail:
    check_note(note)
    with store.writing() as session:
        repository = AlertRepository(session)
        repository.lock()
        alert = _found(repository.get(alert_id))
        check_step(AlertState(alert.state), wanted)
        closed_at = at if wanted is AlertState.CLOSED else None
        repository.change(alert_id, {"state": str(wanted), "closed_at": closed_at})
        repository.add_event(alert_id, at, actor, str(wanted), {"note": note.strip()} if note else {})
        session.flush()
        return _detail(repository, alert_id)


def _detail(repository: AlertRepository, alert_id: int) -> AlertDetail:
    alert = _found(repository.get(alert_id))
    ((arrived, opened, delivered),) = repository.latencies(alert_id)
    messages = OutboxRepository(repository.session).of_alert(alert_id)
    view = _view(alert, repository.n_texts([alert_id]).get(alert_id, 0))
    return AlertDetail(
        **dict(view),
        latency_s={
            "opened": _seconds(arrived, opened),
            "delivered": None if delivered is None else _seconds(arrived, delivered),
        },
        evidence=tuple(TextView.model_validate(text) for text in repository.texts(alert_id, MAX_EVIDENCE)),
        messages=tuple(MessageView.model_validate(message) for message in messages),
        history=tuple(EventView.model_validate(event) for event in repository.events(alert_id)),
    )


def _view(alert: StoredAlert, n_texts: int) -> AlertView:
    return AlertView.model_validate({**{name: getattr(alert, name) for name in FIELDS}, "n_texts": n_texts})


def _seconds(arrived: datetime, then: datetime) -> float:
    return (then - arrived).total_seconds()


def _found(alert: StoredAlert | None) -> StoredAlert:
    if alert is None:
        raise NotFoundError("There is no alert under that id.", hint="`feedback-ai alerts list` shows the ids.")
    return alert
