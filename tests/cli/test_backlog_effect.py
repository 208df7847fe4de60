import json
import re
from datetime import UTC, datetime

import pytest
from backlog_fakes import NOW, complaints, file
from effect_fakes import START, history

from feedback_ai.errors import OptionError
from feedback_ai.services import backlog_watch
from feedback_ai.services.backlog_closed import WatchView
from feedback_ai.settings import get_settings
from feedback_ai.store import Store

AT = datetime(2026, 10, 2, tzinfo=UTC)
WATCHED = (
    {"status": "watching", "recurred_on": None},
    {"status": "recurred", "reopened": True},
    {"status": "recurred", "continued_by": 5},
    {"status": "over", "recurred_on": None},
    {"status": "not comparable", "recurred_on": None},
)
DAY = f"{START:%Y-%m-%d}"
LAST = f"{START:%Y-%m-%d}T00:00:00"


@pytest.fixture
def item_id(home_url, invoke, monkeypatch, tmp_path):
    """A planned item; no model bundle is at hand, so nothing is corrected."""
    monkeypatch.setenv("FEEDBACK_AI_MODEL", str(tmp_path / "none"))
    get_settings.cache_clear()
    with Store.open(home_url) as store:
        file(store, history(after=12))
    run(invoke, "build")
    return run(invoke, "list").split()[0]


