"""What clients get; an `Analysis` is the library's own, as `feedback-ai analyze` writes it."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from feedback_ai.schema import Analysis, Language, ModelInfo, RefusedRow
from feedback_ai.schema.records import Scalar
from feedback_ai.store import JobView
from feedback_ai.store.records import Correction


class Analyses(BaseModel):
    """The analyses of several records, in the order of the request."""

    results: list[Analysis]


class Feedback(BaseModel):
    """A stored record: redacted, with its analysis and with what people corrected of it."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="The id in this store, for the paths of the API.")
    record_id: str = Field(description="The record's own id, unique within its source.")
    source: str
    text: str = Field(description="The redacted text.")
    language: Language
    channel: str | None
    unit: str | None
    touchpoint: str | None
    rating: float | None
    customer_hash: str | None = Field(description="Tells customers apart without telling who they are.")
    customer_tier: str | None
    metadata: dict[str, Scalar]
    created_at: datetime | None
    stored_at: datetime
    job_id: str | None = Field(description="The bulk request that it came with.")
    analysis: Analysis | None = Field(description="What the model said; null while it waits for the model.")
    corrections: list[Correction] = Field(
        description="What people said after it, the first first. Figures, lists and filters count those in force."
    )


class FeedbackPage(BaseModel):
    """Some stored records, newest first, those without a time last."""

    model_config = ConfigDict(from_attributes=True)

    items: list[Feedback]
    next_cursor: str | None = Field(description="The `cursor` of the next page; null on the last one.")


class RefusedRecord(BaseModel):
    """A record of a request for many that could not be used."""

    index: int = Field(description="Its place in the list that was sent, counted from 0.")
    code: str = Field(description="Stable name of the reason.")
    reason: str = Field(description="What is wrong and what would be valid.")
    field: str | None = Field(description="The key at fault, where one is.")

    @classmethod
    def of(cls, row: RefusedRow) -> Self:
        """A refused row as clients see it."""
        return cls(index=row.row - 1, code=row.code, reason=row.reason, field=row.field)


class Job(BaseModel):
    """A bulk request and how far it is: the records are stored, and analysed one after the other."""

    id: str
    status: Literal["pending", "done"]
    total: int = Field(description="Records that were new and so are part of the job.")
    analyzed: int = Field(description="How many of them have labels by now.")
    known: int = Field(description="Records that were stored before; they stayed as they were.")
    refused: list[RefusedRecord]
    actor: str = Field(description="Id of the API key that sent the request.")
    created_at: datetime

    @classmethod
    def of(cls, job: JobView) -> Self:
        """The job as clients see it."""
        return cls(
            status="done" if job.done else "pending",
            refused=[RefusedRecord.of(row) for row in job.refused],
            **job.model_dump(include={"id", "total", "analyzed", "known", "actor", "created_at"}),
        )


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The store and the model can be used."""

    status: Literal["ready"] = "ready"
    model: ModelInfo
