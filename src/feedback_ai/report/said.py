"""What customers said, as a report tells it: counts, scores, causes, topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from feedback_ai.report.fishbone import FishBone
    from feedback_ai.schema.names import Lang


@dataclass(frozen=True)
class Count:
    """Texts of one kind, now and in the period before."""

    name: str
    n: int
    before: int


@dataclass(frozen=True)
class Change:
    """A change against the period before: the difference, its 95 % interval and the p-value of no change."""

    change: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class Quote:
    """Redacted words of a customer, cut short, and the record they are from."""

    text: str
    record_id: str
    unit: str | None


@dataclass(frozen=True)
class Volume:
    """How much was read, and what was not.

    Attributes:
        analysed: Analysed texts that were written in the period.
        before: The same of the period before.
        judging: Of `analysed`, those that judge some SERVQUAL dimension.
        needs_review: Of `analysed`, those that a person should look at.
        pending: Texts of the period that are stored but not yet analysed.
        undated: Stored texts of which nobody knows when they were written; they are in no figure.
        refused: Rows that bulk requests received in the period could not use.
        without_unit: Of `analysed`, those that name no unit.
        without_touchpoint: Of `analysed`, those whose touchpoint is neither named nor found.
        customers: Different customers of the period, where the records say who wrote.
        with_customer: Of `analysed`, those that say who wrote.
        first, last: When the store's first and last text was written; None where no text has a time.
        languages, sources, channels: Texts by each, the most frequent first; a channel may be "" (none named).
    """

    analysed: int
    before: int
    judging: int
    needs_review: int
    pending: int
    undated: int
    refused: int
    without_unit: int
    without_touchpoint: int
    customers: int
    with_customer: int
    first: datetime | None
    last: datetime | None
    languages: tuple[Count, ...] = ()
    sources: tuple[Count, ...] = ()
    channels: tuple[Count, ...] = ()


@dataclass(frozen=True)
class Scores:
    """SERVQUAL scores: frames as `measure.servqual` gives them.

    Attributes:
        now: By dimension.
        before: The same of the period before; None where it cannot be compared.
        change: `dimension`, `change`, `low`, `high`, `p`; None where it cannot be compared.
        by_unit, by_touchpoint: With `group`.
        trend: With `group`, months or weeks up to the end of the period; None where it cannot be compared.
    """

    now: "pd.DataFrame"
    before: "pd.DataFrame | None"
    change: "pd.DataFrame | None"
    by_unit: "pd.DataFrame"
    by_touchpoint: "pd.DataFrame"
    trend: "pd.DataFrame | None"


@dataclass(frozen=True)
class Causes:
    """Root causes: frames as `measure.causes` gives them.

    Attributes:
        pareto: By cause.
        change: `cause`, `change` (of the rate), `low`, `high`, `p`; None where it cannot be compared.
        matrix: By `dimension` and `touchpoint`, with `net_low` and `net_high`.
        heat: The same as `measure.service_circle.heat_map` gives it, in order, for the drawing.
        moments: Touchpoints that are moments of truth.
        bones: The fishbone of all unhappy texts, by language.
    """

    pareto: "pd.DataFrame"
    change: "pd.DataFrame | None"
    matrix: "pd.DataFrame"
    heat: "pd.DataFrame | None" = None
    moments: tuple[str, ...] = ()
    bones: "Mapping[Lang, Sequence[FishBone]]" = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """A topic in the period.

    Attributes:
        labels: Its name by language.
        terms: Its key terms by language.
        n: Texts of the period.
        before: Texts of the period before; None where that cannot be compared.
        quotes: One example for each language that has any: `en`, `zh`.
    """

    id: int
    labels: Mapping[str, str]
    terms: Mapping[str, tuple[str, ...]]
    n: int
    before: int | None
    quotes: Mapping[str, Quote]


@dataclass(frozen=True)
class Growth:
    """A topic that may be growing: texts observed in a window against those expected.

    Attributes:
        ratio: Observed by expected; None where none were expected. `ratio_low`, `ratio_high`: its 95 % interval, the
            upper end None where it has none.
        q: The p-value of no growth, adjusted for the number of topics that were looked at.
    """

    id: int
    labels: Mapping[str, str]
    start: datetime
    end: datetime
    observed: int
    expected: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    q: float


@dataclass(frozen=True)
class Topics:
    """What customers speak of.

    Attributes:
        fitted: Whether the store has topics at all.
        n_topics: Topics in use.
        assigned: Texts of the period that belong to some topic; `offered`: those that judge something.
        largest: By texts of the period.
        growing: The fastest growing first.
    """

    fitted: bool
    n_topics: int = 0
    assigned: int = 0
    offered: int = 0
    largest: tuple[Topic, ...] = ()
    growing: tuple[Growth, ...] = ()
