"""What the models read: normalised, redacted text with its language and its segments."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from feedback_ai.schema.labels import Language
from feedback_ai.schema.records import FeedbackRecord


class Span(NamedTuple):
    """Code-point offsets into a text, end-exclusive: `text[start:end]`."""

    start: int
    end: int


class Redaction(BaseModel):
    """A place where a personal value stood; `text[start:end]` is now `<TYPE>`."""

    model_config = ConfigDict(frozen=True)

    type: str
    start: int
    end: int


class NormalizedText(BaseModel):
    """A text made ready: NFC, without control characters, personal data replaced, language named.

    Attributes:
        text: The redacted text; all offsets of all results point into it.
        language: Its main language and script.
        mixed: True where English and Chinese (or Simplified and Traditional) both carry part of it.
        informative: False for "no comment", 无, a platform's default review and the like: nothing is judged there.
        redactions: Places of the replaced values, in order.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    language: Language
    mixed: bool
    informative: bool
    redactions: tuple[Redaction, ...] = ()


class Document(BaseModel):
    """A record with its normalised text and its segments.

    Attributes:
        record: The record; its `text` is already the redacted one, so the original cannot leak further.
        normalized: Language, redactions and flags of the text.
        segments: Spans that cover `record.text` without overlap, in order.
    """

    model_config = ConfigDict(frozen=True)

    record: FeedbackRecord
    normalized: NormalizedText
    segments: tuple[Span, ...]
