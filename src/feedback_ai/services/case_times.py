"""When complaints were answered, solved and followed up: what indicators and grades take from cases."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from feedback_ai.measure.servqual import group_of
from feedback_ai.services.case_standing import first_response, read_clocks, steps_of
from feedback_ai.services.cases import complaints
from feedback_ai.services.evidence import Evidence
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository
from feedback_ai.store.history import StoredEvent
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.follow_up import RESULTS, Outcome
from feedback_ai.triage.sla import Profile, Target, load_profile
from feedback_ai.triage.states import CaseState

COLUMNS = ("feedback_id", "first_response_h", "resolution_h", "waiting_h", "followed_up", "in_time", "results")
Dated = tuple[datetime, bool]
"""Whether something went well, and when that was decided."""


def case_times(
    store: Store, evidence: Evidence, settings: Settings, *, now: datetime | None = None
) -> pd.DataFrame | None:
    """The times of the complaints among some records, those that nobody has worked on yet too.

    Args:
        store: The store.
        evidence: The records.
        settings: Settings in force.
        now: The moment at which clocks are read, and up to which events count; the present if None.

    Returns:
        The columns of `evidence.texts`, and of each complaint the hours to its first response and to its last closing
        (`first_response_h`, `resolution_h`; a case that is closed without a response, as a duplicate is, was not solved
        for anybody and has neither), the hours that an open one has waited (`waiting_h`), whether it was followed up
        (`followed_up`, of closed ones); NA where it has not come to that. `in_time` has whether the deadline of the
        first response was met, which closing without one does not, whatever was opened again later, and `results`
        whether the customer was content at each follow-up, each a list of `Dated`. A deadline of a month before the one
        in which any case was first worked on, or before the text was a case (a complaint is one at once, another text
        from the first step on), is not among them. None where nobody worked with cases by then.

    Raises:
        SettingError: If the profile of deadlines cannot be used.
    """
    profile, at = load_profile(settings.sla), now or datetime.now(UTC)
    with store.reading() as session:
        repository = CaseRepository(session)
        begun = {id_: began for id_, began in repository.begun().items() if began <= at}
        if not begun:
            return None
        found, born = complaints(evidence, begun), set(complaints(evidence).index)
        ids = list(found.index)
        facts, events, outcomes = repository.facts(ids), repository.events(ids), repository.outcomes(ids)
    rows, first = [], _month(min(begun.values()))
    for id_, severity in found["severity"].items():
        if id_ in facts:
            own = [event for event in events[id_] if event.at <= at]
            results = [
                (when, outcome == Outcome.SATISFIED)
                for when, outcome in outcomes.get(id_, ())
                if when <= at and outcome in RESULTS
            ]
            graded = None if pd.isna(severity) else str(severity)
            *times, dated = _times(profile, graded, facts[id_].received_at, own, results, at)
            since = first if id_ in born else _month(begun[id_])
            rows.append((id_, *times, [one for one in dated if _month(one[0]) >= since], results))
    return evidence.texts.merge(pd.DataFrame(rows, columns=COLUMNS), on="feedback_id")


def case_shares(cases: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares of cases as grades take them: `month`, `unit`, `part`, `value` (in [0, 1]), `n`.

    A first response counts in the month in which it was given or its deadline passed, a follow-up in its own month, the
    last one of a case in a month: what happens later changes no month that is over.

    Args:
        cases: As `case_times` gives them; those without a time are left out.
        by: What is graded: "unit", "touchpoint" or "channel".
    """
    placed = cases.assign(unit=cases["feedback_id"].map(group_of(cases, by)))
    placed = placed[placed["created_at"].notna() & (placed["unit"] != "")]
    frames = []
    for part, column in (("response_speed", "in_time"), ("follow_up", "results")):
        rows = [
            (id_, unit, _month(at), good)
            for id_, unit, dated in placed[["feedback_id", "unit", column]].itertuples(index=False, name=None)
            for at, good in dated
        ]
        told = pd.DataFrame(rows, columns=["feedback_id", "unit", "month", "good"]).astype({"good": float})
        told = told.drop_duplicates(["feedback_id", "month"], keep="last")
        shares = told.groupby(["month", "unit"])["good"].agg(value="mean", n="size").reset_index()
        frames.append(shares.assign(part=part))
    return pd.concat(frames, ignore_index=True)


def _times(
    profile: Profile,
    severity: str | None,
    received_at: datetime,
    events: Sequence[StoredEvent],
    results: Sequence[Dated],
    now: datetime,
) -> tuple[Any, ...]:
    """The columns of a case but its id and its results."""
    steps = steps_of(events)
    responded = first_response(steps)
    closed = steps[-1][0] if steps and steps[-1][1] is CaseState.CLOSED else None
    return (
        _hours(received_at, responded),
        _hours(received_at, closed if responded else None),
        None if closed else _hours(received_at, now),
        bool(results) if closed or results else None,
        _in_time(profile, severity, received_at, events, now),
    )


def _in_time(
    profile: Profile, severity: str | None, received_at: datetime, events: Sequence[StoredEvent], now: datetime
) -> list[Dated]:
    """Whether the first response met its deadline; one that is overdue did not, nor a case closed without one.

    Nothing while its time runs.
    """
    places = [place for place, event in enumerate(events) if event.detail.get("to") == CaseState.REOPENED]
    first = events[: places[0]] if places else events
    clocks = read_clocks(profile, severity, received_at, first, now)
    clock = next((clock for clock in clocks if clock.target is Target.FIRST_RESPONSE), None)
    if clock is not None and clock.status == Status.BREACHED:
        return [(clock.due_at, False)]
    if clock is not None and clock.ended_at is not None:
        return [(clock.ended_at, clock.status == Status.MET)]
    return []


def _month(moment: datetime) -> str:
    return f"{moment:%Y-%m}"


def _hours(since: datetime, moment: datetime | None) -> float | None:
    return None if moment is None else (moment - since).total_seconds() / 3600
