"""From a record as received to what the model reads and the store keeps."""

from typing import NamedTuple

from feedback_ai.pipeline import prepare
from feedback_ai.schema import Document, FeedbackRecord
from feedback_ai.services.privacy import Privacy
from feedback_ai.store import NewFeedback, feedback_id

# Fields that are kept as they came.
SAME = ("channel", "unit", "touchpoint", "rating", "customer_tier", "created_at")
SHORT_TEXTS = ("id", "source", "channel", "unit", "touchpoint", "customer_tier")


class Prepared(NamedTuple):
    """A redacted record: for the model, and for the store."""

    document: Document
    feedback: NewFeedback


def storable(record: FeedbackRecord) -> FeedbackRecord:
    """The record with NUL characters, which PostgreSQL cannot keep, shown as U+FFFD in its short fields.

    The text needs no such care: `prepare` takes control characters out of it.
    """
    texts = {name: value for name in SHORT_TEXTS if "\0" in (value := getattr(record, name) or "")}
    if not texts:
        return record
    return record.model_copy(update={name: value.replace("\0", "\ufffd") for name, value in texts.items()})


def prepare_to_store(record: FeedbackRecord, privacy: Privacy, job_id: str | None = None) -> Prepared:
    """Redact and segment a storable record.

    Args:
        record: A record that went through `storable`.
        privacy: What is kept beside the text.
        job_id: The bulk request that it came with, if any.

    Raises:
        SettingError: If its customer id needs a secret key and none can be made.
    """
    document = prepare(record)
    normalized = document.normalized
    feedback = NewFeedback(
        id=feedback_id(record.source, record.id),
        source=record.source,
        record_id=record.id,
        text=normalized.text,
        language=normalized.language,
        mixed=normalized.mixed,
        informative=normalized.informative,
        redactions=normalized.redactions,
        segments=document.segments,
        customer_hash=privacy.customer_hash(record.customer_id),
        metadata=privacy.metadata(record.metadata),
        job_id=job_id,
        **{name: getattr(record, name) for name in SAME},
    )
    return Prepared(document, feedback)
