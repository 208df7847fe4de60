"""Rules of the house that a reader would otherwise have to remember."""

import ast
import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("src/feedback_ai", "api", "training")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_file_is_short_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_FILE_LINES
    assert ast.get_docstring(ast.parse(text)), "a module begins with a docstring"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_functions_fit_a_screen(path):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, functions):
            doc = ast.get_docstring(node, clean=False) or ""
            n_lines = (node.end_lineno or node.lineno) - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)
            assert n_lines <= MAX_FUNCTION_LINES, f"{node.name} has {n_lines} lines without its docstring"


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_library_never_prints(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


def test_tests_are_no_package():
    assert not list((ROOT / "tests").rglob("__init__.py")), "an __init__.py under tests/ would shadow `api`"


def test_tests_mirror_the_tree():
    rooms = {
        path.parent.relative_to(ROOT / "src" / "feedback_ai").parts[:1]
        for path in SOURCES
        if "feedback_ai" in path.parts
    }
    named = {parts[0] for parts in rooms if parts}
    tested = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert named <= tested


@pytest.mark.parametrize("package", ["api", "training", "feedback_ai"])
def test_generic_package_names_resolve_inside_the_checkout(package):
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


def test_no_unseeded_randomness_or_sleep_in_tests():
    for path in TESTS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\btime\.sleep\(", text) or "# waits for" in text, f"{_name(path)} sleeps"


def test_large_files_are_model_bundles_only():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tracked = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    large = [path for path in tracked if path.is_file() and path.stat().st_size > 2_000_000]
    assert all(path.is_relative_to(ROOT / "models") for path in large)
    assert all(path.stat().st_size <= 60_000_000 for path in large)
