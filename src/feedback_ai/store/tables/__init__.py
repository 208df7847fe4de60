"""The tables, as typed classes; `migrations/versions/` creates them and a test proves that both agree."""

from feedback_ai.store.tables.access import ApiKeyRow, IdempotencyRow, JobRow
from feedback_ai.store.tables.alerts import (
    AlertEventRow,
    AlertRow,
    AlertTextRow,
    IncidentCaseRow,
    IncidentEventRow,
    IncidentRow,
    OutboxRow,
    WebhookRow,
)
from feedback_ai.store.tables.audits import AuditLabelRow, AuditRow, AuditTextRow
from feedback_ai.store.tables.backlog import BacklogEventRow, BacklogEvidenceRow, BacklogItemRow
from feedback_ai.store.tables.base import UNKNOWN_TIME, Table
from feedback_ai.store.tables.cases import CaseEventRow, FollowUpRow, TriageCaseRow
from feedback_ai.store.tables.escalations import EscalationRow
from feedback_ai.store.tables.feedback import (
    AnalysisRow,
    CorrectionRow,
    FeedbackRow,
    LabelRow,
    SegmentRow,
    SegmentVectorRow,
)
from feedback_ai.store.tables.series import SeriesValueRow, SeriesWithdrawalRow
from feedback_ai.store.tables.surveys import SurveyAnswerRow
from feedback_ai.store.tables.topics import (
    TopicActRow,
    TopicAssignmentRow,
    TopicFitRow,
    TopicLineageRow,
    TopicPrototypeRow,
    TopicRow,
    TopicThemeRow,
)
from feedback_ai.store.tables.trackers import TrackerLinkRow

__all__ = [
    "UNKNOWN_TIME",
    "AlertEventRow",
    "AlertRow",
    "AlertTextRow",
    "AnalysisRow",
    "ApiKeyRow",
    "AuditLabelRow",
    "AuditRow",
    "AuditTextRow",
    "BacklogEventRow",
    "BacklogEvidenceRow",
    "BacklogItemRow",
    "CaseEventRow",
    "CorrectionRow",
    "EscalationRow",
    "FeedbackRow",
    "FollowUpRow",
    "IdempotencyRow",
    "IncidentCaseRow",
    "IncidentEventRow",
    "IncidentRow",
    "JobRow",
    "LabelRow",
    "OutboxRow",
    "SegmentRow",
    "SegmentVectorRow",
    "SeriesValueRow",
    "SeriesWithdrawalRow",
    "SurveyAnswerRow",
    "Table",
    "TopicActRow",
    "TopicAssignmentRow",
    "TopicFitRow",
    "TopicLineageRow",
    "TopicPrototypeRow",
    "TopicRow",
    "TopicThemeRow",
    "TrackerLinkRow",
    "TriageCaseRow",
    "WebhookRow",
]
