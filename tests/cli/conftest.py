"""The command line in this process, with the shipped models loaded once."""

import pytest
from typer.testing import CliRunner

from feedback_ai.cli.main import app


@pytest.fixture
def invoke(home, analyzer, monkeypatch):
    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", lambda *_: analyzer)

    def run(*arguments, **options):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)

    return run


@pytest.fixture
def home_url(home, new_sqlite):
    """The store of the home directory, which has no rows yet."""
    return new_sqlite(home / "feedback.sqlite")
