"""How cases stand: what happened to them, their clocks, their place in the queue."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feedback_ai.services.case_views import ClockView
from feedback_ai.settings import Settings
from feedback_ai.store.cases import CaseRepository, Facts, StoredCase
from feedback_ai.store.history import StoredEvent
from feedback_ai.triage.clocks import Limit, Status, read_clock
from feedback_ai.triage.queue import Priority, Waiting, load_order, prioritize
from feedback_ai.triage.sla import UNGRADED, Profile, Target, load_profile
from feedback_ai.triage.states import CaseState

STATE_EVENT, PAUSE_EVENT, RESUME_EVENT = "state", "pause", "resume"
YEARS = (1970, 2200)
"""Texts of other years have no clocks: their times are wrong, and nobody knows such holidays."""
PLACES = tuple(CaseState)
Step = tuple[datetime, CaseState]
Pause = tuple[datetime, datetime | None]
Round = tuple[datetime, Sequence[Step]]
"""When clocks began, and the steps that may end them."""
ENDS = (Status.MET, Status.UNANSWERED, Status.BREACHED)
"""How clocks end, the worst last."""


@dataclass(frozen=True)
class Labels:
    """The labels in force of a case that its standing depends on; None where there is none."""

    severity: str | None
    sentiment: str | None


@dataclass(frozen=True)
class Standing:
    """How a case stands.

    Attributes:
        case: None where nobody has worked on it.
        events: What happened to it, the first first.
        received_at: When its clocks began.
        clocks: One a target that has a limit, and earlier ones that were not met before a case was opened again.
        priority: Its place in the queue.
    """

    case: StoredCase | None
    events: list[StoredEvent]
    received_at: datetime
    clocks: tuple[ClockView, ...]
    priority: Priority

    @property
    def state(self) -> CaseState:
        """The state of the case."""
        return CaseState.RECEIVED if self.case is None else CaseState(self.case.state)

    @property
    def next_clock(self) -> ClockView | None:
        """The clock that is due first of those that have not ended."""
        return min((clock for clock in self.clocks if clock.ended_at is None), key=lambda one: one.due_at, default=None)

    @property
    def clock(self) -> Status | None:
        """How the next clock stands; where all have ended, the worst of them. None without clocks."""
        if self.next_clock is not None:
            return self.next_clock.status
        return max((clock.status for clock in self.clocks), key=ENDS.index, default=None)


def standings(session: Session, labels: Mapping[str, Labels], settings: Settings, now: datetime) -> dict[str, Standing]:
    """How cases stand at a moment, by feedback id; records that are gone are left out.

    Raises:
        SettingError: If the profile of deadlines or the order of the queue cannot be used.
    """
    profile, order = load_profile(settings.sla), load_order(settings.queue)
    repository = CaseRepository(session)
    ids = list(labels)
    facts = repository.facts(ids)
    opened, events = repository.opened(), repository.events(ids)
    customers = {own.customer for own in facts.values() if own.customer is not None}
    contacts = {customer: sorted(times) for customer, times in repository.contacts(customers).items()}
    found: dict[str, Standing] = {}
    for id_, own in facts.items():
        label = labels[id_]
        before = _n_before(own, contacts, order.repeat_days)
        waiting = Waiting(label.severity, label.sentiment, own.tier, own.received_at, before)
        found[id_] = Standing(
            case=opened.get(id_),
            events=events[id_],
            received_at=own.received_at,
            clocks=read_clocks(profile, label.severity, own.received_at, events[id_], now),
            priority=prioritize(waiting, order, now),
        )
    return found


def read_clocks(
    profile: Profile, severity: str | None, received_at: datetime, events: Sequence[StoredEvent], now: datetime
) -> tuple[ClockView, ...]:
    """The clocks of a case.

    They begin when the complaint was received; those of response and resolution begin anew where it was opened again.
    Closing a case ends them all, but does nothing that they measure: ISO 10002 has the decision told to the customer
    before a complaint is closed. So closing meets a clock that runs until then only where the customer was answered
    before. A clock that was not met before the case was opened again stays, before the one that
    began anew.

    Args:
        profile: The deadlines.
        severity: The severity in force; None where there is none.
        received_at: When it was received.
        events: What happened to it, the first first.
        now: The moment of reading.
    """
    if not YEARS[0] <= received_at.year < YEARS[1]:
        return ()
    steps = steps_of(events)
    answered = first_response(steps)
    waits = pauses(events) if profile.pauses else []
    clocks = []
    for target, limit in profile.limits.get(severity or UNGRADED, {}).items():
        *earlier, last = [(received_at, steps)] if target is Target.ACKNOWLEDGE else _rounds(received_at, steps)
        before = [_clock(profile, target, limit, one, answered, waits, now) for one in earlier]
        clocks += [clock for clock in before if clock.ended_at is not None and clock.status is not Status.MET]
        clocks.append(_clock(profile, target, limit, last, answered, waits, now))
    return tuple(clocks)


def steps_of(events: Sequence[StoredEvent]) -> list[Step]:
    """The states that a case went to, and when, the first first."""
    return [(event.at, CaseState(event.detail["to"])) for event in events if event.kind == STATE_EVENT]


def first_response(steps: Sequence[Step]) -> datetime | None:
    """When the customer was answered first; a case that is closed without that was not solved for anybody."""
    return next((at for at, to in steps if to is CaseState.RESPONDED), None)


def _rounds(received_at: datetime, steps: Sequence[Step]) -> list[Round]:
    """The steps from receipt on, and anew from each time that the case was opened again."""
    places = [place for place, (_, to) in enumerate(steps) if to is CaseState.REOPENED]
    ends = [*places, len(steps)]
    return [
        (received_at, steps[: ends[0]]),
        *((steps[place][0], steps[place:end]) for place, end in zip(places, ends[1:], strict=True)),
    ]


def _clock(
    profile: Profile,
    target: Target,
    limit: Limit,
    own: Round,
    answered: datetime | None,
    waits: Sequence[Pause],
    now: datetime,
) -> ClockView:
    start, steps = own
    wanted = profile.until[target]
    ended, by = next(((at, to) for at, to in steps if _reached(to, wanted)), (None, None))
    pauses_until = [wait for wait in waits if ended is None or wait[0] < ended]
    read = read_clock(limit, profile.calendar, start, now=now, done=ended, pauses=pauses_until, warn_at=profile.warn_at)
    is_answered = answered is not None and ended is not None and answered <= ended
    cut_off = by is CaseState.CLOSED and (wanted is not CaseState.CLOSED or not is_answered)
    return ClockView(
        target=target,
        started_at=start,
        due_at=read.due_at,
        done_at=None if cut_off else ended,
        ended_at=ended,
        status=Status.UNANSWERED if read.status is Status.MET and cut_off else read.status,
        used=round(read.used, 4),
    )


def pauses(events: Sequence[StoredEvent]) -> list[Pause]:
    """While the customer was waited for; the end is None while that goes on."""
    found: list[Pause] = []
    for event in events:
        if event.kind == PAUSE_EVENT:
            found.append((event.at, None))
        elif event.kind == RESUME_EVENT:
            found[-1] = (found[-1][0], event.at)
    return found


def is_paused(events: Sequence[StoredEvent]) -> bool:
    """Whether the customer is waited for."""
    waits = pauses(events)
    return bool(waits) and waits[-1][1] is None


def _reached(state: CaseState, wanted: CaseState) -> bool:
    return state is not CaseState.REOPENED and PLACES.index(state) >= PLACES.index(wanted)


def _n_before(own: Facts, contacts: Mapping[str, list[datetime]], days: float) -> int | None:
    if own.customer is None:
        return None
    times = contacts[own.customer]
    if not YEARS[0] <= own.received_at.year < YEARS[1]:
        return 0
    return bisect_left(times, own.received_at) - bisect_left(times, own.received_at - timedelta(days=days))
