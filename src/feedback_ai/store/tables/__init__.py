"""The tables, as typed classes; `migrations/versions/` creates them and a test proves that both agree."""

from feedback_ai.store.tables.access import ApiKeyRow, IdempotencyRow, JobRow
from feedback_ai.store.tables.audits import AuditLabelRow, AuditRow, AuditTextRow
from feedback_ai.store.tables.backlog import BacklogEventRow, BacklogEvidenceRow, BacklogItemRow
from feedback_ai.store.tables.base import UNKNOWN_TIME, Table
from feedback_ai.store.tables.feedback import AnalysisRow, FeedbackRow, LabelRow, SegmentRow, SegmentVectorRow
from feedback_ai.store.tables.topics import TopicAssignmentRow, TopicFitRow, TopicRow

__all__ = [
    "UNKNOWN_TIME",
    "AnalysisRow",
    "ApiKeyRow",
    "AuditLabelRow",
    "AuditRow",
    "AuditTextRow",
    "BacklogEventRow",
    "BacklogEvidenceRow",
    "BacklogItemRow",
    "FeedbackRow",
    "IdempotencyRow",
    "JobRow",
    "LabelRow",
    "SegmentRow",
    "SegmentVectorRow",
    "Table",
    "TopicAssignmentRow",
    "TopicFitRow",
    "TopicRow",
]
