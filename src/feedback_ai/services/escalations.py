"""Escalations as records: kept once a month is over, listed, acknowledged; free of pandas, for the API."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.measure.grading import load_grading
from feedback_ai.services.alerts import check_note
from feedback_ai.services.backlog_views import Words
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import Store
from feedback_ai.store.escalations import EscalationRepository, StoredEscalation

KEY = ("unit", "month", "rule")


class MonthLetterView(BaseModel):
    """The letter of a month."""

    model_config = ConfigDict(frozen=True)

    month: str
    letter: str


class EscalationView(BaseModel):
    """What a rule asked for, as it was when the month was graded first."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    by: str = Field(description="What was graded: `unit`, `touchpoint` or `channel`.")
    unit: str
    unit_name: Words
    month: str
    rule: str
    rule_name: Words
    letters: tuple[MonthLetterView, ...] = Field(description="The letters that led to it.")
    created_at: datetime
    lapsed_at: datetime | None = Field(
        description="Since when it no longer follows from the letters in force; null while it does."
    )
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str | None


def keep_escalations(
    store: Store, by: str, found: Sequence[Mapping[str, Any]], last: str, *, now: datetime | None = None
) -> None:
    """Keep what follows from the letters of finished months; repeating it changes nothing.

    What was kept and no longer follows is marked as lapsed, never deleted; what follows again is not lapsed any more.

    Args:
        store: The store.
        by: What was graded.
        found: All that follows by now, of every unit and month up to `last`: `unit`, `name`, `month`, `rule`,
            `rule_name` and `letters`.
        last: The last month that is judged ("2026-07"); records of later ones stay as they are.
        now: When it is told; the present if None.
    """
    at = now or datetime.now(UTC)
    with store.reading() as session:
        if not _changes(EscalationRepository(session).all(by=by), found, last):
            return
    with store.writing() as session:
        repository = EscalationRepository(session)
        repository.lock()
        known = repository.all(by=by)
        there = {tuple(getattr(one, name) for name in KEY) for one in known}
        for one in found:
            if tuple(one[name] for name in KEY) not in there:
                plain = {name: one[name] for name in (*KEY, "rule_name", "letters")}
                repository.add(plain | {"by": by, "unit_name": one["name"], "created_at": at})
        for kept, lapsed in _changes(known, found, last):
            if kept is not None:
                repository.change(kept.id, {"lapsed_at": at if lapsed else None})


def list_escalations(store: Store, *, unit: str | None = None, every: bool = False) -> list[EscalationView]:
    """Escalations, the last month first.

    Args:
        store: The store.
        unit: Only those of this unit (touchpoint, channel).
        every: Acknowledged and lapsed ones too.
    """
    with store.reading() as session:
        found = EscalationRepository(session).all(unit=unit)
    return [
        EscalationView.model_validate(one)
        for one in found
        if every or (one.acknowledged_at is None and one.lapsed_at is None)
    ]


def acknowledge(
    store: Store,
    escalation_id: int,
    *,
    actor: str,
    note: str | None = None,
    now: datetime | None = None,
    settings: Settings | None = None,
) -> EscalationView:
    """Take note of an escalation.

    Raises:
        NotFoundError: If there is none under that id.
        OptionError: If somebody did already, the note cannot be used, or its rule asks for one and there is none.
        SettingError: If the rules of grades cannot be read.
    """
    check_note(note)
    rules = load_grading((settings or get_settings()).grades).rule
    asking = {rule.name for rule in rules if rule.note}
    with store.writing() as session:
        repository = EscalationRepository(session)
        repository.lock()
        one = repository.get(escalation_id)
        if one is None:
            raise NotFoundError(
                "There is no escalation under that id.", hint="`feedback-ai measure escalations --all` shows the ids."
            )
        if one.acknowledged_at is not None:
            raise OptionError(f"{one.acknowledged_by} acknowledged it already.", hint="It needs nothing more.")
        if one.rule in asking and note is None:
            raise OptionError(
                f"Escalation {escalation_id} asks for a note that says what the cause was.",
                hint="Give one with --note.",
            )
        values = {"acknowledged_at": now or datetime.now(UTC), "acknowledged_by": actor}
        repository.change(escalation_id, values | {"note": note.strip() if note else None})
        session.expire_all()
        return EscalationView.model_validate(repository.get(escalation_id))


def _changes(
    known: Sequence[StoredEscalation], found: Sequence[Mapping[str, Any]], last: str
) -> list[tuple[StoredEscalation | None, bool]]:
    """Records that lapse (True) or hold again (False), and None for each that is new."""
    due = {tuple(one[name] for name in KEY) for one in found}
    there = {tuple(getattr(one, name) for name in KEY): one for one in known}
    changed = [(one, key not in due) for key, one in there.items() if one.month <= last]
    new: list[tuple[StoredEscalation | None, bool]] = [(None, False) for _ in due - there.keys()]
    return [*new, *((one, lapses) for one, lapses in changed if lapses == (one.lapsed_at is None))]
