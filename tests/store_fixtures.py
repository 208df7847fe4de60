"""Fixtures of the store: every test that uses them runs on SQLite and on PostgreSQL."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgres import PostgresMissingError, PostgresServer

from feedback_ai.store import Store, upgrade

DATABASES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for this test process, with the database `template_store` that holds the tables."""
    try:
        server = PostgresServer()
    except PostgresMissingError as error:
        if os.environ.get("FEEDBACK_AI_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL is required here: {error}")
        pytest.skip(f"PostgreSQL is not installed: {error}")
    try:
        server.execute("CREATE DATABASE template_store")
        upgrade(server.url("template_store"))
        yield server
    finally:
        server.stop()


@pytest.fixture(params=DATABASES)
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes databases without tables, all of one kind: files, or databases that are dropped after the test."""
    return lambda: _new_url(request.param, tmp_path, request, template="template0")


@pytest.fixture
def empty_url(fresh_url: Callable[[], str]) -> str:
    """A database without tables."""
    return fresh_url()


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of the test's own; `Store.open` finds or creates its tables."""
    return _new_url(request.param, tmp_path, request, template="template_store")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open, empty store."""
    with Store.open(store_url) as opened:
        yield opened


def _new_url(database: str, directory: Path, request: pytest.FixtureRequest, *, template: str) -> str:
    number = next(_numbers)
    if database == "sqlite":
        return f"sqlite:///{directory / f'store{number}.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    server.execute(f"CREATE DATABASE test_{number} TEMPLATE {template}")
    request.addfinalizer(lambda: server.execute(f"DROP DATABASE IF EXISTS test_{number} WITH (FORCE)"))
    return server.url(f"test_{number}")
