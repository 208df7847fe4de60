import csv
import io
import json

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import InputFormatError, NotFoundError, OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store

STANDARD = """
[[indicator]]
name = "churn"
labels = { en = "Churn", zh = "流失率" }
kind = "key_performance"
formula = "series"
direction = "lower"
unit = "%"
target = 5
benchmark = 4
benchmark_source = "trade association"
owner = "Sales"

[[standard]]
name = "keep"
labels = { en = "Customers stay", zh = "客户留存" }
touchpoint = "end"
element = "people"
measure = "churn"
target = 5
direction = "lower"
by = 2020-01-31
review = 2020-12-31
owner = "Sales"
"""


@pytest.fixture
def filled(home_url, tmp_path):
    with Store.open(home_url) as store:
        file(store, complaints(8, "now", days_ago=10))
        file(store, complaints(2, "undated", days_ago=None))
    path = tmp_path / "contacts.csv"
    path.write_text("period,value\n2026-09,4000\n", "utf-8")
    return path


def test_an_indicator_is_shown_or_what_is_missing(invoke, filled):
    done = invoke("measure", "import-series", filled, "--indicator", "contacts")
    assert done.stdout.strip() == "1 values of contacts, 2026-09 to 2026-09."
    shown = invoke("measure", "indicators")
    assert shown.exit_code == 0, shown.output
    (line,) = [line for line in shown.stdout.splitlines() if "每千次接触投诉数" in line]
    assert "2026-09" in line
    assert "2.0 [0.9, 3.9] per 1,000" in line
    assert "2.0 [0.9, 3.9] ‰" in invoke("measure", "indicators", "--lang", "zh").stdout
    assert "Churn 客户流失率: no series was imported" in shown.stdout
    assert "time is not known: 2." in shown.stdout


def test_places_of_what_is_missing_are_told_together(invoke, filled):
    invoke("measure", "import-series", filled, "--indicator", "contacts")
    shown = invoke("measure", "indicators", "--by", "unit").stdout
    assert "no contacts (measure import-series FILE --indicator contacts)." in shown


def test_targets_and_standards_are_shown(invoke, filled, tmp_path, monkeypatch):
    path = tmp_path / "register.toml"
    path.write_text(STANDARD, "utf-8")
    monkeypatch.setenv("FEEDBACK_AI_INDICATORS", str(path))
    get_settings.cache_clear()
    churn = tmp_path / "churn.csv"
    churn.write_text("period,unit,value,n\n2026-08,east,3,9000\n2026-09,east,6,9000\n", "utf-8")
    assert invoke("measure", "import-series", churn, "--indicator", "churn").exit_code == 0
    again = invoke("measure", "import-series", churn, "--indicator", "churn").stdout
    chinese = invoke("measure", "import-series", churn, "--indicator", "churn", "--lang", "zh").stdout
    assert chinese.startswith("churn：")
    assert "个替换原有数值。" in chinese
    assert "2 of them in place of earlier ones" in again
    shown = invoke("measure", "indicators").stdout
    (september,) = [line for line in shown.splitlines() if "流失率" in line and "2026-09" in line]
    assert "<= 5" in september
    assert "not met" in september
    assert "4.0 (trade association)" in september
    (standard,) = [line for line in shown.splitlines() if "Customers stay" in line]
    assert "1 of 2 (50%)" in standard
    assert "4.5, met" in standard
    assert "2020-12-31, OVERDUE" in standard
    rows = list(csv.DictReader(io.StringIO(invoke("measure", "indicators", "--format", "csv").stdout)))
    assert [(row["name_zh"], row["value"], row["verdict"]) for row in rows] == [
        ("流失率", "3", "met"),
        ("流失率", "6", "not_met"),
    ]
    document = json.loads(invoke("measure", "indicators", "--format", "json").stdout)
    assert document["standards"][0]["review"] == "2020-12-31"


def test_a_verdict_that_rests_on_no_interval_is_marked(invoke, filled, tmp_path, monkeypatch):
    path = tmp_path / "register.toml"
    path.write_text(STANDARD.replace('unit = "%"', 'unit = "customers"'), "utf-8")
    monkeypatch.setenv("FEEDBACK_AI_INDICATORS", str(path))
    get_settings.cache_clear()
    churn = tmp_path / "churn.csv"
    churn.write_text("period,value,n\n2026-08,3,\n2026-09,3,9\n", "utf-8")
    invoke("measure", "import-series", churn, "--indicator", "churn")
    shown = invoke("measure", "indicators").stdout
    whole, sampled = [line for line in shown.splitlines() if "流失率" in line]
    assert " met *" in whole
    assert " undecided -" in sampled
    assert "*: an imported value without n, judged as it stands" in shown
    chinese = invoke("measure", "indicators", "--lang", "zh").stdout
    assert "达标 *" in chinese
    assert "未定 -" in chinese
    rows = json.loads(invoke("measure", "indicators", "--format", "json").stdout)["rows"]
    assert [row["judged"] for row in rows] == ["as_imported", "no_interval"]


def test_what_is_wrong_is_told(invoke, filled, tmp_path):
    assert isinstance(invoke("measure", "indicators", "--by", "week").exception, OptionError)
    assert isinstance(invoke("measure", "import-series", filled, "--indicator", "smiles").exception, OptionError)
    bad = tmp_path / "bad.csv"
    bad.write_text("period,value\n2026-09,many\n", "utf-8")
    assert isinstance(invoke("measure", "import-series", bad, "--indicator", "churn").exception, InputFormatError)


def test_values_of_a_misspelt_unit_are_taken_back(invoke, filled, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("period,unit,value\n2026-08,esat,7\n2026-09,,8\n", "utf-8")
    invoke("measure", "import-series", wrong, "--indicator", "contacts")
    done = invoke("measure", "withdraw-series", "--indicator", "contacts", "--unit", "esat", "--actor", "Ann")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("No imported value counts.")
    shown = invoke("measure", "list-series").stdout
    kept, gone = shown.split("Taken back")
    assert "all units" in kept
    assert "esat" not in kept
    assert "esat" in gone
    assert "Ann" in gone
    assert json.loads(invoke("measure", "list-series", "--format", "json").stdout)["withdrawn"][0]["actor"] == "Ann"
    assert "已撤回" in invoke("measure", "list-series", "--lang", "zh").stdout
    again = invoke("measure", "withdraw-series", "--indicator", "contacts", "--unit", "esat")
    assert isinstance(again.exception, NotFoundError)
