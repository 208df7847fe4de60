"""Elements of service, training needs and the service circle as clients ask for them and get them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.measures import Names
from api.schemas.measures_causes import TextBasis
from feedback_ai.schema import Facet, RootCause
from feedback_ai.store.records import EvidenceFilter


class ElementQuery(EvidenceFilter):
    """Of which records, and how to divide them."""

    model_config = ConfigDict(extra="forbid")

    by: Literal["unit", "touchpoint", "channel", "week", "month", "none"] = Field(
        default="unit", description="`none` for all texts together."
    )


class TrainingQuery(EvidenceFilter):
    """Of which records."""

    model_config = ConfigDict(extra="forbid")


class ElementRow(BaseModel):
    """An element of service in a group."""

    group: str | None
    group_name: Names | None
    element: Literal["hardware", "software", "people"]
    name: Names
    n: int = Field(description="Unhappy texts that name a cause of it.")
    complaining: int = Field(description="Unhappy texts of the group.")
    rate: float = Field(ge=0, le=1)
    rate_low: float
    rate_high: float


class Elements(TextBasis):
    """Causes rolled up to hardware, software and people."""

    by: str | None
    causes: dict[str, list[RootCause]] = Field(description="Which causes belong to which element.")
    rows: list[ElementRow]


class TrainedDimension(BaseModel):
    """A dimension that the unit's people are blamed for."""

    dimension: Facet
    name: Names
    n: int


class TrainedTopic(BaseModel):
    """A topic that the unit's people are blamed for."""

    topic: int
    name: Names
    n: int


class TrainingRow(BaseModel):
    """How often a unit's people are blamed, and for what."""

    unit: str
    n_texts: int
    n: int = Field(description="Texts that blame people.")
    raw: float
    rate: float = Field(description="Shrunk toward the mean of all units.")
    low: float
    high: float
    mean: float
    p: float = Field(description="Of being no higher than the other units.")
    q: float = Field(description="Adjusted over units.")
    need: bool = Field(description="q at most 0.05, and the whole interval above the mean.")
    dimensions: list[TrainedDimension]
    topics: list[TrainedTopic]


class Training(TextBasis):
    """Training needs, the unit with the highest rate first."""

    n_without_unit: int
    rows: list[TrainingRow]


class NetRow(BaseModel):
    """A net score from -100 to 100; null where there are too few texts."""

    touchpoint: str
    n: int
    negative: int
    net: float | None = Field(ge=-100, le=100)
    net_low: float | None
    net_high: float | None


class TouchpointRow(NetRow):
    """A touchpoint against the others."""

    name: Names
    neutral: int
    positive: int
    rest_net: float | None
    p: float | None = Field(description="Of being no worse than the others.")
    q: float | None = Field(description="Adjusted over touchpoints.")
    moment: bool = Field(description="A moment of truth: q at most 0.05.")


class HeatCell(NetRow):
    """A dimension at a touchpoint."""

    dimension: Facet
    name: Names
    touchpoint_name: Names


class JourneyTable(TextBasis):
    """The service circle."""

    minimum_n: int = Field(description="Cells of fewer texts have no net.")
    n_without_touchpoint: int
    touchpoints: list[TouchpointRow] = Field(description="As customers meet them.")
    moments: list[str] = Field(description="Moments of truth, the worst first.")
    cells: list[HeatCell]
