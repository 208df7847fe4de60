"""Requests and answers of escalations."""

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.services.escalations import EscalationView
from feedback_ai.store.records import Text


class EscalationsQuery(BaseModel):
    """Which escalations to list."""

    model_config = ConfigDict(extra="forbid")

    unit: Text | None = Field(default=None, description="Only those of this unit (touchpoint, channel).")
    every: bool = Field(default=False, description="Acknowledged and lapsed ones too.")


class Escalations(BaseModel):
    """Escalations, the last month first."""

    items: list[EscalationView]
