"""The words of complaints."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_ai.store.tables import FeedbackRow

AT_A_TIME = 5_000
"""Ids of one statement; SQLite takes 32,766."""


class CaseRepository:
    """Reads what a case needs beside its labels.

    Attributes:
        session: A transaction of `Store.reading`.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The redacted texts of records, by feedback id."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), AT_A_TIME):
            some = FeedbackRow.id.in_(ids[start : start + AT_A_TIME])
            found |= {
                row.id: row.text for row in self.session.execute(select(FeedbackRow.id, FeedbackRow.text).where(some))
            }
        return found
