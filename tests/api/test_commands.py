import re
from pathlib import Path

import pytest
from api_fakes import MakeClient

from api.commands import PATHS, in_paths
from feedback_ai.store import Scope, Store

SOURCES = (Path(__file__).resolve().parents[2] / "src" / "feedback_ai").rglob("*.py")
NAMED = {
    found
    for path in SOURCES
    if "cli" not in path.parts
    for found in re.findall(r"`feedback-ai ([^`]+)`", path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("`feedback-ai backlog list` shows the ids.", "`GET /v1/backlog` shows the ids."),
        (
            "`feedback-ai measure escalations --all` shows the ids.",
            "`GET /v1/escalations?every=true` shows the ids.",
        ),
        ("`feedback-ai topics show ID --format json` names", "`GET /v1/topics/{topic_id}` names"),
        ("Run `feedback-ai topics fit` first.", "Run `feedback-ai topics fit` on the machine of the store first."),
        ("Name another day with --as-of; texts are", "Name another day with `as_of`; texts are"),
        ("Leave out `--as-of` (`as_of`), or", "Leave out `as_of`, or"),
        ("A day--a week.", "A day--a week."),
    ],
)
def test_commands_and_options_are_told_as_paths_and_parameters(hint: str, told: str) -> None:
    assert in_paths(hint) == told


def test_every_command_that_an_error_names_is_known() -> None:
    assert len(NAMED) > 15
    for command in NAMED:
        assert any(" ".join(command.split()[:n]) in PATHS for n in (1, 2)), command


def test_errors_over_http_name_paths(store: Store, make_client: MakeClient) -> None:
    client = make_client(store, Scope.READ, Scope.MANAGE)
    for path, told in (
        ("backlog", "`GET /v1/backlog`"),
        ("audits", "`GET /v1/audits`"),
        ("topics", "`GET /v1/topics`"),
    ):
        detail = client.get(f"/v1/{path}/7").json()["detail"]
        assert told in detail
        assert "feedback-ai" not in detail
    built = client.post("/v1/backlog/build", json={}).json()["detail"]
    assert built.endswith("Run `feedback-ai topics fit` on the machine of the store first.")
