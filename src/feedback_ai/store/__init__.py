"""SQLite by default, PostgreSQL by URL: tables, migrations, repositories."""

from feedback_ai.store.database import Store, upgrade
from feedback_ai.store.records import (
    Answer,
    ApiKey,
    FeedbackFilter,
    FeedbackPage,
    Job,
    JobView,
    NewFeedback,
    Scope,
    StoredFeedback,
    feedback_id,
)

__all__ = [
    "Answer",
    "ApiKey",
    "FeedbackFilter",
    "FeedbackPage",
    "Job",
    "JobView",
    "NewFeedback",
    "Scope",
    "Store",
    "StoredFeedback",
    "feedback_id",
    "upgrade",
]
