"""Fixtures of the store: every test that uses them runs on SQLite and on PostgreSQL."""

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from postgres import PostgresMissingError, PostgresServer
from sqlalchemy import Engine, event

from feedback_ai.store import Store, upgrade
from feedback_ai.store.tables import Table

DATABASES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@event.listens_for(Engine, "connect")
def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    """Tests kill processes, which loses nothing that was handed to the system; none of them cuts the power."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for this test process, with the database `shared` that holds the tables."""
    try:
        server = PostgresServer()
    except PostgresMissingError as error:
        if os.environ.get("FEEDBACK_AI_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required here: {error}")
        pytest.skip(f"PostgreSQL is not installed: {error}")
    try:
        server.execute("CREATE DATABASE shared")
        upgrade(server.url("shared"))
        yield server
    finally:
        server.stop()


@pytest.fixture(params=DATABASES)
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes databases without tables, all of one kind: files, or databases that are dropped after the test."""

    def new_file() -> str:
        return f"sqlite:///{tmp_path / f'fresh{next(_numbers)}.sqlite'}"

    def new_database() -> str:
        name = f"fresh_{next(_numbers)}"
        server.execute(f"CREATE DATABASE {name}")
        request.addfinalizer(lambda: server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        return server.url(name)

    if request.param == "sqlite":
        return new_file
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return new_database


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Puts a SQLite store without rows at a path and gives its URL; the migrations run once a test process."""
    template = tmp_path_factory.mktemp("template") / "store.sqlite"
    upgrade(f"sqlite:///{template}")

    def copy(path: Path) -> str:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    return copy


@pytest.fixture
def empty_url(fresh_url: Callable[[], str]) -> str:
    """A database without tables."""
    return fresh_url()


def blank_url(request: pytest.FixtureRequest, directory: Path) -> str:
    """A store without rows, of the kind that the parameter names: a file in the directory or the shared database."""
    if request.param == "sqlite":
        new_sqlite: Callable[[Path], str] = request.getfixturevalue("new_sqlite")
        return new_sqlite(directory / "store.sqlite")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    # Emptying one database takes milliseconds, making one a good part of a second.
    server.end_sessions("shared")
    server.execute(*(f"DELETE FROM {table}" for table in reversed(Table.metadata.sorted_tables)), database="shared")
    return server.url("shared")


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store without rows; tests that change its schema take `empty_url` instead."""
    return blank_url(request, tmp_path)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store."""
    with Store.open(store_url) as opened:
        yield opened
