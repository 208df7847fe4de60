"""What people do about service quality by command they can do over HTTP, and docs/api.md says where."""

import json
import re
from pathlib import Path

import typer

from feedback_ai.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("measure", "audit", "cases", "corrections", "alerts", "backlog", "trackers")
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
TOLD = dict(re.findall(r"^\| `(\w+ [\w-]+)` \| `([A-Z]+ /v1/[^`]+)` \|$", PAGE, flags=re.MULTILINE))


def test_every_command_has_its_path() -> None:
    groups = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    commands = {f"{group} {name}" for group in GROUPS for name in groups[group].commands}
    assert len(commands) > 40
    assert commands == set(TOLD)


def test_every_path_is_one_of_the_api() -> None:
    paths = json.loads((ROOT / "tests" / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    assert set(TOLD.values()) <= {f"{method.upper()} {path}" for path in paths for method in paths[path]}
