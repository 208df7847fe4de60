"""The SQLAlchemy engine, set up for each kind of database."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

BUSY_SECONDS = 30.0
"""How long a writer waits for another process's write transaction on SQLite."""
CONNECT_SECONDS = 10
"""How long to wait for a PostgreSQL server to answer."""


def build_engine(url: URL) -> Engine:
    """An engine for a URL that `parse_url` gave; connects to nothing yet."""
    # hide_parameters: a failed statement must not put customers' words into a message or a log.
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )


def writer(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that write: SQLite takes its write lock at once."""
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


def _sqlite_engine(url: URL) -> Engine:
    patience = {} if "timeout" in url.query else {"timeout": BUSY_SECONDS}
    engine = create_engine(url, hide_parameters=True, connect_args=patience)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # Python's driver would begin transactions on its own terms (never for SELECT or DDL); we say BEGIN ourselves.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later cannot wait for a lock, only fail: writers take it up front.
        connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))

    return engine
