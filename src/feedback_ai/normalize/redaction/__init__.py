"""Redaction: personal data of eleven types is replaced before anything is stored or logged."""

from feedback_ai.normalize.redaction.redactor import TYPES, redact

__all__ = ["TYPES", "redact"]
