"""Store URLs: which databases are known, which driver reads them, and how a URL is shown without its password."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from feedback_ai.errors import StoreError

EXAMPLES = ("sqlite:////var/lib/feedback-ai/feedback.sqlite", "postgresql://user:password@host:5432/database")
DRIVERS = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse_url(url: str) -> URL:
    """The URL with the driver that this software ships.

    Raises:
        StoreError: If it is no URL, names another kind of database, or a SQLite database without a file.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself may hold a password, so it is not repeated.
        raise StoreError("The store's URL cannot be read.", hint="Write it as in:", options=EXAMPLES) from None
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise StoreError(f"No store on {parsed.drivername}.", hint="Use SQLite or PostgreSQL:", options=EXAMPLES)
    if driver == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError("A SQLite store needs a file.", hint="Name its path in the URL:", options=EXAMPLES[:1])
    return parsed.set(drivername=driver)


def display(url: URL) -> str:
    """The URL for messages: no password, and no query, which can hold one as well."""
    shown = url.set(query={}, drivername=url.get_backend_name())
    return shown.render_as_string(hide_password=True)


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite store; None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None
