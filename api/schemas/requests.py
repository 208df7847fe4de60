"""What clients send. These models document it; `api.bodies` reads it.

They are not what validates a record: `ingest.build_record` does that for files and requests alike, so that both take
the same forms of dates and numbers, refuse for the same reasons, and a refused record does not take others with it.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Body
from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from api.examples import REQUESTS
from api.limits import MAX_BULK, MAX_PAGE
from feedback_ai.schema import MAX_TEXT_CHARS
from feedback_ai.schema.records import Scalar
from feedback_ai.store import FeedbackFilter

DEFAULT_SOURCE = "api"
"""The source of records that name none."""


class Record(BaseModel):
    """One feedback record as received; only `text` is needed. Keys that are not listed here count as metadata."""

    model_config = ConfigDict(extra="allow")

    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARS, description="What the customer wrote.")
    id: str | None = Field(
        default=None,
        max_length=200,
        description="Your own id of the record, unique within its source: a record that is known is not added again. "
        "Records without one are always new.",
    )
    source: str | None = Field(
        default=None, max_length=100, description=f"The system it comes from; `{DEFAULT_SOURCE}` if not given."
    )
    channel: str | None = Field(default=None, max_length=100, description="The way it reached you.")
    created_at: datetime | None = Field(
        default=None, description="When the customer wrote it, ISO 8601; UTC where no offset is given."
    )
    rating: float | None = Field(default=None, ge=0, le=10, description="The customer's own score.")
    unit: str | None = Field(default=None, max_length=200, description="The branch, shop or team it is about.")
    touchpoint: str | None = Field(default=None, max_length=200, description="The step of the customer's journey.")
    customer_id: str | None = Field(
        default=None, max_length=200, description="Your id of the customer; only its keyed hash is stored."
    )
    customer_tier: str | None = Field(default=None, max_length=100, description="Value group of the customer.")
    language: str | None = Field(
        default=None, max_length=35, description="Language tag; helps where a text is too short to tell."
    )
    metadata: dict[str, Scalar] = Field(
        default={}, description="Whatever else is known; the server stores only the keys that its operator allowed."
    )


class RecordBatch(BaseModel):
    """Several feedback records."""

    records: list[Record] = Field(min_length=1, max_length=MAX_BULK)


RecordBody = Annotated[
    Record | RecordBatch,
    SkipValidation,
    Body(description="One record, or several under `records`.", openapi_examples=REQUESTS),
]
"""A JSON body as it came, documented as a record or a batch of them."""


class FeedbackQuery(FeedbackFilter):
    """Which stored feedback to list."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        default=None, max_length=200, description="`next_cursor` of the page before; leave it out for the first page."
    )
    limit: int = Field(default=50, ge=1, le=MAX_PAGE, description="Records a page.")
