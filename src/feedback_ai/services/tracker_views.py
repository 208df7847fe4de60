"""Trackers as people and programs see them."""

from pydantic import BaseModel, ConfigDict, Field


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class TrackerView(_View):
    """A tracker, and how its messages fare; never with its token."""

    name: str
    kind: str
    place: str = Field(description="Where issues are made.")
    token_env: str = Field(description="Environment variable that holds its token.")
    ready: bool = Field(description="Whether the token is there.")
    issues: int = Field(description="Items that have an issue there.")
    waiting: int = Field(description="Messages that are still to be sent.")
    delivered: int
    dead: int = Field(description="Messages that were given up.")
    last_error: str | None


class Probe(_View):
    """How a test went."""

    tracker: str
    ok: bool
    told: str


class SyncView(_View):
    """What reading the issues of a tracker brought."""

    tracker: str
    read: int = Field(default=0, description="Issues of open items whose status was read.")
    changed: int = Field(default=0, description="Those of them whose status is another one than before.")
    moved: tuple[int, ...] = Field(default=(), description="Ids of items that moved by it.")
    conflicts: tuple[int, ...] = Field(default=(), description="Ids of items that could not follow.")
    gone: tuple[int, ...] = Field(default=(), description="Ids of items whose issue is not there.")
    left: int = Field(default=0, description="Issues that were not read.")
    error: str | None = Field(default=None, description="Why they were not.")
