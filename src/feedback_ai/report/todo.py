"""What is to be done, as a report tells it: backlog, teams, critical texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback_ai.report.said import Change, Quote


@dataclass(frozen=True)
class Part:
    """A part of a priority: its factor and the exponent of that."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True)
class Item:
    """An item of the backlog; `priority` is in [0, 100]."""

    id: int
    title: Mapping[str, str]
    priority: float
    parts: tuple[Part, ...]
    state: str
    team: str | None
    owner: str | None
    due: datetime | None
    n_texts: int


@dataclass(frozen=True)
class Backlog:
    """The first open items of the backlog; `built` says whether it has any items, closed ones too."""

    built: bool
    n_open: int = 0
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Team:
    """Complaints that a team has to act on; `name` is None where no rule names one.

    Attributes:
        severities: Complaints by severity, `""` where the model abstained.
    """

    name: str | None
    n: int
    severities: Mapping[str, int]


@dataclass(frozen=True)
class Critical:
    """Texts graded S1.

    Attributes:
        n: Of the period; `graded`: texts that have a grade at all.
        n_before, graded_before: The same of the period before.
        change: Of their share of the graded texts; None where it cannot be compared.
        quotes: The surest of them.
    """

    n: int
    graded: int
    n_before: int
    graded_before: int
    change: Change | None
    quotes: tuple[Quote, ...] = ()
