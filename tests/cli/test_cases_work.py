import json

import pytest
from backlog_fakes import Complaint, complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store


@pytest.fixture
def filled(home_url):
    get_settings.cache_clear()
    with Store.open(home_url) as store:
        return file(store, [*complaints(1, "care"), Complaint("worst", severity="S1", unit="moon")])


def test_a_case_goes_its_way_and_is_shown(invoke, filled):
    assert invoke("cases", "assign", "worst", "--to", "李安", "--unit", "moon", "--actor", "ann").exit_code == 0
    assert invoke("cases", "transition", "worst", "acknowledged", "--actor", "ann").exit_code == 0
    assert "paused" in invoke("cases", "pause", "worst", "--why", "Asked.", "--actor", "ann").stdout
    assert invoke("cases", "resume", "worst", "--actor", "ann").exit_code == 0
    closed = invoke("cases", "transition", "worst", "closed", "--why", "Refunded.", "--actor", "ann")
    assert closed.exit_code == 0, closed.output
    again = invoke(
        *("cases", "follow-up", "worst", "dissatisfied", "--severity", "S2", "--note", "Still waits.", "--actor", "bo")
    )
    lines = again.stdout.splitlines()
    assert "state reopened; assigned to 李安 / moon" in lines
    assert any(line.startswith("  resolution: ") for line in lines)
    assert any(line.startswith("  severity 0.60 x 0.50  S2") for line in lines)
    assert any("severity S1 -> S2 (follow-up: dissatisfied)" in line for line in lines)
    told = [line.partition(" ann: ")[2] or line.partition(" bo: ")[2] for line in lines]
    assert [line for line in told if line and "severity" not in line] == [
        "assignment - -> 李安 / moon",
        "state received -> acknowledged",
        "pause (Asked.)",
        "resume",
        "state acknowledged -> closed (Refunded.)",
        "follow-up dissatisfied S2 (Still waits.)",
        "state closed -> reopened (Still waits.)",
    ]
    shown = json.loads(invoke("cases", "show", filled["worst"], "--format", "json").stdout)
    assert (shown["state"], shown["record_id"]) == ("reopened", "worst")
    assert "状态 已重新打开；负责人 李安 / moon" in invoke("cases", "show", "worst", "--lang", "zh").stdout
    chinese = invoke("cases", "show", "worst", "--lang", "zh").stdout
    assert all(f" ann：{event}\n" in chinese for event in ("分派 - -> 李安 / moon", "暂停（Asked.）", "恢复"))
    assert " ann：状态 已确认受理 -> 已关闭（Refunded.）\n" in chinese
    assert " bo：回访 不满意 S2（Still waits.）\n" in chinese
    assert "（回访：不满意）" in chinese
    table = invoke("cases", "outcomes").stdout
    assert "dissatisfied 1" in table
    assert "model 1, n = 1" in table
    assert "the same grade: 0 / 1 = 0% (0% - 79%)" in table
    assert "回访结果" in invoke("cases", "outcomes", "--lang", "zh").stdout


def test_a_planned_follow_up_tells_its_time_and_is_still_to_come(invoke, filled):
    invoke("cases", "transition", "worst", "closed", "--why", "Refunded.")
    refused = invoke("cases", "follow-up", "worst", "planned", "--for", "2020-01-01")
    assert isinstance(refused.exception, OptionError)
    planned = invoke("cases", "follow-up", "worst", "planned", "--for", "2999-01-31T09:30:00")
    assert planned.stdout.splitlines()[-1].endswith("follow-up planned 2999-01-31 09:30 UTC")


def test_lists_show_state_and_deadline(invoke, filled):
    listed = invoke("cases", "list", "--state", "received", "--clock", "breached", "--order", "queue")
    header, first = listed.stdout.splitlines()[2:4]
    assert header.split()[-4:] == ["state", "due", "clock", "words"]
    assert {"received", "breached"} <= set(first.split())
    for option, value in (("--state", "open"), ("--clock", "late"), ("--order", "age")):
        assert isinstance(invoke("cases", "list", option, value).exception, OptionError)


def test_a_correction_counts_at_once_and_is_exported(invoke, filled, tmp_path):
    told = invoke(
        *("cases", "correct", "care-000", "--severity", "S2", "--segment", "0", "--facet", "empathy=negative"),
        *("--no-causes", "--expectation", "--note", "说好三天", "--actor", "ann"),
    )
    assert told.exit_code == 0, told.output
    assert "facet.0 reliability=negative -> empathy=negative (说好三天)" in told.stdout
    chinese = invoke("cases", "show", "care-000", "--lang", "zh").stdout
    assert "维度.0 可靠性=负面 -> 移情性=负面（说好三天）" in chinese
    assert any("期望.0 " in line and "-> 已写明" in line for line in chinese.splitlines())
    assert invoke("corrections", "export", "--output", tmp_path / "rows.jsonl").exit_code == 0
    (row,) = map(json.loads, (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines())
    assert (row["severity"], row["labels"]) == ("S2", [{"i": 0, "facets": {"EM": -1}, "promise": True}])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--severity", "S9"], "--severity cannot be 'S9'. Give one of them. Valid: S0"),
        (["--facet", "empathy=negative"], "--segment"),
        (["--segment", "0", "--facet", "empathy"], "--facet cannot be 'empathy='. Give it a sentiment"),
        (["--segment", "0", "--facet", "price=negative", "--facet", "price=positive"], "named twice"),
        (["--segment", "3", "--no-facets"], "no segment 3"),
        (
            ["--segment", "0", "--facet", "reliability=negative", "--no-facets"],
            "--facet and --no-facets contradict each other. Choose one of the two.",
        ),
        (["--segment", "0", "--cause", "people", "--no-causes"], "--cause and --no-causes contradict each other."),
        ([], "Nothing is said"),
    ],
)
def test_a_correction_that_cannot_be_used_is_told(invoke, filled, options, told):
    result = invoke("cases", "correct", "worst", *options)
    assert isinstance(result.exception, OptionError)
    assert told in str(result.exception)
