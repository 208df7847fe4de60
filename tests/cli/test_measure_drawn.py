import csv
import io
import json

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import update

from feedback_ai.errors import NotFoundError
from feedback_ai.store import Store
from feedback_ai.store.tables import FeedbackRow


@pytest.fixture
def complained(home):
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store:
        file(store, complaints(40, "east", unit="east", cause="people", facet="empathy", topic=2))
        file(store, complaints(30, "west", unit="西区", cause="method"))


@pytest.fixture
def circle(home):
    with Store.open(f"sqlite:///{home / 'feedback.sqlite'}") as store:
        file(store, complaints(40, "east", unit="east", cause="people", facet="empathy", topic=2))
        for unit in ("north", "south", "西区"):
            file(store, complaints(20, unit, unit=unit, cause="method", sentiment="positive"))
        with store.writing() as session:
            for prefix, touchpoint in (("east", "end"), ("north", "process"), ("south", "lounge"), ("西区", "process")):
                matching = FeedbackRow.record_id.contains(prefix)
                session.execute(update(FeedbackRow).where(matching).values(touchpoint=touchpoint))


@pytest.mark.parametrize(("lang", "name"), [("en", "Process and rules"), ("zh", "流程与规则")])
def test_a_fishbone_is_drawn(invoke, complained, tmp_path, lang, name):
    target = tmp_path / "fish.svg"
    drawn = invoke("measure", "fishbone", "--dimension", "reliability", "--output", target, "--lang", lang)
    assert drawn.exit_code == 0, drawn.output
    assert drawn.stdout.strip() == f"{'已写入' if lang == 'zh' else 'written to'} {target}"
    svg = target.read_text("utf-8")
    assert svg.startswith("<svg")
    assert name in svg


def test_a_fishbone_is_a_table_too(invoke, complained):
    shown = invoke("measure", "fishbone", "--topic", "1").stdout
    assert shown.startswith("Fishbone of esim · activate · phone 激活 · 手机: 30 unhappy texts")
    assert "Reliability 可靠性 (30)" in shown
    assert isinstance(invoke("measure", "fishbone", "--topic", "99").exception, NotFoundError)


def test_the_journey_marks_its_moments_of_truth(invoke, circle):
    shown = invoke("measure", "journey").stdout
    lines = [line.strip() for line in shown.splitlines() if line.startswith("  ")]
    assert [line.split("   ")[0] for line in lines[1:]] == ["Process 过程", "* End 结束", "lounge"]
    assert "Moments of truth (*): End 结束." in shown
    assert "-100 (40)" in shown


@pytest.mark.parametrize(("lang", "name"), [("en", "Process"), ("zh", "过程")])
def test_the_heat_map_is_drawn(invoke, circle, tmp_path, lang, name):
    target = tmp_path / "heat.svg"
    assert invoke("measure", "journey", "--output", target, "--lang", lang).exit_code == 0
    assert name in target.read_text("utf-8")


@pytest.mark.parametrize(("command", "part"), [("fishbone", "bones"), ("journey", "cells")])
def test_csv_and_json_have_the_plain_figures(invoke, circle, command, part):
    assert list(csv.DictReader(io.StringIO(invoke("measure", command, "--format", "csv").stdout)))
    assert json.loads(invoke("measure", command, "--format", "json").stdout)[part]


@pytest.mark.parametrize("command", ["fishbone", "journey"])
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_an_empty_store_is_shown_too(invoke, home, command, format):
    shown = invoke("measure", command, "--format", format)
    assert shown.exit_code == 0, shown.output
