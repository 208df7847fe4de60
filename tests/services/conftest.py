"""Settings of the tests' own, and services whose preparation needs no language model."""

from pathlib import Path

import pytest
from fakes import FakeAnalyzer

from feedback_ai.settings import Settings


@pytest.fixture
def analyzer() -> FakeAnalyzer:
    return FakeAnalyzer()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", batch_size=3, metadata_keys=["branch_note", "visits"])
