import csv
import getpass
import json
from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import complaints, file
from sqlalchemy import select, update

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store
from feedback_ai.store.tables import BacklogEvidenceRow, TopicAssignmentRow


@pytest.fixture
def filled(home_url):
    """A store with three items' worth of complaints."""
    with Store.open(home_url) as store:
        file(
            store,
            [*complaints(6, "a"), *complaints(9, "b", unit="clinic", severity="S1"), *complaints(5, "c", topic=2)],
        )


def run(invoke, *arguments):
    result = invoke("backlog", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_backlog_is_built_listed_shown_and_changed(invoke, filled):
    assert "items: 3 new, 0 updated, 0 unchanged" in run(invoke, "build")
    assert "items: 0 new, 0 updated, 3 unchanged" in run(invoke, "build")
    listed = run(invoke, "list")
    assert len(listed.splitlines()) == 3
    assert "esim · activate · phone: reliability, equipment and systems (clinic)" in listed.splitlines()[0]
    assert "激活 · 手机：可靠性，设备与系统（clinic）" in run(invoke, "list", "--lang", "zh", "--unit", "clinic")
    item_id = listed.split()[0]
    shown = run(invoke, "show", item_id)
    assert "9 S1" in shown
    assert "evidence: 9 segments of 9 texts" in shown
    assert ": 无法激活." in shown
    options = ("--owner", "运营部", "--due", "2026-12-01", "--actor", "bob", "--note", "Too few for a test.")
    changed = run(invoke, "update", item_id, "--state", "do", *options)
    assert "state do, owner 运营部, team -, due 2026-12-01" in changed
    assert "bob: state: plan → do; Too few for a test." in changed
    assert "due -" in run(invoke, "update", item_id, "--clear", "due")


def test_an_item_is_told_in_chinese_alone(invoke, filled):
    assert "\n改进项：新增 " in run(invoke, "build", "--lang", "zh")
    listed = run(invoke, "list", "--lang", "zh").splitlines()
    assert all("条文本" in line and "计划" in line and "texts" not in line for line in listed)
    item_id = listed[0].split()[0]
    options = ("--owner", "运营部", "--due", "2026-12-01", "--actor", "bob", "--lang", "zh")
    lines = run(invoke, "update", item_id, *options).splitlines()
    assert "状态 计划，负责人 运营部，团队 -，期限 2026-12-01" in lines
    assert any(line.startswith("优先级 ") and line.endswith("（满分 100）") for line in lines)
    assert any(line.startswith("  严重度     ") for line in lines)
    assert "证据：9 条文本的 9 个片段" in lines
    told, history = lines[: lines.index("经过")], lines[lines.index("经过") + 1 :]
    assert [line.split("：")[1] for line in history] == ["建立", "负责人", "期限"]
    assert history[-1].endswith(" bob：期限：- → 2026-12-01")
    assert not any(word in line for line in told for word in ("owner", "priority", "evidence", "severity"))
    assert "没有处于“执行”状态的" in invoke("backlog", "list", "--state", "do", "--lang", "zh").output
    assert "单位名称区分大小写" in invoke("backlog", "list", "--unit", "Clinic", "--lang", "zh").output


def test_json_gives_everything(invoke, filled):
    built = json.loads(run(invoke, "build", "--format", "json"))
    assert len(built["added"]) == 3
    items = json.loads(run(invoke, "list", "--format", "json", "--limit", "2"))
    assert len(items) == 2
    shown = json.loads(run(invoke, "show", items[0]["id"], "--format", "json"))
    assert len(shown["evidence"]) == 9
    assert shown["history"][0]["actor"] == getpass.getuser()
    noted = json.loads(run(invoke, "update", items[0]["id"], "--note", "先安抚客户", "--format", "json"))
    assert noted["history"][-1]["detail"] == {"note": "先安抚客户"}


def test_a_day_is_meant_to_its_end(invoke, filled):
    built = json.loads(run(invoke, "build", "--as-of", "2026-09-20", "--weeks", "1", "--format", "json"))
    assert built["n_texts"] == 20
    end = datetime.fromisoformat(built["window_to"])
    assert end == datetime(2026, 9, 21, tzinfo=UTC)
    assert datetime.fromisoformat(built["window_from"]) == end - timedelta(weeks=1)


def test_a_time_is_that_instant_even_at_midnight(invoke, filled):
    built = json.loads(run(invoke, "build", "--as-of", "2026-09-21T00:00:00", "--format", "json"))
    assert datetime.fromisoformat(built["window_to"]) == datetime(2026, 9, 21, tzinfo=UTC)
    assert run(invoke, "build", "--as-of", "2026-09-21T08:00:00+08:00").startswith("20 texts")
    assert isinstance(invoke("backlog", "build", "--as-of", "soon").exception, OptionError)


def test_an_older_window_is_refused(invoke, filled):
    run(invoke, "build")
    error = invoke("backlog", "build", "--as-of", "2026-09-01").exception
    assert isinstance(error, OptionError)
    assert "End it on 2026-09-20 or later" in str(error)


def test_an_item_that_the_last_build_did_not_see_says_so_and_stands_last(invoke, filled):
    run(invoke, "build")
    lost = run(invoke, "list").split()[0]
    with Store.open(get_settings().store_url) as store, store.writing() as session:
        own = select(BacklogEvidenceRow.feedback_id).where(BacklogEvidenceRow.item_id == int(lost))
        moved = update(TopicAssignmentRow).where(TopicAssignmentRow.feedback_id.in_(own)).values(topic_id=None)
        session.execute(moved.execution_options(synchronize_session=False))
    assert "open items that it did not see, listed last with older figures: 1" in run(invoke, "build")
    *others, last = run(invoke, "list").splitlines()
    assert last.split()[0] == lost
    assert last.endswith("[not seen by the last build]")
    assert not any("not seen" in line for line in others)
    assert run(invoke, "list", "--lang", "zh").splitlines()[-1].endswith("[最近一次构建中未出现]")
    assert "not seen by the last build; its figures are of a build up to 2026-09-20" in run(invoke, "show", lost)
    assert "最近一次构建中未出现；数据来自截至 2026-09-20 的构建" in run(invoke, "show", lost, "--lang", "zh")
    run(invoke, "update", lost, "--state", "closed", "--note", "Gone.")
    assert "not seen by the last" not in run(invoke, "list", "--state", "closed")


def test_an_empty_list_says_why(invoke, filled):
    run(invoke, "build")
    assert (
        "none of unit 'Clinic'; names of units are case-sensitive"
        in invoke("backlog", "list", "--unit", "Clinic").output
    )
    assert "none in the state do" in invoke("backlog", "list", "--state", "do").output
    item_id = run(invoke, "list", "--unit", "clinic").split()[0]
    run(invoke, "update", item_id, "--state", "closed", "--note", "Not ours.")
    assert "all items of unit 'clinic' are closed" in invoke("backlog", "list", "--unit", "clinic").output
    assert "no items" not in invoke("backlog", "list").output


def test_an_export_is_written(invoke, filled, tmp_path):
    run(invoke, "build")
    path = tmp_path / "backlog.csv"
    run(invoke, "export", "--output", path, "--lang", "zh")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 3
    run(invoke, "export", "--output", tmp_path / "b.xlsx", "--all")
    assert isinstance(invoke("backlog", "export", "--output", tmp_path / "b.pdf").exception, OptionError)


def test_what_cannot_be_done_is_said(invoke, filled):
    run(invoke, "build")
    assert isinstance(invoke("backlog", "show", "99").exception, NotFoundError)
    result = invoke("backlog", "update", "1", "--state", "act")
    assert isinstance(result.exception, OptionError)
    assert result.exception.options == ("do", "closed")
    assert isinstance(invoke("backlog", "update", "1", "--clear", "state").exception, OptionError)
    assert isinstance(invoke("backlog", "list", "--state", "open").exception, OptionError)


def test_an_empty_backlog_says_what_makes_one(invoke, home):
    result = invoke("backlog", "list")
    assert result.exit_code == 0
    assert "backlog build" in result.output
    assert isinstance(invoke("backlog", "build").exception, NotFoundError)
