import os
from typing import Any

import pytest
from typer.testing import CliRunner

from feedback_ai.cli.main import app


@pytest.fixture
def started(home, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the server was started with, and the environment that its workers would read."""
    seen: dict[str, Any] = {}

    def run(target: str, **options: Any) -> None:
        seen.update(options, target=target, dashboard=os.environ.get("FEEDBACK_AI_DASHBOARD"))

    monkeypatch.setattr("uvicorn.run", run)
    # Set and taken away again, so that what the command sets does not outlive the test.
    monkeypatch.setenv("FEEDBACK_AI_DASHBOARD", "true")
    return seen


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "page: http://127.0.0.1:8000/"),
        (["--port", "9000", "--host", "localhost"], "page: http://localhost:9000/"),
        (["--host", "::1"], "page: http://[::1]:8000/"),
        (["--host", "0.0.0.0"], "page: http://127.0.0.1:8000/ (opens on this machine only"),
        (["--host", "10.1.2.3"], "page: none, since it opens on this machine only and 10.1.2.3 is another address"),
    ],
)
def test_it_says_where_the_page_is(started: dict[str, Any], options: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["serve", *options])
    assert result.exit_code == 0
    assert told in result.stderr
    assert started["target"] == "api.main:create_app"
    assert started["dashboard"] == "true"


def test_several_workers_serve_the_api_only_and_say_what_to_do(started: dict[str, Any]) -> None:
    result = CliRunner().invoke(app, ["serve", "--workers", "3"])
    assert result.exit_code == 0
    assert (
        "page: none, since it needs a single process; for the page, start another `feedback-ai serve`" in result.stderr
    )
    assert (started["workers"], started["dashboard"]) == (3, "false")


def test_a_page_that_is_switched_off_is_told(started: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_AI_DASHBOARD", "false")
    result = CliRunner().invoke(app, ["serve"])
    assert "page: none, since FEEDBACK_AI_DASHBOARD is false" in result.stderr
