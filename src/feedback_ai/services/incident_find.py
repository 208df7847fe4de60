"""Mass incidents are proposed, and later cases join them: rates of matters, by a scan over a few windows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_ai.schema.labels import worst
from feedback_ai.services.alert_material import Material
from feedback_ai.services.topics_follow import Succession
from feedback_ai.store.incidents import IncidentRepository, StoredIncident
from feedback_ai.triage.incident_rules import Detection, IncidentRules
from feedback_ai.triage.incidents import (
    OPEN,
    Case,
    IncidentState,
    Matter,
    commonest,
    group,
    n_between,
    n_by_day,
)

if TYPE_CHECKING:
    from feedback_ai.topics import Rates

DAY = timedelta(days=1)
SAME_SHARE = 0.5
"""Of two matters that share more of their cases than this, one is proposed: the surer one."""
MIN_HISTORY = timedelta(days=7)
"""Least time with texts before the longest window; else nothing is known of the usual rate."""


@dataclass(frozen=True)
class Burst:
    """A matter in the window in which its cases stand out most.

    Attributes:
        days: Length of that window.
        cases: Its cases in it.
        rates: Its rate there against the usual one.
        p: The least p value of all windows, times their number.
    """

    days: int
    cases: tuple[Case, ...]
    rates: "Rates"
    p: float


@dataclass(frozen=True)
class Proposals:
    """What a check did about incidents: ids of the new ones, cases that joined known ones, a note if it could not."""

    proposed: tuple[int, ...]
    n_joined: int
    note: str | None


def propose(
    repository: IncidentRepository,
    rules: IncidentRules,
    material: Material,
    topics: Succession,
    end: datetime,
    now: datetime,
    actor: str,
) -> Proposals:
    """Let later cases join the open incidents, and propose new ones; repeating it changes nothing.

    Cases join as long as their matter comes `min_ratio` times as often as usual. An incident of a topic that was merged
    into another one goes on with that one; one of a topic that was split goes on with the topic, not with its parts.
    Cases of a dismissed or closed incident are not counted again. An incident that a later check has seen is left as it
    is, and its matter with it.

    Args:
        repository: Of a writing transaction that holds the lock.
        rules: What counts as an incident.
        material: The texts of `rules.detection.span_days` before the end, or more.
        topics: What became of topics.
        end: The moment of the check.
        now: The time of day.
        actor: Who checks.
    """
    own = [case for case in material.cases if _counts(case, rules.detection)]
    matters = group(own)
    known = repository.all(states=list(IncidentState))
    members = repository.case_ids()
    open_of = _by_matter([one for one in known if one.state in OPEN], topics)
    history = end - max(rules.detection.days) * DAY
    if not material.times or material.times[0] > history - MIN_HISTORY:
        note = f"incidents: there are less than {MIN_HISTORY.days} days of history before the longest window."
        return Proposals((), 0, note)
    over = {id_ for one in known if one.state not in OPEN for id_ in members.get(one.id, ())}
    bursts = _bursts(matters, over, material.times, end, rules.detection)
    n_joined = 0
    for matter, incident in open_of.items():
        if incident.last_seen <= end and matter in bursts and _stands_out(bursts[matter], rules.detection):
            new = _new_cases(matters.get(matter, []), incident, members.get(incident.id, set()))
            n_joined += _join(repository, incident, new, end, now, actor)
    open_ids = {one.id for one in known if one.state in OPEN}
    covered = [ids for incident_id, ids in repository.case_ids().items() if incident_id in open_ids]
    proposed: list[int] = []
    for matter, q in _surprising(bursts, rules.detection):
        ids = {case.feedback_id for case in bursts[matter].cases}
        # A text of two topics, or of two causes, must not make two incidents of one.
        if matter not in open_of and all(len(ids & others) <= SAME_SHARE * len(ids) for others in covered):
            covered.append(ids)
            proposed.append(_add(repository, matter, bursts[matter], q, rules, end, now, actor))
    return Proposals(tuple(proposed), n_joined, None)


def _counts(case: Case, detection: Detection) -> bool:
    return detection.complaints or case.severity in detection.severity


def _by_matter(incidents: Sequence[StoredIncident], topics: Succession) -> dict[Matter, StoredIncident]:
    """The incident of each matter; where a merger made one of two, that of the topic that stayed, else the first."""
    found: dict[Matter, StoredIncident] = {}
    own = {one.id: None if one.topic_id is None else topics.now(one.topic_id) for one in incidents}
    for one in sorted(incidents, key=lambda one: (one.topic_id != own[one.id], one.started_at, one.id)):
        found.setdefault(Matter(own[one.id], one.cause, one.dimension), one)
    return found


def _new_cases(cases: Sequence[Case], incident: StoredIncident, known: set[str]) -> list[Case]:
    return [case for case in cases if case.at >= incident.started_at and case.feedback_id not in known]


def _join(
    repository: IncidentRepository,
    incident: StoredIncident,
    new: Sequence[Case],
    end: datetime,
    now: datetime,
    actor: str,
) -> int:
    joined = repository.add_cases(incident.id, [case.feedback_id for case in new])
    worse = worst([incident.severity, *(case.severity for case in new)])
    repository.change(incident.id, {"last_seen": end, "severity": worse})
    if joined:
        repository.add_event(incident.id, now, actor, "joined", {"cases": joined, "as_of": end.isoformat()})
    return joined


def _bursts(
    matters: Mapping[Matter, Sequence[Case]],
    over: set[str],
    times: Sequence[datetime],
    end: datetime,
    detection: Detection,
) -> dict[Matter, Burst]:
    """Each matter in the window in which it stands out most.

    All windows are compared with the time before the longest one, which no burst of these days has raised; each by the
    texts that are not of the matter, among which a great incident cannot hide behind itself.

    Args:
        matters: Cases of each, by time.
        over: Ids of cases that belong to an incident that is dismissed or closed.
        times: When all texts were written, in order.
        end: End of all windows.
        detection: What counts as an incident.
    """
    import numpy as np

    from feedback_ai.topics import dispersions

    history = end - max(detection.days) * DAY
    n_days = (history - max(times[0], end - detection.span_days * DAY)) // DAY
    start = history - n_days * DAY
    own = {matter: [case.at for case in cases] for matter, cases in matters.items()}
    counts = [n_by_day(at, start, n_days) for at in own.values()]
    scatter = dispersions(np.array(counts).reshape(len(own), n_days), np.array(n_by_day(times, start, n_days)))
    exposure = n_between(times, start, history)
    found = {}
    for (matter, at), more in zip(own.items(), scatter, strict=True):
        before = n_between(at, start, history)
        usual = before, exposure - before, more
        left = [case for case in matters[matter] if case.feedback_id not in over]
        found[matter] = _burst(left, usual, times, end, detection.days)
    return found


def _burst(
    cases: Sequence[Case], usual: tuple[int, int, float], times: Sequence[datetime], end: datetime, days: Sequence[int]
) -> Burst:
    """The window in which cases stand out most, the shortest on a tie.

    Args:
        cases: Of one matter, by time.
        usual: Its cases and the other texts of the usual time, and how much its cases scatter.
        times: When all texts were written, in order.
        end: End of all windows.
        days: Lengths of the windows.
    """
    from feedback_ai.topics import compare_rates

    before, others_before, scatter = usual
    windows = sorted(set(days))
    found = []
    for length in windows:
        since = end - length * DAY
        own = tuple(case for case in cases if case.at >= since)
        others = max(1, n_between(times, since, end) - len(own))
        rates = compare_rates(len(own), others, before, max(1, others_before), scatter)
        found.append(Burst(length, own, rates, min(1.0, rates.p * len(windows))))
    return min(found, key=lambda burst: burst.p)


def _stands_out(burst: Burst, detection: Detection) -> bool:
    return burst.rates.ratio is None or burst.rates.ratio >= detection.min_ratio


def _surprising(bursts: Mapping[Matter, Burst], detection: Detection) -> list[tuple[Matter, float]]:
    """The matters that keep floor and limits, with their q value over all matters.

    Causes come first, the least q value before others, but not one of whose cases half are of a topic in the list: the
    topic says more of the same thing. So neither a topic that is a small part of something wider is proposed in its
    place, nor a cause in place of a topic.
    """
    from feedback_ai.topics import false_discovery_rates

    qs = false_discovery_rates([burst.p for burst in bursts.values()])
    found = [
        (matter, q)
        for (matter, burst), q in zip(bursts.items(), qs, strict=True)
        if len(burst.cases) >= detection.min_texts and q <= detection.max_q and _stands_out(burst, detection)
    ]
    found.sort(key=lambda one: (one[1], _order(one[0])))
    ids = {matter: {case.feedback_id for case in bursts[matter].cases} for matter, _ in found}
    topics = [(matter, q) for matter, q in found if matter.topic_id is not None]
    wide = [
        (matter, q)
        for matter, q in found
        if matter.topic_id is None
        and all(len(ids[matter] & ids[topic]) < SAME_SHARE * len(ids[matter]) for topic, _ in topics)
    ]
    return [*wide, *topics]


def _order(matter: Matter) -> tuple[int, str, str]:
    return matter.topic_id or 0, matter.cause or "", matter.dimension or ""


def _add(
    repository: IncidentRepository,
    matter: Matter,
    burst: Burst,
    q: float,
    rules: IncidentRules,
    end: datetime,
    now: datetime,
    actor: str,
) -> int:
    severity = worst(case.severity for case in burst.cases)
    cause = matter.cause or commonest(cause for case in burst.cases for cause in case.causes)
    dimension = matter.dimension or commonest(facet for case in burst.cases for facet in case.dimensions)
    playbook = rules.playbook_for(severity, cause, dimension)
    figures = {
        "window_days": burst.days,
        "observed": len(burst.cases),
        "expected": burst.rates.expected,
        "ratio": burst.rates.ratio,
        "ratio_low": burst.rates.ratio_low,
        "p": burst.p,
        "q": q,
        "causes": dict(Counter(cause for case in burst.cases for cause in case.causes)),
        "dimensions": dict(Counter(facet for case in burst.cases for facet in case.dimensions)),
    }
    incident_id = repository.add(
        {
            "topic_id": matter.topic_id,
            "cause": matter.cause,
            "dimension": matter.dimension,
            "state": str(IncidentState.PROPOSED),
            "severity": severity,
            "started_at": burst.cases[0].at,
            "figures": figures,
            "playbook": None if playbook is None else playbook.model_dump(mode="json", include={"name", "steps"}),
            "proposed_at": now,
            "last_seen": end,
        }
    )
    n_cases = repository.add_cases(incident_id, [case.feedback_id for case in burst.cases])
    repository.add_event(incident_id, now, actor, "proposed", {"cases": n_cases, "as_of": end.isoformat()})
    return incident_id
