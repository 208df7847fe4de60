import subprocess
import sys

import pytest

from feedback_ai.cli.main import run

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


def test_the_module_runs_as_the_command():
    asked = [sys.executable, "-m", "feedback_ai", "backlog", "--help"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "feedback_ai backlog" in shown
    wrong = subprocess.run([*asked[:3], "analyze", "nowhere.csv"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "[input_not_found]" in wrong.stderr) == (1, True)


def test_a_known_error_is_one_line_with_its_code(home, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["feedback-ai", "analyze", "nowhere.csv"])
    with pytest.raises(SystemExit) as stopped:
        run()
    told = capsys.readouterr().err
    assert stopped.value.code == 1
    assert told.startswith("error [input_not_found] There is no file nowhere.csv.")
    assert told.count("\n") == 1


def test_an_error_is_told_in_the_language_that_was_asked_for(home_url, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["feedback-ai", "cases", "show", "99", "--lang", "zh"])
    with pytest.raises(SystemExit):
        run()
    told = capsys.readouterr().err
    assert told == "错误 [not_found] 没有此编号的投诉。编号见 `feedback-ai cases list`。\n"


def test_the_setting_stands_in_for_the_option(invoke, home_url, monkeypatch):
    monkeypatch.setenv("FEEDBACK_AI_LANG", "zh")
    assert invoke("cases", "list").stdout.startswith("投诉：0 件中的 0 件")
    assert invoke("cases", "list", "--lang", "en").stdout.startswith("Complaints: 0 of 0")