def run(invoke, *arguments):
    result = invoke("backlog", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_item_is_planned_worked_on_and_verified(invoke, item_id):
    planned = run(invoke, "plan", item_id, "--start", DAY, "--as-of", LAST, "--actor", "ann")
    assert "effect test: TOO LITTLE POWER" in planned
    assert "it would need 16 weeks" in planned
    planned = run(invoke, "plan", item_id, "--start", DAY, "--as-of", LAST, "--target", "0.4")
    assert "effect test: it finds a fix that reaches its target in" in planned
    assert "达到目标" in run(invoke, "plan", item_id, "--start", DAY, "--as-of", LAST, "--lang", "zh")
    assert "containment: Call them. (Desk" in run(invoke, "measure", item_id, "Call them.", "--owner", "Desk")
    lasting = run(invoke, "measure", item_id, "New rule.", "--kind", "lasting", "--due", "2026-12-01", "--cost", "900")
    assert "lasting: New rule. (-, 2026-12-01, 900)" in lasting
    assert "RICE" in run(invoke, "estimate", item_id, "--effort", "2", "--confidence", "0.8")
    assert re.search(r" RICE +\d", run(invoke, "list", "--sort", "rice"))
    assert re.search(r" WSJF +\d", run(invoke, "list", "--sort", "wsjf"))
    assert "RICE" not in run(invoke, "list")
    run(invoke, "update", item_id, "--state", "do")
    run(invoke, "done", item_id, "1")
    open_one = invoke("backlog", "update", item_id, "--state", "check").exception
    assert isinstance(open_one, OptionError)
    assert "Only its containment is done" in str(open_one)
    run(invoke, "done", item_id, "2")
    run(invoke, "update", item_id, "--state", "check")
    told = run(invoke, "verify", item_id, "--as-of", f"{NOW:%Y-%m-%d}")
    assert f"{item_id}  effective: The fall is beyond chance" in told
    assert "7 of 49 texts" in told
    assert "not corrected" in told
    assert "fixed after its follow-up began" in told
    assert "verified" not in run(invoke, "show", item_id), "a replay keeps nothing"
    chinese = run(invoke, "verify", item_id, "--lang", "zh")
    assert "有效" in chinese
    assert "未校正" in chinese
    found = json.loads(run(invoke, "verify", item_id, "--format", "json"))
    assert (found["verdict"], found["level"]) == ("effective", 0.9)


@pytest.mark.parametrize("options", [("--start", "0001-01-01"), ("--as-of", "0001-01-02"), ("--start", "9999-12-31")])
def test_a_plan_of_another_age_is_refused(invoke, item_id, options):
    assert isinstance(invoke("backlog", "plan", item_id, *options).exception, OptionError)


def test_watches_are_told_in_both_languages(invoke, item_id):
    assert "no item was closed" in invoke("backlog", "watch").output
    assert "没有已关闭的改进项" in invoke("backlog", "watch", "--lang", "zh").output
    assert json.loads(run(invoke, "watch", "--format", "json")) == []


def test_a_verdict_shows_what_its_controls_did(invoke, item_id):
    with Store.open(get_settings().store_url) as store:
        file(store, history(after=4, unit="clinic"))
    run(invoke, "plan", item_id, "--start", DAY, "--as-of", LAST, "--controls", "units")
    for state in ("do", "check"):
        run(invoke, "update", item_id, "--state", state, "--note", "The desk is at work.")
    found = json.loads(run(invoke, "verify", item_id, "--format", "json"))["controls"]
    told = f"{found['value']:.2f} [{found['low']:.2f}, {found['high']:.2f}]"
    assert f"controls, which are taken off: {told}" in run(invoke, "verify", item_id)
    assert f"对照（其他单位，已扣除）：{told}" in run(invoke, "verify", item_id, "--lang", "zh")


def test_a_countermeasure_is_overdue_until_it_is_done_in_both_languages(invoke, item_id):
    late = run(invoke, "measure", item_id, "Call them.", "--owner", "Desk", "--due", "2026-10-01")
    assert "1  containment: Call them. (Desk, 2026-10-01)  OVERDUE" in late
    assert "[OVERDUE: containment, 2026-10-01]" in run(invoke, "list")
    assert "[逾期：应急措施，2026-10-01]" in run(invoke, "list", "--lang", "zh")
    assert "1  应急措施：Call them.（Desk，2026-10-01）  逾期" in run(invoke, "show", item_id, "--lang", "zh")
    done = run(invoke, "done", item_id, "1", "--at", "2026-10-02", "--actor", "ann")
    assert "1  containment: Call them. (Desk, 2026-10-01)  done 2026-10-02 by ann" in done
    assert "OVERDUE" not in done
    assert "2026-10-02 已完成（ann）" in run(invoke, "show", item_id, "--lang", "zh")
    assert "OVERDUE" not in run(invoke, "list")
    assert isinstance(invoke("backlog", "done", item_id, "1").exception, OptionError)


def test_what_is_closed_without_proof_says_so_in_both_languages(invoke, item_id):
    run(invoke, "plan", item_id, "--start", DAY, "--as-of", LAST)
    warned = run(invoke, "update", item_id, "--state", "do", "--note", "The desk is at work.")
    assert "MOVED ON WITHOUT A COUNTERMEASURE" in warned
    assert "未登记任何措施即推进" in run(invoke, "show", item_id, "--lang", "zh")
    run(invoke, "update", item_id, "--state", "check")
    assert isinstance(invoke("backlog", "update", item_id, "--state", "act").exception, OptionError)
    run(invoke, "update", item_id, "--state", "act", "--note", "Counter gone.")
    refused = invoke("backlog", "update", item_id, "--state", "closed")
    assert isinstance(refused.exception, OptionError)
    closed = run(invoke, "update", item_id, "--state", "closed", "--note", "Counter gone.", "--actor", "ann")
    assert "CLOSED WITHOUT PROOF that it worked (ann, " in closed
    assert "): Counter gone." in closed
    assert "未经证实有效即关闭（" in run(invoke, "show", item_id, "--lang", "zh").replace(" (", "（")
    assert f"{item_id}  not watched: its effect test was never judged" in run(invoke, "watch")
    assert f"{item_id}  未跟踪：观察期满后从未判定效果" in run(invoke, "watch", "--lang", "zh")


def test_figures_of_a_watch_are_told_in_words(invoke, item_id, monkeypatch):
    known = {"item_id": 3, "closed_at": AT, "until": AT, "statistic": 0.94, "limit": 8.2, "false_alarms": 0.05}
    more = {"recurred_on": AT, "reopened": False, "continued_by": None}
    views = [WatchView(**known, **more | changed) for changed in WATCHED]
    monkeypatch.setattr(backlog_watch, "watch", lambda *_, **__: views)
    evidence = "highest evidence of a return 0.9, counted as back above 8.2 (natural logarithm of "
    assert [line.partition("summed")[0] for line in run(invoke, "watch").splitlines()] == [
        f"   3  watching until 2026-10-02; {evidence}",
        f"   3  the problem came back, found on 2026-10-02; opened again; {evidence}",
        f"   3  the problem came back, found on 2026-10-02; item 5 goes on; {evidence}",
        f"   3  watch over since 2026-10-02, it held; {evidence}",
        "   3  labelled by another model",
    ]
    views = [WatchView(**known, **more, status="watching", like_relapse=[1, 3])]
    assert "; as many texts as a relapse makes in period 1, 3 after closing: look at them; " in run(invoke, "watch")
    views = [WatchView(**known, **more | changed) for changed in WATCHED]
    chinese = run(invoke, "watch", "--lang", "zh").splitlines()
    assert chinese[0].startswith("   3  跟踪至 2026-10-02；复发证据最高为 0.9，超过 8.2 即判为复发（")


def test_an_item_that_was_opened_again_tells_its_turns_apart(invoke, item_id):
    run(invoke, "measure", item_id, "Call them.")
    run(invoke, "done", item_id, "1")
    run(invoke, "update", item_id, "--state", "closed", "--note", "Dropped.")
    assert isinstance(invoke("backlog", "done", item_id, "1").exception, OptionError)
    assert "turn" not in run(invoke, "show", item_id)
    again = run(invoke, "update", item_id, "--state", "plan", "--note", "It came back.")
    run(invoke, "measure", item_id, "Call again.")
    assert again.index("history, turn 1 of the circle") < again.index("history, turn 2 of the circle")
    lines = run(invoke, "show", item_id).splitlines()
    assert [line.endswith("of turn 1, an earlier one") for line in lines if " Call " in line and "containment" in line][
        :2
    ] == [True, False]
    assert "属于此前的第 1 轮" in run(invoke, "show", item_id, "--lang", "zh")


def test_a_list_marks_ties_and_json_gives_the_plan(invoke, item_id):
    assert run(invoke, "list").split()[1] == "1"
    planned = json.loads(run(invoke, "plan", item_id, "--label", "cause", "--format", "json"))
    assert planned["effect"]["labels"] == ["cause"]
    assert invoke("backlog", "plan", item_id, "--label", "topic").exit_code == 1


def test_a_plan_without_labels_is_asked_for_by_name(invoke, item_id):
    with Store.open(get_settings().store_url) as store:
        more = [complaints(4, f"p{n}", days_ago=85 + n, facet="empathy", cause="people") for n in range(30)]
        file(store, [one for some in more for one in some])
    run(invoke, "build")

    def labels(*options):
        return json.loads(run(invoke, "plan", item_id, "--format", "json", *options))["effect"]["labels"]

    assert labels() == ["cause", "dimension"]
    assert labels("--label", "none") == []
    mixed = invoke("backlog", "plan", item_id, "--label", "none", "--label", "cause")
    assert isinstance(mixed.exception, OptionError)


def test_a_plan_whose_start_is_past_says_at_once_that_it_proves_nothing(invoke, item_id):
    assert "NO PROOF: its start was past" in run(invoke, "plan", item_id, "--start", DAY)
    assert "不算证明：确定时开始时间已过" in run(invoke, "plan", item_id, "--start", DAY, "--lang", "zh")
    assert "NO PROOF" not in run(invoke, "plan", item_id)
