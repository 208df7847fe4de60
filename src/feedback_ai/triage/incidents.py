"""Mass incidents: which cases are of one matter, how many fall into each window, and the states an incident takes."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from feedback_ai.errors import OptionError
from feedback_ai.schema.labels import RootCause

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """A case with what it is about: negative facets, and causes and topics of the segments that judge them."""

    feedback_id: str
    at: datetime
    unit: str | None
    severity: str | None
    topics: frozenset[int]
    causes: frozenset[str]
    dimensions: frozenset[str]


@dataclass(frozen=True, order=True)
class Matter:
    """What cases have in common: a topic, or a root cause with a dimension."""

    topic_id: int | None = None
    cause: str | None = None
    dimension: str | None = None


def matters_of(case: Case) -> frozenset[Matter]:
    """The matters of a case: each of its topics, and each named cause with each dimension.

    What breaks down today is often told in the words of several topics, or of none yet: the cause gathers it. A cause
    that the customer does not name makes no matter: cases would be together that have nothing in common.
    """
    topics = frozenset(Matter(topic_id=topic) for topic in case.topics)
    named = case.causes - {RootCause.UNKNOWN}
    return topics | {Matter(cause=cause, dimension=facet) for cause in named for facet in case.dimensions}


def group(cases: Iterable[Case]) -> dict[Matter, list[Case]]:
    """The cases of each matter, by time."""
    found: dict[Matter, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: (one.at, one.feedback_id)):
        for matter in matters_of(case):
            found[matter].append(case)
    return dict(found)


def n_between(times: Sequence[datetime], start: datetime, end: datetime) -> int:
    """How many of the times, which are in order, lie between two moments, the end exclusive."""
    return bisect_left(times, end) - bisect_left(times, start)


def n_by_day(times: Sequence[datetime], start: datetime, days: int) -> list[int]:
    """How many of the times lie in each of so many days from a moment on."""
    return [n_between(times, start + day * DAY, start + (day + 1) * DAY) for day in range(days)]


def spread(units: Iterable[str | None]) -> dict[str, int]:
    """Cases by unit, the most first; "" where a case names none."""
    counts = Counter(unit or "" for unit in units)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def commonest(values: Iterable[str]) -> str | None:
    """The value that comes most often, the first by name on a tie; None where there is none."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


class IncidentState(StrEnum):
    """Where an incident is; a check proposes it, people decide."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLOSED = "closed"


STEPS: dict[IncidentState, tuple[IncidentState, ...]] = {
    IncidentState.PROPOSED: (IncidentState.CONFIRMED, IncidentState.DISMISSED),
    IncidentState.CONFIRMED: (IncidentState.CLOSED,),
    IncidentState.DISMISSED: (),
    IncidentState.CLOSED: (),
}
"""The steps that people may take from each state."""
OPEN = (IncidentState.PROPOSED, IncidentState.CONFIRMED)
"""States in which later cases of the same matter join."""


def incident_state(name: str) -> IncidentState:
    """The state of a name.

    Raises:
        OptionError: If there is none.
    """
    try:
        return IncidentState(name)
    except ValueError:
        raise OptionError(
            f"There is no state {name!r}.", hint="Give one of them.", options=list(IncidentState)
        ) from None


def check_step(now: IncidentState, wanted: IncidentState) -> None:
    """Make sure that an incident may take a step.

    Raises:
        OptionError: If not, naming those that it may.
    """
    if wanted not in STEPS[now]:
        hint = "Take a step that its state allows." if STEPS[now] else "Nothing more can be done with it."
        raise OptionError(f"An incident that is {now} cannot become {wanted}.", hint=hint, options=STEPS[now])
