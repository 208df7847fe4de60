import subprocess
import sys

import pytest

COMMANDS = ["analyze", "embed", "ingest", "serve", "doctor", "demo", "keys", "db"]
HEAVY = ("torch", "transformers", "spacy", "presidio_analyzer", "pandas", "sqlalchemy", "fastapi", "numpy")


def test_help_lists_every_command(invoke):
    result = invoke("--help")
    assert result.exit_code == 0
    assert all(command in result.output for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(invoke, command):
    assert invoke(command, "--help").exit_code == 0


def test_help_loads_no_heavy_library():
    probe = f"import sys, feedback_ai.cli.main; print([name for name in {HEAVY} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_a_known_error_is_one_line_with_its_code():
    probe = (
        "import sys; sys.argv = ['feedback-ai', 'analyze', 'nowhere.csv']; from feedback_ai.cli.main import run; run()"
    )
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("error [input_not_found]")
    assert result.stderr.count("\n") == 1
