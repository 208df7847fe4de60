"""What all repositories share: the caller's transaction, and a lock for those that decide by what they read."""

from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback_ai.store.tables import Table


class Repository:
    """Works inside the caller's transaction; commits nothing.

    Attributes:
        session: A transaction of `Store.reading`, or of `Store.writing` where something is to be written.
    """

    def __init__(self, session: Session) -> None:
        self.session = session


class LockingRepository(Repository):
    """A repository whose writers decide by what they have read, so that they must go one after the other.

    Attributes:
        locked: The tables that `lock` keeps.
    """

    locked: ClassVar[tuple[type[Table], ...]]

    def lock(self) -> None:
        """Let no one else write to `locked` before this transaction ends; SQLite has one writer at a time anyway."""
        self._take("SHARE ROW EXCLUSIVE")

    def _take(self, mode: str) -> None:
        if self.session.get_bind().dialect.name == "postgresql":
            names = ", ".join(table.__tablename__ for table in self.locked)
            self.session.execute(text(f"LOCK TABLE {names} IN {mode} MODE"))
