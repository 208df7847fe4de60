"""What the store takes and gives: plain records, free of SQLAlchemy."""

import json
import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from feedback_ai.schema import (
    Analysis,
    Facet,
    Intent,
    Language,
    Redaction,
    RefusedRow,
    RootCause,
    Sentiment,
    Severity,
    Span,
)
from feedback_ai.schema.records import Scalar

FEEDBACK_NAMESPACE = uuid.UUID("6f1f4b0e-3d0c-5b52-9a35-2f6f7c1f8a11")


def feedback_id(source: str, record_id: str) -> str:
    """The id under which a record is stored: the same record always gets the same one, on every machine."""
    return str(uuid.uuid5(FEEDBACK_NAMESPACE, json.dumps([source, record_id])))


def is_storable(value: str) -> bool:
    """Whether both databases can keep a string: PostgreSQL takes no NUL, and neither takes half a surrogate pair."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def is_id(value: str) -> bool:
    """Whether a string, from a request say, has the form of an id of feedback or of a job."""
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _check_storable(value: str) -> str:
    if not is_storable(value):
        raise ValueError("NUL characters and lone surrogates cannot be stored")
    return value


Text = Annotated[str, AfterValidator(_check_storable)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class NewFeedback(_Record):
    """A prepared record, ready to be stored: redacted text, no customer id, allow-listed metadata only.

    Attributes:
        id: `feedback_id(source, record_id)`.
        customer_hash: Keyed hash of the customer id, hexadecimal.
        segments: Spans that cover `text`, in order.
        job_id: The bulk request it came with, if any.
    """

    id: str
    source: Text
    record_id: Text
    text: Text
    language: Language
    mixed: bool
    informative: bool
    redactions: tuple[Redaction, ...] = ()
    segments: tuple[Span, ...] = ()
    channel: Text | None = None
    unit: Text | None = None
    touchpoint: Text | None = None
    rating: float | None = None
    customer_hash: str | None = None
    customer_tier: Text | None = None
    metadata: dict[str, Scalar] = Field(default_factory=dict)
    created_at: datetime | None = None
    job_id: str | None = None


class CorrectedLabel(_Record):
    """A label that a person gave; `sentiment` belongs to facets and is None elsewhere."""

    name: str
    sentiment: Sentiment | None = None


class Correction(_Record):
    """What a person says is right of a text or of one of its segments.

    Attributes:
        author: Who said so, and `at` when, UTC.
        kind: What it is about; sentiment, intent and severity are of the text, the others of a segment.
        segment_index: Which segment; None where it is about the text.
        labels: All labels of that kind that hold there; none where nothing does.
        replaced: Those that were in force before.
        note: What was said about it.
        in_force: Whether no later one is about the same.
    """

    at: datetime
    author: str
    kind: Literal["sentiment", "intent", "severity", "facet", "cause", "expectation"]
    segment_index: int | None = None
    labels: tuple[CorrectedLabel, ...]
    replaced: tuple[CorrectedLabel, ...] = ()
    note: str | None = None
    in_force: bool = True


class StoredFeedback(NewFeedback):
    """A stored record with its labels.

    Attributes:
        stored_at: When it was stored, UTC.
        analysis: What the model said; None while it is pending.
        corrections: What people said after it, the first first.
    """

    stored_at: datetime
    analysis: Analysis | None = None
    corrections: tuple[Correction, ...] = ()


class FeedbackFilter(_Record):
    """Which records a page shows; what is None does not matter.

    Attributes:
        created_from: Earliest time of writing, inclusive; naive times are UTC.
        created_to: Latest time of writing, exclusive.
        facet: A facet that some segment judges.
        facet_sentiment: The sentiment of that facet, or of any facet where `facet` is None.
        cause: A root cause that some segment names.
        q: Part of the text, letter case ignored.
    """

    language: Language | None = None
    source: Text | None = None
    channel: Text | None = None
    unit: Text | None = None
    touchpoint: Text | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    facet: Facet | None = None
    facet_sentiment: Sentiment | None = None
    cause: RootCause | None = None
    severity: Severity | None = None
    sentiment: Sentiment | None = None
    intent: Intent | None = None
    needs_review: bool | None = None
    q: Text | None = Field(default=None, min_length=1, max_length=200)


class EvidenceFilter(_Record):
    """Which records measures, backlog and report are made of; what is None does not matter.

    Attributes:
        created_from: Earliest time of writing, inclusive; naive times are UTC.
        created_to: Latest time of writing, exclusive. With either bound, records of unknown time are left out,
            unless `undated` asks for them.
        touchpoint: As the record has it or, where it has none, as the journey's terms find it.
    """

    created_from: datetime | None = None
    created_to: datetime | None = None
    source: Text | None = None
    channel: Text | None = None
    unit: Text | None = None
    touchpoint: Text | None = None
    language: Language | None = None
    undated: bool = False


class SeriesValue(_Record):
    """A value of an imported series.

    Attributes:
        period: As `measure.periods.parse_period` names it.
        unit: Whose value it is; empty where it is of all units together.
        n: What the value is of, where that is known.
    """

    period: Text
    unit: Text = ""
    value: float = Field(allow_inf_nan=False)
    n: float | None = Field(default=None, ge=0, allow_inf_nan=False)


class FeedbackPage(_Record):
    """Some records, newest first; `next_cursor` is None on the last page."""

    items: tuple[StoredFeedback, ...]
    next_cursor: str | None = None


class Scope(StrEnum):
    """What an API key may do; `admin` may do everything."""

    READ = "read"
    INGEST = "ingest"
    TRIAGE = "triage"
    MANAGE = "manage"
    ADMIN = "admin"


class ApiKey(_Record):
    """An API key, without its token.

    Attributes:
        last_used_at: When it was last used, UTC, to the minute.
    """

    id: str
    name: Text
    scopes: tuple[Scope, ...]
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def allows(self, scope: Scope) -> bool:
        """Whether the key may do what the scope names."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


class Job(_Record):
    """A bulk request as it was accepted.

    Attributes:
        known: Records of the request that were stored before, and so are not part of the job.
        refused: Rows that could not become records.
    """

    id: str
    kind: str
    actor: str
    created_at: datetime
    known: int = 0
    refused: tuple[RefusedRow, ...] = ()


class JobView(Job):
    """A job and how far it is, in feedback records: it is done when `analyzed` reaches `total`."""

    total: int
    analyzed: int

    @property
    def done(self) -> bool:
        """Whether every record of the job is analysed."""
        return self.analyzed >= self.total


class Answer(_Record):
    """What was answered to a request with an `Idempotency-Key`.

    Attributes:
        status: HTTP status; None while the request is still being answered.
        body: The answer's body as text.
    """

    body_hash: str
    status: int | None = None
    body: str | None = None
