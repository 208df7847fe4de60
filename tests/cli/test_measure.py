import csv
import io
import json

import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.store import Store

QUARTER = ("--from", "2026-07-01", "--to", "2026-10-01")


@pytest.fixture
def filled(home_url):
    with Store.open(home_url) as store:
        file(store, complaints(8, "now", days_ago=10))
        file(store, complaints(1, "west", days_ago=10, unit="西区", cause=None))
        file(store, complaints(4, "before", days_ago=120))
        file(store, complaints(6, "happy", days_ago=120, sentiment="positive", cause=None))
        file(store, complaints(1, "undated", days_ago=None))


def test_scores_are_shown_with_n_interval_and_change(invoke, filled):
    shown = invoke("measure", "servqual", *QUARTER)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == "SERVQUAL scores of 9 texts, 2026Q3 against 2026Q2"
    (reliability,) = [line.split(maxsplit=2) for line in lines if "Reliability" in line]
    assert reliability[1] == "9"
    assert reliability[2].startswith("1.0 [1.0, 2.6]    -100 [-100, -48]")
    assert "-3.6 [" in reliability[2]
    assert "cover 95 % of sampling, not the errors of the model" in shown.stdout


def test_scores_by_unit_name_those_without_one(invoke, filled):
    lines = invoke("measure", "servqual", "--by", "unit").stdout.splitlines()
    assert any(line.startswith("  西区 ") and "Reliability" in line for line in lines)
    assert not any("change" in line for line in lines)


def test_tables_by_time_tell_how_many_are_left_out(invoke, filled):
    assert "time is not known: 1." in invoke("measure", "servqual", "--by", "week").stdout


def test_causes_are_shown_with_shares_and_rates(invoke, filled):
    shown = invoke("measure", "causes", *QUARTER).stdout
    assert shown.startswith("Root causes of 9 unhappy texts among 9, 2026Q3 against 2026Q2")
    (row,) = [line.split() for line in shown.splitlines() if "Equipment and systems" in line]
    assert row[3:8] == ["8", "100%", "100%", "yes", "9"]
    assert row[8:11] == ["89", "[57,", "98]"]
    assert "no cause was recognised: 1." in shown


def test_csv_has_the_plain_figures(invoke, filled):
    rows = list(csv.DictReader(io.StringIO(invoke("measure", "servqual", *QUARTER, "--format", "csv").stdout)))
    assert [row["dimension"] for row in rows][:2] == ["tangibles", "reliability"]
    assert (rows[0]["n"], rows[0]["score"]) == ("0", "")
    assert float(rows[1]["change"]) == pytest.approx(-3.6)


def test_json_is_what_the_api_answers(invoke, filled):
    document = json.loads(invoke("measure", "causes", "--unit", "西区", "--format", "json").stdout)
    assert (document["n_texts"], document["n_without_cause"], document["rows"]) == (1, 1, [])
    document = json.loads(invoke("measure", "servqual", *QUARTER, "--by", "unit", "--format", "json").stdout)
    assert document["period"]["start"] == "2026-07-01T00:00:00+00:00"
    assert [group["group"] for group in document["groups"]] == ["mobile-care", "西区"]


@pytest.mark.parametrize(
    ("options", "valid"),
    [
        (("--by", "year"), "touchpoint"),
        (("--format", "xlsx"), "json"),
        (("--language", "zh"), "zh-Hant"),
        (("--from", "2026-10-01", "--to", "2026-07-01"), "not after its start"),
        (("--from", "0001-01-01", "--to", "0001-02-01"), "not of this age"),
        (("--from", "9999-11-01", "--to", "9999-12-31"), "not of this age"),
        (("--unit", "\ud800"), "cannot be stored"),
    ],
)
@pytest.mark.parametrize("command", ["servqual", "causes"])
def test_a_wrong_option_is_told_with_the_valid_ones(invoke, command, options, valid):
    result = invoke("measure", command, *options)
    assert isinstance(result.exception, OptionError)
    assert valid in str(result.exception)


def test_an_empty_store_gives_an_empty_table(invoke):
    assert "SERVQUAL scores of 0 texts" in invoke("measure", "servqual", *QUARTER).stdout
    assert "Root causes of 0 unhappy texts" in invoke("measure", "causes").stdout
