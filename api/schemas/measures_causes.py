"""Causes in depth as clients ask for them and get them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.measures import Names
from feedback_ai.schema import Facet, RootCause
from feedback_ai.schema.names import Lang
from feedback_ai.store.records import EvidenceFilter, Text


class DrillQuery(EvidenceFilter):
    """How far down, among which records."""

    model_config = ConfigDict(extra="forbid")

    dimension: Facet | None = Field(default=None, description="Go down into it; the dimensions if not given.")
    cause: RootCause | Literal["none"] | None = Field(
        default=None, description="Of the dimension; `none` for segments that name none."
    )
    topic: Text | None = Field(
        default=None, pattern=r"^(\d{1,9}|none)$", description="Of the cause: its id; `none` for segments without one."
    )
    limit: int = Field(default=50, ge=1, le=1000, description="So many segments are quoted at most.")


class DrawnQuery(EvidenceFilter):
    """Of which records, and as what."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["json", "svg"] = Field(default="json", description="`svg` draws it.")
    lang: Lang = Field(default="en", description="Language of the drawing.")


class FishboneQuery(DrawnQuery):
    """The head of the fishbone."""

    dimension: Facet | None = Field(default=None, description="All unhappy texts if neither is given.")
    topic: int | None = Field(default=None, ge=1, le=999_999_999, description="Its id.")


class SpreadQuery(EvidenceFilter):
    """Of which records, and what counts as occasional."""

    model_config = ConfigDict(extra="forbid")

    occasional: float = Field(default=0.02, gt=0, lt=1, description="Share of all texts below which a cause is.")


class TextBasis(BaseModel):
    """What figures rest on. All intervals are of 95 % and cover sampling only, not the errors of the model."""

    n_texts: int = Field(description="Analysed texts that pass the filters.")
    n_complaining: int = Field(description="How many of them are unhappy: they judge anything negative.")
    versions: list[str] = Field(description="Versions of model and label set that gave the labels.")
    versions_note: Names | None = Field(description="What that forbids to compare, where they are several.")


class DrillStep(BaseModel):
    """A level that was chosen."""

    level: Literal["dimension", "cause", "topic"]
    level_name: Names
    value: str
    name: Names


class DrillRow(BaseModel):
    """A value of the next level."""

    value: str
    name: Names
    n: int = Field(description="Findings; those of all rows add up to `n` of the answer.")
    share: float = Field(ge=0, le=1, description="n of these.")
    texts: int
    complaining: int = Field(description="Texts under the path.")
    rate: float = Field(ge=0, le=1, description="Texts of these; the rates may add up to more than 1.")
    rate_low: float
    rate_high: float


class SegmentWords(BaseModel):
    """A segment in its redacted words."""

    feedback_id: str
    segment_index: int
    record_id: str
    text: str


class DrillEvidence(SegmentWords):
    """A segment that says so."""

    source: str
    unit: str | None
    created_at: datetime | None


class Drill(TextBasis):
    """What is below a dimension, a cause, a topic."""

    path: list[DrillStep] = Field(description="What was chosen.")
    level: Literal["dimension", "cause", "topic", "evidence"] = Field(description="What follows.")
    level_name: Names
    n: int = Field(description="Findings under the path: unhappy segments with a dimension and a cause each.")
    texts: int
    rows: list[DrillRow] = Field(description="Empty where evidence follows.")
    evidence: list[DrillEvidence] = Field(description="The newest first; empty above the last level.")


class FishboneHead(BaseModel):
    """The problem."""

    dimension: Facet | None
    topic: int | None
    name: Names


class FishboneSmall(BaseModel):
    """What is behind a cause."""

    value: str = Field(description="Id of a topic, or a dimension.")
    name: Names
    n: int = Field(description="Texts.")
    evidence: list[SegmentWords] = Field(description="The first segments.")


class FishboneBone(BaseModel):
    """A cause, also one that no text names."""

    cause: RootCause
    name: Names
    n: int = Field(description="Texts that name it.")
    rate: float = Field(ge=0, le=1, description="n of all texts of the head.")
    rate_low: float | None
    rate_high: float | None
    small: list[FishboneSmall] = Field(description="The most frequent first.")
    others: int = Field(description="How many more there are.")
    without: int = Field(description="Texts with a segment that belongs to no topic.")


class FishboneData(TextBasis):
    """A fishbone."""

    head: FishboneHead
    n: int = Field(description="Unhappy texts of the head.")
    n_unknown: int = Field(description="Those whose words leave a cause open.")
    n_without: int = Field(description="Those with a segment that names no cause.")
    small_of: Literal["topic", "dimension"]
    bones: list[FishboneBone]


class SpreadRow(BaseModel):
    """How a cause is spread; p and q are null where there are too few texts or places to test."""

    cause: RootCause
    name: Names
    n: int
    n_texts: int
    rate: float = Field(ge=0, le=1)
    rate_low: float
    rate_high: float
    n_units: int
    p_units: float | None
    q_units: float | None = Field(description="p adjusted over the causes.")
    units: list[str] = Field(description="Those that stand out above the others.")
    n_weeks: int
    p_time: float | None
    q_time: float | None
    weeks: list[str] = Field(description="Those that stand out.")
    verdict: Literal["units", "time", "units_and_time", "systemic", "sporadic", "undecided"]
    verdict_name: Names
    action: Names = Field(description="What it means for action.")


class Spread(TextBasis):
    """Which causes are systemic and which sporadic."""

    occasional: float
    rows: list[SpreadRow]
