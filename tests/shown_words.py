"""Every Chinese string that people are shown: in the code, and in the files of words and configurations that ship."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CODE = [
    *(ROOT / "src/feedback_ai" / room for room in ("backlog", "cli", "connect", "measure", "notify", "report")),
    *(ROOT / "src/feedback_ai" / room for room in ("schema", "services", "triage")),
    ROOT / "api",
]
"""Rooms whose strings are shown; the others read Chinese and write none."""
WORDS = [*(path for room in CODE for path in room.rglob("*.toml")), *(ROOT / "data/sample").glob("*.toml")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def shown() -> list[tuple[str, str]]:
    """Each string with where it stands; what a string of the code leaves open is `{}`."""
    found: list[tuple[str, str]] = []
    for room in CODE:
        for path in room.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(_name(path, line), text) for line, text in _written(tree)]
    for path in WORDS:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(_name(path), text) for text in _values(content)]
    return [(where, text) for where, text in found if CHINESE.search(text)]


def _name(path: Path, line: int | None = None) -> str:
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")


def _written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Strings of a module but for docstrings, which are expressions of their own."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
            continue
        yield from _written(node)


def _values(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            if name != "terms":  # words that are looked for in texts
                yield from _values(value)
    elif isinstance(content, list):
        for value in content:
            yield from _values(value)
    elif isinstance(content, str):
        yield content
