"""Topics as clients ask for and get them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.services.topics import Candidate, Growth, TopicView
from feedback_ai.services.topics_history import Theme


class TopicsQuery(BaseModel):
    """Which topics are listed."""

    model_config = ConfigDict(extra="forbid")

    retired: bool = Field(default=False, description="Also those that the last fit left behind.")
    hidden: bool = Field(default=False, description="Also those that people hid.")


class EmergingQuery(BaseModel):
    """Which time is looked at."""

    model_config = ConfigDict(extra="forbid")

    as_of: str | None = Field(
        default=None,
        max_length=40,
        description="Last day (meant to its end) or moment that counts, UTC; the newest record's day if not given.",
        examples=["2026-07-31"],
    )
    days: int = Field(
        default=28, ge=1, le=366, description="Length of the window; three times as long before it is the baseline."
    )
    limit: int = Field(default=10, ge=1, le=100, description="Most that are listed.")


class GrowthQuery(EmergingQuery):
    """Which time is looked at, and whether parts are told apart."""

    by: Literal["unit", "channel"] | None = Field(
        default=None, description="Test every topic in every unit, or channel; texts that name none are left out."
    )


class SeriesQuery(BaseModel):
    """Which time of a topic is told."""

    model_config = ConfigDict(extra="forbid")

    as_of: str | None = Field(
        default=None,
        max_length=40,
        description="Last day (meant to its end) or moment that counts, UTC; the newest record's day if not given.",
        examples=["2026-07-31"],
    )
    days: int = Field(default=84, ge=1, le=366, description="How many days are told.")


class Topics(BaseModel):
    """The topics, those with the most texts first, and the themes into which the last fit grouped them."""

    items: list[TopicView]
    themes: list[Theme]


class EmergingTopics(BaseModel):
    """Topics that grow, the surest growth first."""

    items: list[Growth]


class CandidateTopics(BaseModel):
    """Matters that no topic covers and that grow, the surest growth first."""

    items: list[Candidate]
