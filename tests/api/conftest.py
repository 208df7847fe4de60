"""The API in this process: a real store, real redaction, and labels that need no model."""

from collections.abc import Iterator
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


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", batch_size=2, max_body_bytes=100_000)


@pytest.fixture
def local_store(tmp_path: Path) -> Iterator[Store]:
    """A SQLite store, for what does not depend on the database."""
    with Store.open(f"sqlite:///{tmp_path / 'local.sqlite'}") as opened:
        yield opened


@pytest.fixture
def make_client(settings: Settings) -> Iterator[MakeClient]:
    """Starts the API on a store; its client has a key with the scopes, or none."""
    with ExitStack() as running:

        def make(store: Store, *scopes: str, analyzer: FakeAnalyzer | None = None, **changes: object) -> TestClient:
            app = create_app(settings.model_copy(update=changes), store, analyzer or RedactingAnalyzer())
            client = running.enter_context(TestClient(app))
            if scopes:
                _, token = keys.create_key(store, "tests", scopes)
                client.headers["Authorization"] = f"Bearer {token}"
            return client

        yield make


@pytest.fixture
def client(store: Store, make_client: MakeClient) -> TestClient:
    """The API on each database, with a key that may do everything."""
    return make_client(store, Scope.ADMIN)


@pytest.fixture
def local(local_store: Store, make_client: MakeClient) -> TestClient:
    """The API on SQLite, with a key that may do everything."""
    return make_client(local_store, Scope.ADMIN)
