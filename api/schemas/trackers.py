"""Bodies of trackers; a tracker itself is the library's own, as `trackers list` writes it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.services.tracker_views import SyncView, TrackerView
from feedback_ai.store.records import Text


class Trackers(BaseModel):
    """All trackers, in the order of their file."""

    items: list[TrackerView]


class SyncBody(BaseModel):
    """Whose issues to read."""

    model_config = ConfigDict(extra="forbid")

    name: Text | None = Field(default=None, max_length=200, description="Only this tracker; all if not given.")


class Syncs(BaseModel):
    """What reading the issues of each tracker brought."""

    items: list[SyncView]


SYNCS: dict[str, Any] = {"all": {"summary": "All trackers", "value": {}}}
"""Requests for `/openapi.json`; a test sends every one."""
