"""The store: opening it, and transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from feedback_ai.errors import StoreError
from feedback_ai.store import revisions
from feedback_ai.store.engine import build_engine, writer
from feedback_ai.store.failures import no_connection_free, translate
from feedback_ai.store.urls import display, parse_url, sqlite_file


class Store:
    """An open store; safe to share between threads, each transaction has its own connection.

    Attributes:
        engine: SQLAlchemy's engine, for those who look after the database itself.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self.engine = build_engine(url)

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open a store, creating its file and tables if it is empty.

        Args:
            url: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/DATABASE`.
            create: False to leave an empty database as it is and raise instead.

        Raises:
            StoreError: If it cannot be reached, or is empty and `create` is False.
            StoreNewerError: If a newer version of this software wrote it.
            StoreOutdatedError: If it must be upgraded first.
        """
        parsed = parse_url(url)
        store = cls(parsed)
        try:
            store._prepare_file(create=create)
            with store._told():
                if create:
                    revisions.create_if_empty(store.engine)
                with store.engine.connect() as connection:
                    revisions.check(connection, parsed)
        except StoreError:
            store.close()
            raise
        return store

    @classmethod
    def find(cls, url: str) -> Self | None:
        """Open a store if there is one; None, and nothing created, where there is not.

        Raises:
            StoreError: As `open` does.
        """
        parsed = parse_url(url)
        file = sqlite_file(parsed)
        if file is not None and not file.exists():
            return None
        store = cls(parsed)
        try:
            with store._told(), store.engine.connect() as connection:
                empty = revisions.current(connection) is None
        finally:
            store.close()
        return None if empty else cls.open(url, create=False)

    @property
    def display_url(self) -> str:
        """Where the store is, without its password."""
        return display(self._url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads.

        Raises:
            StoreError: If the database fails.
        """
        with self._told(), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: all of it is kept when the block ends, nothing of it when the block raises.

        Raises:
            StoreFullError: If the disk is full.
            StoreBusyError: If another process keeps the store locked.
            StoreError: If the database fails otherwise.
        """
        with self._told(), Session(writer(self.engine)) as session, session.begin():
            session.connection()  # takes SQLite's write lock now, before the block does work for nothing
            yield session

    def check(self) -> None:
        """Make sure that the store answers and still has the schema that this software needs.

        Raises:
            StoreError: As `open` does.
        """
        with self._told(), self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            revisions.check(connection, self._url)

    def close(self) -> None:
        """Close all connections; on SQLite this also folds the write-ahead log into the file."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns failures of the driver into errors that a user can act on."""
        try:
            yield
        except DBAPIError as error:
            if (told := translate(error, self._url)) is None:
                raise
            raise told from None
        except PoolTimeoutError:
            raise no_connection_free(self._url) from None

    def _prepare_file(self, *, create: bool) -> None:
        file = sqlite_file(self._url)
        if file is None or file.exists():
            return
        if not create:
            raise StoreError(f"There is no store at {file}.", hint="Create it with `feedback-ai db upgrade`.")
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise translate(error, self._url) or error from None


def upgrade(url: str) -> str:
    """Bring a store to the schema of this software, creating it if there is none; gives the revision reached.

    Raises:
        StoreError: As `Store.open` does.
    """
    store = Store(parse_url(url))
    try:
        store._prepare_file(create=True)
        with store._told():
            return revisions.upgrade(store.engine, store._url)
    finally:
        store.close()
