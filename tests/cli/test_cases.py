import csv
import io
import json

import pytest
from backlog_fakes import Complaint, complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url, tmp_path, monkeypatch):
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nteam = "Care desk"\nunit = "mobile-care"\n', encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_AI_ROUTING", str(rules))
    get_settings.cache_clear()
    with Store.open(home_url) as store:
        file(store, complaints(2, "care"))
        file(store, [Complaint("worst", severity="S1", unit="=cmd()", topic=None, days_ago=None)])


def test_cases_are_listed_with_their_teams_and_the_rest_is_seen(invoke, filled):
    shown = invoke("cases", "list", "--limit", "2")
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == "Complaints: 2 of 3"
    assert lines[3].split()[:4] == ["S1", "-", "worst", "=cmd()"]
    assert "(no rule)" in lines[3]
    assert "Care desk" in lines[4]
    assert [line.split() for line in lines[-2:]] == [["Care", "desk", "2"], ["(no", "rule)", "1"]]


def test_one_team_or_the_rest_can_be_chosen(invoke, filled):
    assert invoke("cases", "list", "--team", "Care desk").stdout.startswith("Complaints: 2 of 2")
    found = json.loads(invoke("cases", "list", "--unrouted", "--format", "json").stdout)
    assert [item["record_id"] for item in found["items"]] == ["worst"]
    assert found["teams"] == [{"team": "Care desk", "n": 2}, {"team": None, "n": 1}]


def test_csv_is_safe_for_spreadsheets(invoke, filled):
    rows = list(csv.DictReader(io.StringIO(invoke("cases", "list", "--format", "csv").stdout)))
    assert [row["unit"] for row in rows] == ["'=cmd()", "mobile-care", "mobile-care"]
    assert (rows[1]["dimensions"], rows[1]["causes"], rows[1]["topics"]) == ("reliability", "machine", "1")
    assert rows[0]["team"] == ""


def test_an_unknown_team_is_told_with_the_valid_ones(invoke, filled):
    result = invoke("cases", "list", "--team", "Desk")
    assert isinstance(result.exception, OptionError)
    assert result.exception.options == ("Care desk",)


def test_an_empty_store_has_no_cases(invoke):
    assert invoke("cases", "list").stdout.startswith("Complaints: 0 of 0")
