"""Settings of the tests' own, and services whose preparation needs no language model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from backlog_fakes import Build
from fakes import FakeAnalyzer
from tracker_fakes import give_tokens
from tracker_servers import SERVERS, FakeGitHub
from tracker_talk import FakeTracker, serving

from feedback_ai.services import backlog
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def analyzer() -> FakeAnalyzer:
    return FakeAnalyzer()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", batch_size=3, metadata_keys=["branch_note", "visits"])


@pytest.fixture
def build(store: Store, settings: Settings) -> Build:
    return lambda **options: backlog.build(store, actor="ann", settings=settings, **options)


@pytest.fixture(params=SERVERS, ids=lambda kind: kind.kind)
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTracker]:
    with serving(request.param()) as running:
        give_tokens(monkeypatch, running)
        yield running


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTracker]:
    with serving(FakeGitHub()) as running:
        give_tokens(monkeypatch, running)
        yield running
