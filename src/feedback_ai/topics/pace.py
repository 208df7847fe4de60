"""How long the steps of a watch are: the more texts a topic has, the shorter."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Step = Literal["hour", "day", "week"]


@dataclass(frozen=True)
class Pace:
    """Steps of a watch; all but `length` is counted in steps.

    Attributes:
        step: Their name.
        length: How long each is.
        history: Steps that a forecast is made from.
        longer: Steps that it is made from where a topic is rare, one after the other.
        scatter: Steps that the scatter of topics is estimated from, at most.
        guard: Steps before the forecast one that it leaves out, so that a rise does not become its own baseline.
        least: Without so many steps nothing is forecast.
        frozen: Steps by which the history may lag behind at most while evidence adds up.
        refresh: Steps after which the scatter of the topics is estimated anew.
        cycle: Steps after which the week, or the day, begins anew.
        coarse: Steps that are taken together for a second look at the scatter, since hours of one day are alike.
    """

    step: Step
    length: timedelta
    history: int
    longer: tuple[int, ...]
    scatter: int
    guard: int
    least: int
    frozen: int
    refresh: int
    cycle: int
    coarse: int = 1

    @property
    def steps_a_day(self) -> float:
        """How many steps a day has."""
        return timedelta(days=1) / self.length

    @property
    def week(self) -> int:
        """How many steps a week has."""
        return timedelta(weeks=1) // self.length

    @property
    def year(self) -> float:
        """How many steps a year has."""
        return timedelta(days=365.25) / self.length


HOURLY = Pace(
    "hour",
    timedelta(hours=1),
    history=28 * 24,
    longer=(),
    scatter=84 * 24,
    guard=24,
    least=14 * 24,
    frozen=72,
    refresh=24,
    cycle=24,
    coarse=24,
)
DAILY = Pace(
    "day",
    timedelta(days=1),
    history=84,
    longer=(168, 336),
    scatter=336,
    guard=7,
    least=28,
    frozen=28,
    refresh=7,
    cycle=7,
)
WEEKLY = Pace(
    "week",
    timedelta(weeks=1),
    history=24,
    longer=(48,),
    scatter=48,
    guard=1,
    least=8,
    frozen=4,
    refresh=1,
    cycle=1,
)
HOURLY_FROM = 120.0
"""Texts a day from which a topic is watched by the hour: five in each."""
WEEKLY_BELOW = 0.25
"""Texts a day below which one is watched by the week: two in each."""


def pace_of(a_day: float) -> Pace:
    """The steps in which a topic is watched.

    Args:
        a_day: Texts it had a day before the time that is judged.
    """
    if a_day >= HOURLY_FROM:
        return HOURLY
    return DAILY if a_day >= WEEKLY_BELOW else WEEKLY
