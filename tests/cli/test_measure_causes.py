import csv
import io
import json

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import select, update

from feedback_ai.errors import OptionError
from feedback_ai.store import Store
from feedback_ai.store.tables import AnalysisRow, FeedbackRow


@pytest.fixture
def filled(home_url):
    with Store.open(home_url) as store:
        file(store, complaints(40, "east", unit="east", cause="people", facet="empathy", topic=2))
        file(store, complaints(30, "west", unit="西区", cause="method"))
        file(store, complaints(5, "none", unit="西区", cause=None, topic=None))


def test_causes_are_given_by_dimension(invoke, filled):
    shown = invoke("measure", "causes", "--by", "dimension")
    assert shown.exit_code == 0, shown.output
    (row,) = [line.split() for line in shown.stdout.splitlines() if "Empathy" in line]
    assert row == ["Empathy", "People", "40", "100%", "100%", "yes", "40", "100", "[91,", "100]"]
    assert "the 80 % line" in shown.stdout


def test_the_drill_goes_down_to_the_words(invoke, filled):
    top = invoke("measure", "drill").stdout
    assert top.startswith("All unhappy texts 全部不满文本: 75 findings in 75 texts")
    assert "Go down with --dimension." in top
    (row,) = [line.split() for line in top.splitlines() if line.strip().startswith("empathy")]
    assert row[2:6] == ["移情性", "40", "53%", "40"]
    below = invoke("measure", "drill", "--dimension", "reliability").stdout
    assert "No cause named 未指出原因" in below
    end = invoke("measure", "drill", "--dimension", "reliability", "--cause", "method", "--topic", "1", "--limit", "2")
    assert end.stdout.splitlines()[0].startswith("Reliability 可靠性 > Process and rules 流程与规则 > esim")
    assert end.stdout.count("Complaint west-") == 2


def test_a_level_cannot_be_left_out(invoke, filled):
    assert isinstance(invoke("measure", "drill", "--cause", "method").exception, OptionError)
    assert isinstance(invoke("measure", "drill", "--dimension", "speed").exception, OptionError)


def test_the_spread_says_what_it_means(invoke, filled):
    shown = invoke("measure", "spread")
    assert shown.exit_code == 0, shown.output
    (row,) = [line for line in shown.stdout.splitlines() if line.strip().startswith("People 人员")]
    assert "Concentrated in units 集中于个别单位（批量性）" in row
    assert row.endswith("east")
    assert "q units" in shown.stdout
    assert "q 值（单位）" in invoke("measure", "spread", "--lang", "zh").stdout
    assert "Look at what these units do otherwise" in shown.stdout
    assert "在当地整改" in shown.stdout
    assert isinstance(invoke("measure", "spread", "--occasional", "2").exception, OptionError)


@pytest.mark.parametrize("command", ["drill", "spread"])
def test_csv_and_json_have_the_plain_figures(invoke, filled, command):
    rows = list(csv.DictReader(io.StringIO(invoke("measure", command, "--format", "csv").stdout)))
    assert rows
    document = json.loads(invoke("measure", command, "--format", "json").stdout)
    assert document["n_complaining"] == 75
    assert document["versions"] == ["1 / 1.1"]


@pytest.mark.parametrize("command", ["drill", "fishbone", "spread", "elements", "training", "journey"])
def test_labels_of_several_models_are_told_in_both_languages(invoke, filled, home, command):
    assert "different models" not in invoke("measure", command).stdout
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store, store.writing() as session:
        of_west = select(FeedbackRow.id).where(FeedbackRow.record_id.startswith("west"))
        session.execute(update(AnalysisRow).where(AnalysisRow.feedback_id.in_(of_west)).values(model_version="2"))
    told = "different models or label sets (1 / 1.1, 2 / 1.1): "
    assert told in invoke("measure", command).stdout
    chinese = invoke("measure", command, "--lang", "zh").stdout
    assert "标签来自不同的模型或标签集（1 / 1.1、2 / 1.1）" in chinese
    assert told in json.loads(invoke("measure", command, "--format", "json").stdout)["versions_note"]["en"]


@pytest.mark.parametrize("command", ["drill", "spread"])
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_an_empty_store_is_shown_too(invoke, home, command, format):
    shown = invoke("measure", command, "--format", format)
    assert shown.exit_code == 0, shown.output


@pytest.mark.parametrize("command", ["servqual", "causes", "drill", "spread", "elements", "training", "journey"])
def test_a_unit_that_no_record_has_is_refused(invoke, filled, command):
    refused = invoke("measure", command, "--unit", "esat").exception
    assert isinstance(refused, OptionError)
    assert "east" in refused.options
