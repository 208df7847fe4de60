"""The API in this process: a real store, real redaction, and labels that need no model."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from api_fakes import MakeClient, RedactingAnalyzer
from fakes import FakeAnalyzer
from fastapi.testclient import TestClient

from api.main import create_app
from feedback_ai.services import keys
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store


def make_settings(home: Path) -> Settings:
    return Settings(home=home, batch_size=2, max_body_bytes=100_000, metadata_keys=["note"], dashboard=False)


def start(settings: Settings, store: Store, scopes: tuple[str, ...], analyzer: FakeAnalyzer) -> TestClient:
    """A client that is not yet running, with a key that has the scopes, or without one."""
    client = TestClient(create_app(settings, store, analyzer))
    if scopes:
        _, token = keys.create_key(store, "tests", scopes)
        client.headers["Authorization"] = f"Bearer {token}"
    return client


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path / "home")


@pytest.fixture
def make_client(settings: Settings) -> Iterator[MakeClient]:
    """Starts the API on a store; its client has a key with the scopes, or none."""
    with ExitStack() as running:

        def make(store: Store, *scopes: str, analyzer: FakeAnalyzer | None = None, **changes: object) -> TestClient:
            changed = settings.model_copy(update=changes)
            return running.enter_context(start(changed, store, scopes, analyzer or RedactingAnalyzer()))

        yield make


@pytest.fixture
def client(store: Store, make_client: MakeClient) -> TestClient:
    """The API on an empty store of each database, with a key that may do everything."""
    return make_client(store, Scope.ADMIN)


@pytest.fixture(scope="module")
def local_store(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[Path], str]) -> Iterator[Store]:
    """One SQLite store for all tests of a module, for what depends neither on the database nor on what is in it."""
    with Store.open(new_sqlite(tmp_path_factory.mktemp("local") / "store.sqlite")) as opened:
        yield opened


@pytest.fixture(scope="module")
def local(local_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API on that store, with a key that may do everything."""
    settings = make_settings(tmp_path_factory.mktemp("home"))
    with start(settings, local_store, (Scope.ADMIN,), RedactingAnalyzer()) as running:
        yield running
