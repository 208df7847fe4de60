"""Gaps between perception and expectation as clients get them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.measures import Group, Names, Span
from feedback_ai.store.records import EvidenceFilter

Verdict = Literal["excellent", "acceptable", "unacceptable", "undecided"]


class GapQuery(EvidenceFilter):
    """Of which texts and answers, and how to divide the figures; `source` is also the name of the survey."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["dimension", "unit", "touchpoint", "channel", "week", "month"] | None = Field(
        default=None, description="Divide survey and promises; targets never are, a survey is by dimension anyway."
    )


class GapRow(BaseModel):
    """A gap; what is not known is null."""

    n: int
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    verdict: Verdict = Field(description="Undecided where the interval says so, or n is below 10.")
    verdict_name: Names


class SurveyRow(GapRow):
    """A dimension, the whole (`all`) or an item of the survey; `gap` is perception minus expectation, -6 to 6."""

    group: str | None = None
    dimension: str
    name: Names
    item: int = Field(ge=0, le=22, description="0 in rows of a dimension and of the whole.")
    expected: float | None = Field(ge=1, le=7)
    perceived: float | None = Field(ge=1, le=7)
    alpha_expected: float | None = Field(le=1, description="Cronbach's alpha; of dimensions and of the whole.")
    alpha_perceived: float | None = Field(le=1)


class PromiseRow(GapRow):
    """Promises of one unit; `n` pairs state both sides, and `gap` is the median of actual minus promised."""

    group: str | None = None
    unit: str
    unit_name: Names
    n_promised: int = Field(description="Promises whose outcome is not stated.")
    n_actual: int = Field(description="Outcomes stated without a promise.")
    n_open: int = Field(description="Pairs whose outcome is open or greater; they count with what is stated.")
    n_judged: int = Field(description="Pairs of which the text tells whether the promise was kept.")
    kept: int
    kept_share: float | None = Field(ge=0, le=1)
    kept_low: float | None
    kept_high: float | None
    promised: float | None = Field(description="Median.")
    actual: float | None = Field(description="Median.")


class TargetRow(GapRow):
    """A target of management; `gap` is what was met minus the target."""

    name: str
    label: Names
    kind: Literal["within", "score"]
    target: float
    unit: str
    unit_name: Names
    met: int
    met_share: float | None = Field(ge=0, le=1)
    met_low: float | None
    met_high: float | None
    perceived: float | None = Field(description="Median time, or mean score.")


class SurveyPart(BaseModel):
    """A survey whose answers are among those counted."""

    survey: str
    n: int = Field(description="Its respondents that pass the filters.")
    first: datetime | None = Field(description="When the first of them answered; null where it is not known of any.")
    last: datetime | None


class Gaps(BaseModel):
    """Three sources, kept apart. All intervals are of 95 % and cover sampling only."""

    by: str | None
    n_answers: int = Field(description="Respondents that pass the filters.")
    surveys: list[SurveyPart] = Field(
        description="Of which surveys these are, by name: their answers are pooled; `source` names one."
    )
    n_texts: int = Field(description="Analysed texts that pass the filters.")
    n_stating: int = Field(description="How many of them state a promise or an outcome.")
    period: Span | None
    versions: list[str]
    groups: list[Group]
    survey: list[SurveyRow]
    promises: list[PromiseRow]
    targets: list[TargetRow]
