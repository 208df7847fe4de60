"""The schema's revisions: which one a store has, whether this software can use it, and the way up."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from feedback_ai.errors import StoreError, StoreNewerError, StoreOutdatedError
from feedback_ai.store.engine import writer
from feedback_ai.store.urls import display

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_163_245_127_014_331
"""Our number among PostgreSQL's advisory locks: two processes that open an empty store create it once."""


def current(connection: Connection) -> str | None:
    """The revision of the store; None where it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


@cache  # a server asks at every check of its health, and all migrations are read to tell it
def head() -> str:
    """The revision that this software needs."""
    (revision,) = _scripts().get_heads()
    return revision


def check(connection: Connection, url: URL) -> None:
    """Make sure that the store has the schema that this software needs.

    Raises:
        StoreError: If it has no tables.
        StoreNewerError: If it has a revision that this software does not know.
        StoreOutdatedError: If it has an older one.
    """
    found = current(connection)
    if found is None:
        raise StoreError(f"The store {display(url)} is empty.", hint="Create it with `feedback-ai db upgrade`.")
    _refuse_newer(found, url)
    if found != head():
        raise StoreOutdatedError(
            f"The store {display(url)} has schema {found}, this software needs {head()}.",
            hint="Upgrade it with `feedback-ai db upgrade` after making a backup.",
        )


def create_if_empty(engine: Engine) -> None:
    """Create all tables in a database that has none of ours; leave any other as it is."""
    with engine.connect() as connection:
        if current(connection) is not None:
            return
    with writer(engine).begin() as connection:
        _lock(connection)
        if current(connection) is None:
            command.upgrade(config(connection), "head")


def upgrade(engine: Engine, url: URL) -> str:
    """Bring the store to the newest revision, in one transaction; gives that revision.

    Raises:
        StoreNewerError: If the store is newer than this software.
    """
    with writer(engine).begin() as connection:
        _lock(connection)
        if (found := current(connection)) is not None:
            _refuse_newer(found, url)
        command.upgrade(config(connection), "head")
    return head()


def config(connection: Connection) -> Config:
    """Alembic's configuration for our migrations, on a connection whose transaction the caller ends."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def _refuse_newer(found: str, url: URL) -> None:
    if found not in _known():
        raise StoreNewerError(
            f"The store {display(url)} has schema {found}, written by a newer version of this software.",
            hint="Install that version, or restore a backup made before its upgrade.",
        )


def _lock(connection: Connection) -> None:
    # SQLite is locked by BEGIN IMMEDIATE already.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": UPGRADE_LOCK})


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
