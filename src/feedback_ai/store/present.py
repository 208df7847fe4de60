"""Which records are still there, for rows that are about to refer to them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_ai.store.tables import FeedbackRow

BATCH = 1_000
"""Ids of one query; databases take a limited number of values."""


def present(session: Session, feedback_ids: Sequence[str]) -> set[str]:
    """Those that are stored; they cannot be deleted (on PostgreSQL) before this transaction ends."""
    found: set[str] = set()
    for start in range(0, len(feedback_ids), BATCH):
        wanted = FeedbackRow.id.in_(feedback_ids[start : start + BATCH])
        rows = select(FeedbackRow.id).where(wanted).order_by(FeedbackRow.id)
        found.update(session.scalars(rows.with_for_update(read=True, key_share=True)))
    return found
