import inspect
from datetime import datetime

import pytest
import typer
from typer.testing import CliRunner

from feedback_ai.cli.filters import OPTIONS, with_filter
from feedback_ai.cli.main import app
from feedback_ai.errors import OptionError
from feedback_ai.store.records import EvidenceFilter

FILTERED = [("cases", "list"), *(("measure", name) for name in ("servqual", "causes", "drivers", "drill", "fishbone"))]
FILTERED += [("measure", name) for name in ("spread", "elements", "training", "journey", "gap")]


def test_a_command_gets_its_options_as_one_filter():
    got = []

    @with_filter
    def count(wanted: EvidenceFilter, loud: bool = False, format: str = "table") -> None:
        """Count."""
        got.append((wanted, loud, format))

    assert list(inspect.signature(count).parameters) == ["loud", *OPTIONS, "format"]
    assert (count.__name__, count.__doc__) == ("count", "Count.")
    small = typer.Typer()
    small.command()(count)
    arguments = ["--loud", "--from", "2026-07-01", "--unit", "东区", "--language", "zh-Hans"]
    result = CliRunner().invoke(small, arguments)
    assert result.exit_code == 0, result.output
    ((wanted, loud, format_),) = got
    assert (loud, format_, wanted.unit, wanted.language) == (True, "table", "东区", "zh-Hans")
    assert wanted.created_from.replace(tzinfo=None) == datetime(2026, 7, 1)
    moment = CliRunner().invoke(small, ["--from", "2026-07-01T08:00:00Z"])
    assert moment.exit_code == 0, moment.output
    assert got[-1][0].created_from.replace(tzinfo=None) == datetime(2026, 7, 1, 8)
    assert isinstance(CliRunner().invoke(small, ["--language", "fr"]).exception, OptionError)


@pytest.mark.parametrize(("group", "name"), FILTERED)
def test_all_of_them_take_the_same_filter(group, name):
    command = typer.main.get_command(app).commands[group].commands[name]
    assert {"start", "end", "unit", "touchpoint", "channel", "source", "language"} <= {
        option.name for option in command.params
    }
