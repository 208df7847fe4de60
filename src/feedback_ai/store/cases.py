"""The words of complaints."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_ai.store.tables import FeedbackRow


class CaseRepository:
    """Reads what a case needs beside its labels.

    Attributes:
        session: A transaction of `Store.reading`.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The redacted texts of records, by feedback id."""
        statement = select(FeedbackRow.id, FeedbackRow.text).where(FeedbackRow.id.in_(ids))
        return {row.id: row.text for row in self.session.execute(statement)}
