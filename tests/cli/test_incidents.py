import json

import pytest
from alert_fakes import burst, fill, quiet_days

from feedback_ai.errors import OptionError
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url, invoke):
    """A store in which an incident is proposed."""
    with Store.open(home_url) as store:
        fill(store, quiet_days(), burst(20))
    assert invoke("alerts", "check", "--as-of", "2026-09-30").exit_code == 0


def test_an_incident_is_shown_with_its_playbook_confirmed_and_closed(invoke, filled):
    (one,) = json.loads(invoke("incidents", "list", "--format", "json").stdout)
    assert "Mass incident: esim" in invoke("incidents", "list").stdout
    shown = invoke("incidents", "show", one["id"], "--lang", "zh").stdout
    assert "预案：设备或系统故障" in shown
    assert "  1. 确认系统运维方已知悉故障。" in shown
    assert "各单位投诉：east" in shown
    assert "：已提出：21 件投诉，截至 2026-10-01 00:00 UTC\n" in shown
    assert "cases by unit: east" in invoke("incidents", "show", one["id"]).stdout
    assert "confirmed, severity S2" in invoke("incidents", "confirm", one["id"], "--actor", "Ann").stdout
    assert "Ann: closed" in invoke("incidents", "close", one["id"], "--actor", "Ann").stdout
    assert "There is no such incident." in invoke("incidents", "list").stdout
    assert invoke("incidents", "list", "--lang", "zh").stdout == "没有这样的突发事件。\n"
    assert "closed" in invoke("incidents", "list", "--all").stdout


def test_an_incident_is_dismissed_with_a_reason(invoke, filled):
    (one,) = json.loads(invoke("incidents", "list", "--format", "json").stdout)
    assert invoke("incidents", "dismiss", one["id"]).exit_code == 2
    assert "dismissed" in invoke("incidents", "dismiss", one["id"], "--note", "a survey").stdout
    assert isinstance(invoke("incidents", "confirm", one["id"]).exception, OptionError)
