"""What a database driver reports, told as an error that a user can act on."""

import errno

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from feedback_ai.errors import StoreBusyError, StoreError, StoreFullError
from feedback_ai.store.urls import display

# Primary result codes of SQLite, https://www.sqlite.org/rescode.html
SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT = 5, 6, 8, 10, 11
SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_NOTADB = 13, 14, 26
SQLITE_REASONS = {
    SQLITE_READONLY: "it is read-only",
    SQLITE_IOERR: "reading or writing its file failed",
    SQLITE_CORRUPT: "its file is damaged",
    SQLITE_CANTOPEN: "its file cannot be opened",
    SQLITE_NOTADB: "its file is not a SQLite database",
}
# SQLSTATEs of PostgreSQL, https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRES_FULL = "53100"
POSTGRES_BUSY = {"55P03", "40P01", "40001"}  # lock not available, deadlock, serialization failure
POSTGRES_UNREACHABLE = ("08", "57P", "53", "28", "3D", "25006")


def translate(error: DBAPIError | OSError, url: URL) -> StoreError | None:
    """The error to raise instead, or None where the failure is a mistake of ours and should show itself.

    Args:
        error: What SQLAlchemy raised around the driver's error, or a failure of the file system.
        url: The store's URL; its password appears in no message.
    """
    if isinstance(error, OSError):
        return _full(url) if error.errno in (errno.ENOSPC, errno.EDQUOT) else _unusable(url, error.strerror or "")
    if url.get_backend_name() == "sqlite":
        return _from_sqlite(error, url)
    return _from_postgres(error, url)


def no_connection_free(url: URL) -> StoreError:
    """What to raise when all connections of the process stay in use."""
    return StoreBusyError(
        f"All connections to the store {display(url)} are in use.", hint="Repeat the request in a moment."
    )


def _from_sqlite(error: DBAPIError, url: URL) -> StoreError | None:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    if code == SQLITE_FULL:
        return _full(url)
    if code in (SQLITE_BUSY, SQLITE_LOCKED):
        return _busy(url)
    reason = SQLITE_REASONS.get(code)
    return _unusable(url, reason) if reason else None


def _from_postgres(error: DBAPIError, url: URL) -> StoreError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state == POSTGRES_FULL:
        return _full(url)
    if state in POSTGRES_BUSY:
        return _busy(url)
    # Without a state the server never answered: no route, wrong port, connection cut.
    if error.connection_invalidated or (type(error).__name__ == "OperationalError" and state is None):
        return _unusable(url, _first_line(error, url))
    if state is not None and state.startswith(POSTGRES_UNREACHABLE):
        return _unusable(url, _first_line(error, url))
    return None


def _full(url: URL) -> StoreError:
    return StoreFullError(
        f"The disk of the store {display(url)} is full.",
        hint="Make room and repeat the command; what was committed before is kept.",
    )


def _busy(url: URL) -> StoreError:
    return StoreBusyError(
        f"The store {display(url)} is locked by another process.",
        hint="Repeat the command when the other one has ended.",
    )


def _unusable(url: URL, reason: str) -> StoreError:
    return StoreError(
        f"The store {display(url)} cannot be used: {reason}.",
        hint="Check FEEDBACK_AI_DATABASE_URL and that the database is there and yours to write.",
    )


def _first_line(error: DBAPIError, url: URL) -> str:
    reason = str(error.orig).strip().partition("\n")[0].rstrip(".")
    return reason.replace(url.password, "***") if url.password else reason
