import csv
import io
import json
import math

import pytest
from gap_fakes import TARGETS, add_texts
from survey_fakes import answer, write

from feedback_ai.cli.gap import _amount
from feedback_ai.errors import OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url, invoke, tmp_path, monkeypatch):
    targets = tmp_path / "targets.toml"
    targets.write_text(TARGETS, encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_AI_TARGETS", str(targets))
    get_settings.cache_clear()
    with Store.open(home_url) as store:
        add_texts(store, [f"They told us 3 days. It took {days} days." for days in range(4, 16)])
    file = write(tmp_path / "s.csv", [answer(f"r{n}", 6, 4 + n % 2) for n in range(12)])
    imported = invoke("measure", "import-survey", file, "--survey", "spring")
    assert (imported.exit_code, imported.stdout) == (0, "12 rows: added 12, already there 0\n")


def test_the_three_tables_are_shown(invoke, filled):
    shown = invoke("measure", "gap")
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    (reliability,) = [line.split() for line in lines if "Reliability" in line]
    assert reliability[1:5] == ["12", "6.00", "4.50", "-1.50"]
    assert reliability[-1] == "unacceptable"
    (minutes,) = [line for line in lines if line.startswith("  minutes")]
    assert "3 d" in minutes
    assert "0% [0%, 24%]" in minutes
    (target,) = [line for line in lines if "within a day" in line]
    assert "1 d" in target
    assert "never mixed" in shown.stdout


def test_tables_speak_chinese_and_can_be_chosen(invoke, filled):
    shown = invoke("measure", "gap", "--lang", "zh", "--table", "promises", "--by", "dimension").stdout
    assert "可靠性" in shown
    assert "不可接受（低于期望）" in shown
    assert "问卷" not in shown
    assert "3 天" in shown
    assert "24小时内" in invoke("measure", "gap", "--lang", "zh", "--table", "targets").stdout


def test_json_and_csv_have_the_plain_figures(invoke, filled):
    document = json.loads(invoke("measure", "gap", "--format", "json", "--by", "unit").stdout)
    assert [row["group"] for row in document["promises"]] == ["east"]
    rows = list(csv.DictReader(io.StringIO(invoke("measure", "gap", "--format", "csv", "--table", "survey").stdout)))
    assert (rows[0]["dimension"], rows[0]["item"], float(rows[0]["gap"])) == ("tangibles", "0", -1.5)
    targets = list(
        csv.DictReader(io.StringIO(invoke("measure", "gap", "--format", "csv", "--table", "targets").stdout))
    )
    assert targets[0]["name"] == "within a day"


def test_an_empty_store_says_that_nothing_is_stated(invoke, home):
    shown = invoke("measure", "gap")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.count("Nothing stated.") == 3


@pytest.mark.parametrize("options", [("--format", "csv"), ("--table", "all"), ("--by", "year"), ("--format", "pdf")])
def test_an_option_that_cannot_be_used_is_told(invoke, home, options):
    assert isinstance(invoke("measure", "gap", *options).exception, OptionError)


def test_refused_rows_of_a_survey_are_told(invoke, home, tmp_path):
    file = write(tmp_path / "s.csv", [answer("r0"), answer("r1", P1="8")])
    chinese = invoke("measure", "import-survey", file, "--survey", "autumn", "--lang", "zh")
    assert "拒收" in chinese.stderr
    assert " 行：新增 " in chinese.stdout
    told = invoke("measure", "import-survey", file, "--survey", "spring")
    assert told.exit_code == 3
    assert "1 answer_out_of_range" in told.stderr


def test_stored_texts_can_be_read_anew(invoke, filled):
    assert invoke("measure", "find-promises").stdout == "12 texts read; the promises of 0 changed\n"
    told = "已读取 12 条文本；其中 0 条的承诺有变化\n"
    assert invoke("measure", "find-promises", "--lang", "zh").stdout == told


@pytest.mark.parametrize(
    ("value", "shown"), [(12_000, "12,000"), (402.68, "402.7"), (0.0123, "0.0123"), (math.nan, "-"), (None, "-")]
)
def test_amounts_are_shown_without_exponents(value, shown):
    assert _amount(value, "gram", "en") == shown


def test_the_surveys_that_were_pooled_are_named(invoke, filled, tmp_path):
    assert "Answers of spring: 12 (2026-08-03 to 2026-08-03)." in invoke("measure", "gap").stdout
    file = write(tmp_path / "old.csv", [answer("a", date="")])
    invoke("measure", "import-survey", file, "--survey", "autumn")
    shown = invoke("measure", "gap").stdout
    assert "Answers of several surveys together: autumn: 1; spring: 12 (2026-08-03 to 2026-08-03)." in shown
    chinese = invoke("measure", "gap", "--lang", "zh").stdout
    assert "多个问卷的答卷合并计算：autumn：1 份；spring：12 份（2026-08-03 至 2026-08-03）。" in chinese
    document = json.loads(invoke("measure", "gap", "--format", "json").stdout)
    assert [one["n"] for one in document["surveys"]] == [1, 12]
