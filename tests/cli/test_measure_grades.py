import csv
import io
import json

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url):
    with Store.open(home_url) as store:
        for days_ago in (75, 45, 15):
            for unit in ("east", "west", "西区"):
                file(store, complaints(30, f"{unit}-{days_ago}", unit=unit, days_ago=days_ago, severity="S2"))
            file(store, complaints(3, f"tiny-{days_ago}", unit="tiny", days_ago=days_ago))
        file(store, complaints(2, "undated", days_ago=None))


def test_grades_are_shown_with_parts_and_what_follows(invoke, filled):
    shown = invoke("measure", "grades")
    assert shown.exit_code == 0, shown.output
    (tiny,) = [line.split() for line in shown.stdout.splitlines() if line.split()[:2] == ["2026-07", "tiny"]]
    assert tiny[2:4] == ["3", "-"]
    assert "2026-09  西区: Suspension 停业整顿 (E)" in shown.stdout
    assert "With fewer than 10 texts in a month there is no grade" in shown.stdout
    assert "their unit is not known: 2." in shown.stdout


def test_one_unit_and_some_months_can_be_asked_for(invoke, filled):
    shown = invoke("measure", "grades", "--unit", "east", "--from", "2026-08-01", "--to", "2026-09-01").stdout
    rows = [line.split()[:2] for line in shown.splitlines() if line.startswith("  2026")]
    assert rows[0] == ["2026-08", "east"]
    assert "west" not in shown
    assert "2026-09" not in shown


def test_csv_has_values_points_and_rules(invoke, filled):
    rows = list(csv.DictReader(io.StringIO(invoke("measure", "grades", "--format", "csv").stdout)))
    assert len(rows) == 12
    assert (rows[0]["complaint_rate"], float(rows[0]["severity"])) == ("", pytest.approx(1, abs=0.01))
    assert rows[0]["response_speed"] == ""
    assert {row["escalations"] for row in rows if row["unit"] == "east"} == {"suspension"}


def test_json_is_what_the_api_answers(invoke, filled):
    document = json.loads(invoke("measure", "grades", "--format", "json").stdout)
    assert document["rows"][0]["parts"][0]["name"]["zh"]


def test_a_wrong_option_is_told(invoke, home):
    assert isinstance(invoke("measure", "grades", "--by", "week").exception, OptionError)
    assert isinstance(invoke("measure", "grades", "--format", "xlsx").exception, OptionError)


def test_an_empty_store_has_no_grades(invoke, home):
    assert "Nothing follows from these letters." in invoke("measure", "grades").stdout


def test_it_is_told_where_parts_come_from(invoke, filled, home):
    speed = home / "speed.csv"
    speed.write_text("period,unit,value,n\n2026-09,east,0.8,40\n", "utf-8")
    invoke("measure", "import-series", str(speed), "--indicator", "response_speed")
    assert "From imported: Answered in time 按时答复率 2026-09." in invoke("measure", "grades").stdout
    assert "来自外部导入：按时答复率 2026-09。" in invoke("measure", "grades", "--lang", "zh").stdout


def test_escalations_are_kept_shown_and_acknowledged(invoke, filled):
    assert "There is no such escalation." in invoke("measure", "escalations").stdout
    invoke("measure", "grades")
    first = json.loads(invoke("measure", "escalations", "--unit", "西区", "--format", "json").stdout)[0]
    assert (first["rule"], first["acknowledged_by"]) == ("suspension", None)
    told = invoke(
        "measure", "acknowledge", str(first["id"]), "--actor", "李安", "--note", "已整改", "--lang", "zh"
    ).stdout
    assert {"停业整顿", "有效"} <= set(told.split())
    assert "李安：已整改" in told
    assert str(first["id"]) not in [
        line.split()[0] for line in invoke("measure", "escalations").stdout.splitlines() if line.strip()
    ]
