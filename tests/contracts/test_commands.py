"""What people do by command they can do over HTTP, and docs/api.md says where, or that they cannot."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from feedback_ai.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8").partition("### From commands to paths")[2]
TOLD = dict(re.findall(r"^\| `([\w -]+)` \| (-|`[A-Z]+ /v1/[^`]+`) \|$", PAGE, flags=re.MULTILINE))
LOCAL = {
    *("topics fit", "topics discover", "topics backtest"),
    *("keys create", "keys list", "keys revoke", "db upgrade"),
    *("embed", "serve", "doctor", "demo"),
}
"""What takes long, makes keys or sees to the machine itself."""


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not hasattr(group, "commands"):
        yield " ".join(path)
        return
    for name, command in group.commands.items():
        yield from commands(command, (*path, name))


def test_every_command_is_told() -> None:
    assert set(commands(typer.main.get_command(app))) == set(TOLD)


def test_only_what_is_of_the_machine_has_no_path() -> None:
    assert {command for command, path in TOLD.items() if path == "-"} == LOCAL


def test_every_path_is_one_of_the_api() -> None:
    paths = json.loads((ROOT / "tests" / "api" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    known = {f"`{method.upper()} {path}`" for path in paths for method in paths[path]}
    assert {path for path in TOLD.values() if path != "-"} <= known
