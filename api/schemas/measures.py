"""Figures as clients ask for them and get them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Facet, RootCause
from feedback_ai.store.records import EvidenceFilter


class MeasureQuery(EvidenceFilter):
    """Of which records, and how to divide the figures."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["unit", "touchpoint", "channel", "week", "month"] | None = Field(
        default=None, description="Divide the table; all texts together if not given."
    )


class CauseQuery(MeasureQuery):
    """Of which records, and how to divide the causes."""

    by: Literal["dimension", "unit", "touchpoint", "channel", "week", "month"] | None = Field(  # type: ignore[assignment]
        default=None, description="Divide the table; all texts together if not given."
    )


class Span(BaseModel):
    """A stretch of time."""

    name: str = Field(description="`2026`, `2026H1`, `2026Q3`, `2026-07`, `2026W31`, or start and end.")
    start: datetime
    end: datetime = Field(description="Exclusive.")


class Names(BaseModel):
    """What something is called for people."""

    en: str
    zh: str


class Group(BaseModel):
    """A group of the table."""

    group: str = Field(description="As it stands in the rows; empty for records that name none.")
    name: Names


class Basis(BaseModel):
    """What figures rest on. Intervals are of 95 %; unless a figure is corrected, they cover sampling only."""

    by: str | None
    n_texts: int = Field(description="Analysed texts that pass the filters.")
    n_undated: int = Field(description="How many of them have no time, and so are in no week or month.")
    n_complaining: int = Field(description="How many of them are unhappy: they judge anything negative.")
    n_without_cause: int = Field(description="How many of these have no root cause that was recognised.")
    period: Span | None = Field(description="The time of the filters, where they have both ends.")
    before: Span | None = Field(
        description="The period before, against which the rows tell the change; null where they tell none: without "
        "both ends of time, by week or month, or where the labels of both periods are of different versions."
    )
    versions: list[str] = Field(description="Versions of model and label set that gave the labels.")
    groups: list[Group] = Field(description="The groups in the order of the rows; empty without `by`.")
    corrections: list[Names] = Field(
        description="By what figures are corrected for the model's errors, for people; empty for causes."
    )


class Row(BaseModel):
    """A row of figures; what is not known is null."""

    group: str | None = Field(default=None, description="Null without `by`; empty for records that name none.")
    name: Names
    n: int
    change: float | None = Field(default=None, description="Against the period before; null where it is not compared.")
    change_low: float | None = None
    change_high: float | None = None
    p: float | None = Field(default=None, description="Two-sided test of no change, of this row alone.")


Percent = Annotated[float | None, Field(ge=0, le=100)]
Net = Annotated[float | None, Field(ge=-100, le=100)]
Score = Annotated[float | None, Field(ge=1, le=7)]


class ServqualRow(Row):
    """A dimension of service quality; `n` texts judge it, and `change` is one of the score."""

    dimension: Facet
    negative: int
    neutral: int
    positive: int
    net: float | None = Field(ge=-100, le=100, description="Percentage of positive minus negative texts.")
    net_low: float | None
    net_high: float | None
    score: float | None = Field(ge=1, le=7, description="4 + 3 net / 100.")
    score_low: float | None
    score_high: float | None

    texts: int = Field(description="Texts of the group in languages that the model reads: what shares are of.")
    abstained: int = Field(description="Texts in which the dimension was too close to call; not among `n`.")
    negative_share: Percent = Field(description="Percentage of `texts` that judge the dimension negative.")
    negative_share_low: Percent
    negative_share_high: Percent
    positive_share: Percent
    positive_share_low: Percent
    positive_share_high: Percent
    negative_share_corrected: Percent = Field(
        description="Corrected for the model's errors, as all that ends so; the intervals cover these errors too."
    )
    negative_share_corrected_low: Percent
    negative_share_corrected_high: Percent
    positive_share_corrected: Percent
    positive_share_corrected_low: Percent
    positive_share_corrected_high: Percent
    net_corrected: Net
    net_corrected_low: Net
    net_corrected_high: Net
    score_corrected: Score
    score_corrected_low: Score
    score_corrected_high: Score
    corrected_by: Literal["audit", "gold"] | None = Field(
        description="What corrected the row: people's labels of a random sample of these texts (`audit`), else how the "
        "model reads gold texts (`gold`); null where nothing could, then its corrected figures are null."
    )
    n_audited: int = Field(description="Audited texts of the group that corrected the row; 0 where none did.")
    change_corrected: float | None = Field(default=None, description="Change of the corrected score, as `change`.")
    change_corrected_low: float | None = None
    change_corrected_high: float | None = None
    p_corrected: float | None = None


class CauseRow(Row):
    """A root cause; `n` unhappy texts name it, and `change` is one of the rate."""

    cause: RootCause
    share: float = Field(ge=0, le=1, description="n of all n of the group.")
    cumulative: float = Field(ge=0, description="Share of this row and those before it.")
    vital: bool = Field(description="One of the known causes that together reach the 80 % line of all n.")
    complaining: int = Field(description="Unhappy texts of the group.")
    rate: float = Field(ge=0, le=1, description="n of these.")
    rate_low: float
    rate_high: float


class Servqual(Basis):
    """SERVQUAL scores."""

    rows: list[ServqualRow]


class Causes(Basis):
    """Root causes, the most frequent first."""

    rows: list[CauseRow]
