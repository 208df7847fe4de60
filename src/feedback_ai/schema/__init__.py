"""The records that travel between rooms: no I/O, no model libraries."""

from feedback_ai.schema.analysis import (
    Analysis,
    CauseLabel,
    Expectation,
    FacetLabel,
    IntentLabel,
    ModelInfo,
    SegmentAnalysis,
    SentimentLabel,
    SeverityLabel,
)
from feedback_ai.schema.document import Document, NormalizedText, Redaction, Span
from feedback_ai.schema.labels import (
    LABELS_VERSION,
    SERVQUAL,
    Facet,
    Intent,
    Language,
    RootCause,
    Sentiment,
    Severity,
)
from feedback_ai.schema.records import MAX_TEXT_CHARS, FeedbackRecord, RefusedRow

__all__ = [
    "LABELS_VERSION",
    "MAX_TEXT_CHARS",
    "SERVQUAL",
    "Analysis",
    "CauseLabel",
    "Document",
    "Expectation",
    "Facet",
    "FacetLabel",
    "FeedbackRecord",
    "Intent",
    "IntentLabel",
    "Language",
    "ModelInfo",
    "NormalizedText",
    "Redaction",
    "RefusedRow",
    "RootCause",
    "SegmentAnalysis",
    "Sentiment",
    "SentimentLabel",
    "Severity",
    "SeverityLabel",
    "Span",
]
