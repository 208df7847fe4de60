"""Fixtures that every test may use."""

import pytest
from hypothesis import settings
from store_fixtures import empty_url, fresh_url, new_sqlite, postgres_server, store, store_url

from feedback_ai.settings import get_settings

__all__ = ["empty_url", "fresh_url", "new_sqlite", "postgres_server", "store", "store_url"]


# Timing belongs in benchmarks: a busy machine is no failure.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def analyzer():
    """The shipped models, loaded once a test process."""
    from feedback_ai.analyzer import Analyzer

    return Analyzer()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home directory of this test's own, settings read anew, and English whatever the locale."""
    directory = tmp_path / "home"
    monkeypatch.setenv("FEEDBACK_AI_HOME", str(directory))
    monkeypatch.setenv("FEEDBACK_AI_LANG", "en")
    get_settings.cache_clear()
    yield directory
    get_settings.cache_clear()
