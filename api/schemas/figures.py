"""Grades, indicators and drivers as clients ask for them and get them."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.measures import Names
from feedback_ai.schema import Facet, Sentiment
from feedback_ai.store.records import EvidenceFilter, Text

GroupedBy = Literal["unit", "touchpoint", "channel"]
Letter = Literal["A", "B", "C", "D", "E"]


class SpanQuery(BaseModel):
    """Of which time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    created_from: datetime | None = Field(default=None, description="Inclusive; UTC where it names no zone.")
    created_to: datetime | None = Field(default=None, description="Exclusive.")


class GradeQuery(SpanQuery):
    """Which grades: with `created_to`, only of months that have ended by then."""

    by: GroupedBy = Field(default="unit", description="What is graded.")
    unit: Text | None = Field(default=None, description="Only this unit (touchpoint, channel).")


class IndicatorQuery(SpanQuery):
    """Which indicators."""

    by: GroupedBy | None = Field(default=None, description="Divide; all together if not given.")


class DriverQuery(EvidenceFilter):
    """Drivers of what, among which records."""

    model_config = ConfigDict(extra="forbid")

    outcome: Text = Field(default="rating", description="`rating`, or one that the register declares.")
    by: GroupedBy | None = Field(default=None, description="Divide; all together if not given.")


class GradePart(BaseModel):
    """A part of a score; parts that are not known are named in `not_known`."""

    part: str
    name: Names
    weight: float
    origin: Literal["labels", "imported", "cases", "backlog"] = Field(description="Where its figures come from.")
    n: float = Field(description="Texts, contacts, cases or fixes that it is counted on.")
    raw: float | None = Field(description="As counted; null where only the mean of all units is known.")
    value: float = Field(description="Shrunk toward the mean of the month's units.")
    low: float
    high: float
    points: float = Field(ge=0, le=100)
    points_raw: float | None = Field(description="Points of `raw`.")


class GradeRow(BaseModel):
    """The grade of a unit in a month."""

    month: str
    unit: str
    name: Names
    n: int = Field(description="Texts of the month.")
    letter: Letter | None = Field(description="Null where there are too few texts.")
    score: float | None = Field(ge=0, le=100, description="Null where there is no letter.")
    score_low: float | None
    score_high: float | None
    plain: Letter | None = Field(description="The letter of the score without memory of the month before.")
    raw_score: float | None = Field(description="Without shrinkage.")
    raw_letter: Letter | None
    not_known: list[str] = Field(description="Parts that nothing is known of; the others make the score.")
    parts: list[GradePart]


class MonthLetter(BaseModel):
    """A letter of a month."""

    month: str
    letter: Letter


class EscalationRow(BaseModel):
    """What follows from letters."""

    rule: str
    rule_name: Names
    unit: str
    name: Names
    month: str
    letters: list[MonthLetter] = Field(description="The letters that led to it.")


class GradeTable(BaseModel):
    """Grades and what follows from them."""

    by: str
    minimum_n: int
    n_left_out: int = Field(description="Texts without a time or without a unit.")
    breaks: list[str] = Field(description="Months whose model or label set differs: letters begin anew there.")
    notes: list[Names] = Field(
        description="What must be known of these letters: months in which most texts are complaints and no contacts "
        "are known, imported values that lack their n; for people."
    )
    rows: list[GradeRow]
    escalations: list[EscalationRow]


class IndicatorRow(BaseModel):
    """An indicator of a period; where its data are missing, `missing` says which, and the value is null, never 0."""

    indicator: str
    name: Names
    kind: str
    kind_name: Names
    period: str = Field(description="Empty where nothing is known of any period.")
    group: str
    group_name: Names | None
    value: float | None
    n: float | None
    low: float | None
    high: float | None
    unit: str
    basis: Literal["stored", "imported"] | None
    missing: str | None
    missing_name: Names | None
    target: float | None
    direction: Literal["higher", "lower"]
    verdict: Literal["met", "not_met", "undecided"] | None = Field(
        description="`undecided` where the interval holds the target or is not known; null without target or value."
    )
    verdict_name: Names | None
    judged: Literal["interval", "as_imported", "no_interval"] | None = Field(
        description="By what the verdict is given: `as_imported` for an imported value without n, which is judged as "
        "it stands; `no_interval` where there are too few to decide anything."
    )
    judged_name: Names | None
    benchmark: float | None
    benchmark_unit: str | None = Field(description="The best unit, where that is the benchmark.")
    benchmark_source: str | None
    owner: str | None


class StandardRow(BaseModel):
    """How a service standard is kept: the share of times it was met, beside the average."""

    standard: str
    name: Names
    touchpoint: str
    touchpoint_name: Names
    element: Literal["hardware", "software", "people"]
    element_name: Names
    measure: str
    target: float
    direction: Literal["higher", "lower"]
    by: date
    review: date
    owner: str
    n: int = Field(description="How many times it was measured.")
    met: int
    share: float | None = Field(ge=0, le=1)
    low: float | None
    high: float | None
    every_time: bool | None
    average: float | None
    average_met: bool | None
    due: bool
    overdue: bool = Field(description="Whether it should have been evaluated anew by now.")


class IndicatorTable(BaseModel):
    """Indicators and service standards."""

    by: str | None
    n_texts: int
    n_undated: int = Field(description="How many of these have no time, and so are in no period.")
    versions: list[str]
    rows: list[IndicatorRow]
    standards: list[StandardRow]


class DriverRow(BaseModel):
    """What texts that judge a facet in one way do to the outcome."""

    facet: Facet
    name: Names
    sentiment: Sentiment
    sentiment_name: Names
    n: int
    mean_with: float = Field(description="Mean outcome of these texts.")
    impact: float = Field(description="Mean of all texts minus the mean without these.")
    impact_low: float
    impact_high: float
    coefficient: float = Field(description="Ridge regression, other judgements being equal.")
    coefficient_low: float
    coefficient_high: float


class Place(BaseModel):
    """A facet in the importance-performance matrix."""

    facet: Facet
    name: Names
    n: int
    importance: float
    importance_low: float
    importance_high: float
    performance: float = Field(ge=-100, le=100, description="Net: percentage of positive minus negative texts.")
    performance_low: float
    performance_high: float
    quadrant: Literal["concentrate_here", "keep_up", "low_priority", "possible_overkill"]
    quadrant_name: Names
    uncertain: bool = Field(description="An interval crosses a line: it may belong to another quadrant.")


class DriverGroup(BaseModel):
    """Drivers of one group, or why there are none."""

    group: str | None
    name: Names | None
    n: int = Field(description="Texts with an outcome.")
    mean: float | None
    needed: int = Field(description="Texts with an outcome that are needed.")
    lacking: Literal["texts", "mentions", "variation"] | None
    lacking_name: Names | None
    penalty: float | None
    r2: float | None = Field(description="Share of variance that cross-validated predictions explain.")
    rows: list[DriverRow]
    matrix: list[Place]
    importance_line: float | None
    performance_line: float | None


class DriverTable(BaseModel):
    """Drivers of an outcome."""

    outcome: str
    name: Names
    by: str | None
    n_texts: int
    versions: list[str]
    groups: list[DriverGroup]
