import getpass
import json
import re

import pytest
from alert_fakes import burst, fill, quiet_days
from backlog_fakes import Complaint

from feedback_ai.cli.alert_words import duration, tell_figures
from feedback_ai.errors import NotFoundError, OptionError, SettingError
from feedback_ai.notify.rules import load_alert_rules
from feedback_ai.notify.titles import RULES, rule_called, rule_name
from feedback_ai.settings import get_settings
from feedback_ai.store import Store

AS_OF = ("--as-of", "2026-09-30")


@pytest.fixture
def filled(home_url):
    """A store with a mass incident and two critical cases."""
    with Store.open(home_url) as store:
        fill(store, quiet_days(), burst(20), [Complaint(f"s-{n}", days_ago=1, severity="S1", topic=2) for n in (1, 2)])


def run(invoke, *arguments):
    result = invoke("alerts", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_alerts_are_checked_listed_shown_and_worked_on(invoke, filled):
    first = run(invoke, "check", *AS_OF)
    assert "up to 2026-10-01 00:00 UTC" in first
    assert "alerts: 3 opened" in first
    assert "mass incidents: 1 proposed" in first
    assert "alerts: 0 opened, 0 opened again, 0 updated, 3 unchanged" in run(invoke, "check", *AS_OF)
    listed = run(invoke, "list")
    assert "S1 case: mobile-care" in listed
    assert "from arrival to" in listed
    assert "突发事件" in run(invoke, "list", "--lang", "zh")
    (alert,) = json.loads(run(invoke, "list", "--format", "json", "--rule", "Critical case"))["items"]
    shown = run(invoke, "show", alert["id"])
    assert "texts: 2" in shown
    assert "from arrival to opening" in shown
    assert "无法激活" in shown
    assert ": opened: 2 texts, up to 2026-10-01 00:00 UTC" in shown
    assert f"{getpass.getuser()}: acknowledged" in run(invoke, "acknowledge", alert["id"])
    assert "Ann: closed: 处理完毕" in run(invoke, "close", alert["id"], "--actor", "Ann", "--note", "处理完毕")
    assert "S1 case" not in run(invoke, "list")
    assert "S1 case" in run(invoke, "list", "--all")


def test_all_of_an_alert_is_told_in_chinese(invoke, filled):
    run(invoke, "check", *AS_OF)
    listed = run(invoke, "list", "--lang", "zh")
    assert listed.split()[:7] == ["编号", "状态", "触发时间", "严重度", "文本", "规则", "标题"]
    assert "未处理" in listed
    assert "重大投诉" in listed
    assert "Critical" not in listed
    assert "突发事件：" not in run(invoke, "list", "--lang", "zh", "--rule", "重大投诉")
    (alert,) = json.loads(run(invoke, "list", "--format", "json", "--rule", "Critical case"))["items"]
    shown = run(invoke, "acknowledge", alert["id"], "--actor", "Ann", "--lang", "zh")
    assert "规则 重大投诉，已受理，严重度 S1，触发 1 次" in shown
    assert "：2\n" in shown
    assert "：触发：2 条文本，截至 2026-10-01 00:00 UTC\n" in shown
    assert " Ann：已受理\n" in shown
    (incident,) = json.loads(run(invoke, "list", "--format", "json", "--rule", "Mass incident"))["items"]
    figures = run(invoke, "show", incident["id"], "--lang", "zh")
    assert re.search(r"  实际：\d+\n  预期：[\d.]+\n", figures)
    assert "  根因：设备与系统 21\n" in figures


def test_by_what_cases_are_one_matter_is_told_in_chinese(capsys):
    tell_figures({"by": "dimension", "value": "price"}, "zh")
    tell_figures({"by": "unit", "value": "price"}, "zh")
    tell_figures({"by": "dimension", "value": "price"}, "en")
    told = ["划分方式：维度", "取值：价格", "划分方式：单位", "取值：price", "by: dimension", "value: price"]
    assert capsys.readouterr().out.split("\n") == [*(f"  {line}" for line in told), ""]


def test_what_cannot_be_done_is_told(invoke, filled, monkeypatch, tmp_path):
    assert isinstance(invoke("alerts", "show", "99").exception, NotFoundError)
    assert isinstance(invoke("alerts", "list", "--state", "shut").exception, OptionError)
    file = tmp_path / "alerts.toml"
    file.write_text('[[rule]]\nname = "a"\nsignal = "spike"\n', encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_AI_ALERTS", str(file))
    get_settings.cache_clear()
    error = invoke("alerts", "check").exception
    assert isinstance(error, SettingError)
    assert "topic, candidate, case, incident" in str(error)


def test_an_empty_store_has_no_alerts(invoke, home):
    assert "not looked at: There is no text yet." in run(invoke, "check")
    assert "未检查：尚无文本。" in run(invoke, "check", "--lang", "zh")
    assert "There is no such alert." in run(invoke, "list")
    assert run(invoke, "list", "--lang", "zh").startswith("没有这样的告警。\n\n  自文本到达至")
    assert "delivered 0, failed and to be repeated 0, given up 0" in run(invoke, "deliver")


def test_checks_and_deliveries_are_told_in_chinese(invoke, filled, monkeypatch):
    monkeypatch.setenv("FEEDBACK_AI_LANG", "zh")
    assert run(invoke, "check", *AS_OF).splitlines() == [
        "截至 2026-10-01 00:00 UTC",
        "告警：触发 3，再次触发 0，更新 0，未变 0",
        "突发事件：提出 1 起，并入已有事件的投诉 0 件",
        "写入发件箱的消息：0",
    ]
    assert run(invoke, "deliver") == "已送达 0，失败待重试 0，已放弃 0\n"


def test_every_built_in_rule_has_a_chinese_name():
    assert load_alert_rules().names == tuple(RULES)
    assert [rule_called(rule_name(name, "zh")) for name in RULES] == list(RULES)
    assert (rule_name("My rule", "zh"), rule_called("My rule"), rule_name("New matter", "en")) == (
        "My rule",
        "My rule",
        "New matter",
    )


@pytest.mark.parametrize(
    ("seconds", "told"), [(None, "-"), (0.04, "0.0 s"), (90, "1.5 min"), (7_200, "2.0 h"), (259_200, "3.0 d")]
)
def test_waits_are_written_as_people_do(seconds, told):
    assert duration(seconds) == told
