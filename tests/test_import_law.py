"""The import contracts hold, and they would catch a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _lint(directory: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", str(directory / ".importlinter")]
    environment = {"PYTHONPATH": f"{directory / 'src'}:{directory}", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("src", "api", "training"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copyfile(ROOT / ".importlinter", tmp_path / ".importlinter")
    return tmp_path


def test_contracts_are_kept(copy):
    result = _lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("src/feedback_ai/segment/__init__.py", "from feedback_ai.store import Store"),
        ("src/feedback_ai/schema/labels.py", "import torch"),
        ("src/feedback_ai/services/keys.py", "from feedback_ai.cli import main"),
        ("api/main.py", "import training.data"),
    ],
)
def test_planted_violation_is_caught(copy, file, line):
    planted = copy / file
    planted.write_text(planted.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = _lint(copy)
    assert result.returncode == 1
    assert "BROKEN" in result.stdout
