"""What comes in: a feedback record as received, and a row that was refused."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_TEXT_CHARS = 100_000
"""Longest text of one record, in code points; a longer one is refused, never cut."""

Scalar = str | int | float | bool | None


class FeedbackRecord(BaseModel):
    """One complaint, review, survey comment or ticket, as received.

    Attributes:
        id: The source's own id; unique within `source`.
        text: What the customer wrote, at most `MAX_TEXT_CHARS` code points.
        source: Name of the system or file family it came from.
        channel: Way it reached us (hotline, app_review, ...).
        created_at: When the customer wrote it, UTC.
        rating: The customer's own score where the source has one (stars 1-5, NPS 0-10).
        unit: Branch, shop or team it is about.
        touchpoint: Step of the customer's journey it is about.
        customer_id: The source's customer id; only its keyed hash is ever stored.
        customer_tier: Value group of the customer.
        language: The source's own language tag; detection decides, this only helps where a text is too short to tell.
        metadata: Further columns; only allow-listed keys are ever stored.
    """

    # An error must not repeat what is not redacted yet.
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARS)
    source: str = Field(default="", max_length=100)
    channel: str | None = Field(default=None, max_length=100)
    created_at: datetime | None = None
    rating: Annotated[float, Field(ge=0, le=10)] | None = None
    unit: str | None = Field(default=None, max_length=200)
    touchpoint: str | None = Field(default=None, max_length=200)
    customer_id: str | None = Field(default=None, max_length=200)
    customer_tier: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=35)
    metadata: dict[str, Scalar] = Field(default_factory=dict)


class RefusedRow(BaseModel):
    """A row that could not become a record; the rest of its file goes on.

    Attributes:
        row: 1-based number of the row in its file, header line not counted for tables; line number for JSONL.
        code: Stable name of the reason.
        reason: What is wrong and what would be valid. Never repeats the text, which is not redacted yet.
        field: The column or key at fault, where one is.
    """

    model_config = ConfigDict(frozen=True)

    row: int = Field(ge=1)
    code: str
    reason: str
    field: str | None = None
