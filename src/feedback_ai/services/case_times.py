"""When cases were answered, solved and followed up: what indicators and grades take from them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from feedback_ai.measure.servqual import group_of
from feedback_ai.services.case_standing import STATE_EVENT, Labels, Standing, standings
from feedback_ai.services.evidence import Evidence
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.cases import CaseRepository, StoredFollowUp
from feedback_ai.triage.clocks import Status
from feedback_ai.triage.follow_up import RESULTS, Outcome
from feedback_ai.triage.sla import Target
from feedback_ai.triage.states import CaseState

COLUMNS = ("feedback_id", "first_response_h", "resolution_h", "followed_up", "in_time", "satisfied")
SHARES = {"response_speed": "in_time", "follow_up": "satisfied"}
"""Parts of grades that cases tell, and the column that each is the share of."""


def case_times(
    store: Store, evidence: Evidence, settings: Settings, *, now: datetime | None = None
) -> pd.DataFrame | None:
    """The times of the cases that somebody has worked on, among some records.

    Args:
        store: The store.
        evidence: The records.
        settings: Settings in force.
        now: The moment at which clocks are read; now if None.

    Returns:
        The columns of `evidence.texts`, and of each case the hours to its first response and to its last closing
        (`first_response_h`, `resolution_h`), whether it was followed up (`followed_up`, of closed ones), whether the
        deadline of the first response was met (`in_time`) and what the follow-up found (`satisfied`); NA where it has
        not come to that. None where nobody has worked on any.

    Raises:
        SettingError: If the profile of deadlines or the order of the queue cannot be used.
    """
    texts = evidence.texts.set_index("feedback_id", drop=False)
    with store.reading() as session:
        repository = CaseRepository(session)
        opened = [id_ for id_ in repository.opened() if id_ in texts.index]
        labels = {id_: Labels(*(_known(texts.at[id_, name]) for name in ("severity", "sentiment"))) for id_ in opened}
        found = standings(session, labels, settings, now or datetime.now(UTC))
        rows = [_row(id_, one, repository.follow_ups(id_)) for id_, one in found.items()]
    if not rows:
        return None
    return evidence.texts.merge(pd.DataFrame(rows, columns=COLUMNS), on="feedback_id")


def case_shares(cases: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares of cases as grades take them: `month`, `unit`, `part`, `value` (in [0, 1]), `n`.

    Args:
        cases: As `case_times` gives them.
        by: What is graded: "unit", "touchpoint" or "channel".
    """
    keys = {"month": group_of(cases, "month"), "unit": group_of(cases, by)}
    placed = cases.assign(**{name: cases["feedback_id"].map(own) for name, own in keys.items()})
    placed = placed[placed["month"].notna() & (placed["unit"] != "")]
    frames = []
    for part, column in SHARES.items():
        known = placed[placed[column].notna()].astype({column: float})
        shares = known.groupby(["month", "unit"])[column].agg(value="mean", n="size").reset_index()
        frames.append(shares.assign(part=part))
    return pd.concat(frames, ignore_index=True)


def _row(id_: str, standing: Standing, follow_ups: Sequence[StoredFollowUp]) -> tuple[Any, ...]:
    steps = [(event.at, event.detail["to"]) for event in standing.events if event.kind == STATE_EVENT]
    responded = [at for at, to in steps if to in (CaseState.RESPONDED, CaseState.CLOSED)]
    closed = [at for at, to in steps if to == CaseState.CLOSED] if standing.state is CaseState.CLOSED else []
    results = [one.outcome == Outcome.SATISFIED for one in follow_ups if one.outcome in RESULTS]
    statuses = [clock.status for clock in standing.clocks if clock.target is Target.FIRST_RESPONSE]
    in_time = {Status.MET: True, Status.BREACHED: False}
    return (
        id_,
        _hours(standing.received_at, responded[:1]),
        _hours(standing.received_at, closed[-1:]),
        bool(results) if closed or results else None,
        in_time.get(statuses[0]) if statuses else None,
        results[-1] if results else None,
    )


def _hours(since: datetime, moments: Sequence[datetime]) -> float | None:
    return (moments[0] - since).total_seconds() / 3600 if moments else None


def _known(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
