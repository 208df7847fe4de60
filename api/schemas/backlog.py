"""Bodies and queries of the improvement backlog; an item itself is the library's own, as `backlog show` writes it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.limits import MAX_PAGE
from feedback_ai.backlog.states import State
from feedback_ai.services.backlog import MAX_NOTE_CHARS, MAX_OWNER_CHARS, MAX_WEEKS, WEEKS
from feedback_ai.services.backlog_views import ItemView
from feedback_ai.store.records import Text


def as_written(value: Any) -> Any:
    """A time as text; a number would be read as seconds since 1970, which nobody means by it."""
    if value is None or (isinstance(value, str) and not _is_number(value)):
        return value
    raise ValueError("a time is written as text, as in 2026-10-31T00:00:00Z")


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


class BacklogQuery(BaseModel):
    """Which items to list."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(default=None, description="Items in this state; all open ones if not given.")
    unit: Text | None = Field(default=None, max_length=200, description="Items of this unit.")
    closed: bool = Field(default=False, description="Closed items too.")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="At most so many, the first ones.")
    sort: Literal["priority", "rice", "wsjf"] = Field(
        default="priority", description="The highest first; items without that score come after those that have it."
    )


class ExportQuery(BaseModel):
    """What to export."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "xlsx"] = Field(default="csv", description="The format of the file.")
    lang: Literal["en", "zh"] = Field(default="en", description="Language of headings, titles and reasons.")
    closed: bool = Field(default=False, description="Closed items too.")


class BacklogBuild(BaseModel):
    """From what to build."""

    model_config = ConfigDict(extra="forbid")

    as_of: str | None = Field(
        default=None,
        max_length=40,
        description="Last day (meant to its end), or moment (exclusive), that ends the window, UTC where no offset is "
        "given; just after the newest record if not given.",
        examples=["2026-09-30", "2026-09-30T18:00:00Z"],
    )
    weeks: int = Field(default=WEEKS, ge=1, le=MAX_WEEKS, description="Length of the window.")


class ItemUpdate(BaseModel):
    """What to change of an item; what is left out stays, and `null` clears owner or due date."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(default=None, description="The state to go to.")
    owner: Text | None = Field(
        default=None, min_length=1, max_length=MAX_OWNER_CHARS, description="Who is responsible."
    )
    due: Annotated[datetime | None, BeforeValidator(as_written)] = Field(
        default=None, description="When it is to be done; UTC where no offset is given."
    )
    note: Text | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_NOTE_CHARS,
        description="What there is to say. It is needed where an item goes to `do` without a countermeasure or an "
        "effect test, to `check` while no countermeasure is done, or is closed before it was checked or without a test "
        "that was planned first and found it effective.",
    )

    @property
    def clear(self) -> list[Literal["owner", "due"]]:
        """What was given as `null`."""
        names: tuple[Literal["owner", "due"], ...] = ("owner", "due")
        return [name for name in names if name in self.model_fields_set and getattr(self, name) is None]


class ItemPush(BaseModel):
    """Where an item is to go."""

    model_config = ConfigDict(extra="forbid")

    to: Text = Field(min_length=1, max_length=40, description="Name of a tracker of the server's configuration.")


class BacklogItems(BaseModel):
    """Items that the last build saw, the highest priority first, then the others in the same way."""

    items: list[ItemView]


UPDATES: dict[str, Any] = {
    "english": {
        "summary": "Start on it",
        "value": {
            "state": "do",
            "owner": "Field operations",
            "due": "2026-10-31T00:00:00Z",
            "note": "Too few texts for a test; the new picking list is out already.",
        },
    },
    "chinese": {
        "summary": "Say something about it, in Chinese",
        "value": {"owner": "运营部", "note": "先安抚客户，再改流程。"},
    },
    "clear": {"summary": "Nobody is responsible any more", "value": {"owner": None}},
}
BUILDS: dict[str, Any] = {
    "newest": {"summary": "The half year up to the newest record", "value": {}},
    "quarter": {"summary": "A quarter", "value": {"as_of": "2026-09-30", "weeks": 13}},
}
PUSHES: dict[str, Any] = {"jira": {"summary": "Into the tracker that is called jira-ops", "value": {"to": "jira-ops"}}}
"""Requests for `/openapi.json`; a test sends every one."""
