import csv
import io
import json

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.store import Store


@pytest.fixture
def filled(home):
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store:
        file(store, complaints(40, "east", unit="east", cause="people", facet="empathy", topic=2))
        for unit in ("north", "south", "西区"):
            file(store, complaints(20, unit, unit=unit, cause="method", sentiment="positive"))


def test_elements_are_shown_by_unit_or_together(invoke, filled):
    shown = invoke("measure", "elements")
    assert shown.exit_code == 0, shown.output
    (row,) = [line.split() for line in shown.stdout.splitlines() if "People 人员" in line]
    assert row[:5] == ["east", "People", "人员", "40", "40"]
    assert "hardware: machine, material, environment" in shown.stdout
    together = json.loads(invoke("measure", "elements", "--by", "none", "--format", "json").stdout)
    assert [row["element"] for row in together["rows"]] == ["hardware", "software", "people"]
    assert isinstance(invoke("measure", "elements", "--by", "colour").exception, OptionError)


def test_training_needs_name_unit_and_matter(invoke, filled):
    shown = invoke("measure", "training").stdout
    (row,) = [line for line in shown.splitlines() if line.strip().startswith("east")]
    assert "needed 需要" in row
    assert "Empathy 移情性 (40)" in row
    assert "queue · wait 排队 · 等候 (40)" in row
    assert shown.count("needed 需要") == 1


@pytest.mark.parametrize("command", ["elements", "training"])
def test_csv_and_json_have_the_plain_figures(invoke, filled, command):
    assert list(csv.DictReader(io.StringIO(invoke("measure", command, "--format", "csv").stdout)))
    assert json.loads(invoke("measure", command, "--format", "json").stdout)["n_texts"] == 100


@pytest.mark.parametrize("command", ["elements", "training"])
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_an_empty_store_is_shown_too(invoke, home, command, format):
    shown = invoke("measure", command, "--format", format)
    assert shown.exit_code == 0, shown.output
