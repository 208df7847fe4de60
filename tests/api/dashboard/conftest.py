"""Pages on an empty store and on a filled one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dashboard_fakes import fill, running
from fastapi.testclient import TestClient

from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def page(settings: Settings, local_store: Store) -> Iterator[TestClient]:
    with running(settings, local_store) as client:
        yield client


@pytest.fixture(scope="module")
def filled_store(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[Path], str]) -> Iterator[Store]:
    with Store.open(new_sqlite(tmp_path_factory.mktemp("filled") / "store.sqlite")) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def filled(settings: Settings, filled_store: Store) -> Iterator[TestClient]:
    with running(settings, filled_store) as client:
        yield client
