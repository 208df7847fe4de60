import json
from datetime import UTC, datetime, timedelta

import pytest
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store

END = datetime(2026, 6, 30, tzinfo=UTC)


@pytest.fixture
def fill(home, invoke, monkeypatch):
    """Stores feedback; commands that need a model get one that reads nothing but the matter."""
    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", lambda *_: MatterAnalyzer())

    def run(**options):
        with Store.open(get_settings().store_url) as store:
            return add(store, texts_of(), **options)

    return run


def test_topics_are_fitted_listed_and_shown(invoke, fill):
    fill(at=END)
    fitted = invoke("topics", "fit")
    assert fitted.exit_code == 0, fitted.output
    assert f"{len(MATTERS)} topics: 0 continued, {len(MATTERS)} new, 0 retired" in fitted.stdout
    listed = invoke("topics", "list").stdout
    assert len(listed.splitlines()) == len(MATTERS) + 1
    assert "parcel" in listed
    assert "包裹" in listed
    topics = json.loads(invoke("topics", "list", "--format", "json").stdout)
    shown = invoke("topics", "show", topics[0]["id"]).stdout
    assert topics[0]["labels"]["zh"] in shown
    assert "terms zh" in shown
    chinese = invoke("topics", "show", topics[0]["id"], "--lang", "zh").stdout
    assert chinese.startswith(f"主题 {topics[0]['id']}：{topics[0]['labels']['zh']}\n")
    assert "\n中文关键词：" in chinese
    assert invoke("topics", "list", "--lang", "zh").stdout.split()[:4] == ["编号", "文本", "片段", "主题"]
    assert json.loads(invoke("topics", "show", topics[0]["id"], "--format", "json").stdout)["examples"]
    again = json.loads(invoke("topics", "fit", "--format", "json").stdout)
    assert (again["fit_id"], again["new"]) == (2, [])


def test_retired_topics_are_listed_only_if_asked_for(invoke, fill):
    fill()
    assert invoke("topics", "fit").exit_code == 0
    from feedback_ai.store.topics import TopicRepository

    with Store.open(get_settings().store_url) as store, store.writing() as session:
        TopicRepository(session).retire_others([1, 2])
    assert "retired" not in invoke("topics", "list").stdout
    assert invoke("topics", "list", "--retired").stdout.count("retired") == len(MATTERS) - 2
    assert invoke("topics", "list", "--retired", "--lang", "zh").stdout.count("   已停用") == len(MATTERS) - 2


def test_commands_say_what_is_missing(invoke, fill):
    assert "topics fit" in invoke("topics", "list").stderr
    assert "topics fit" in invoke("topics", "emerging").stderr
    assert isinstance(invoke("topics", "fit").exception, TooFewError)
    assert isinstance(invoke("topics", "show", 1).exception, NotFoundError)
    assert isinstance(invoke("topics", "emerging", "--as-of", "soon").exception, OptionError)


def test_what_grows_is_shown(invoke, fill):
    fill(at=datetime(2026, 5, 1, tzinfo=UTC))
    with Store.open(get_settings().store_url) as store:
        add(store, [(f"{text}!", language) for text, language in texts_of(["parcel"])], at=END, prefix="late")
        add(store, [(f"{text}!", language) for text, language in texts_of(["parking"], 4)], at=END, prefix="other")
    assert invoke("topics", "fit").exit_code == 0
    shown = invoke("topics", "emerging", "--as-of", "2026-06-30")
    assert shown.exit_code == 0, shown.output
    assert "parcel" in shown.stdout.splitlines()[2]
    window, names, row = invoke("topics", "emerging", "--as-of", "2026-06-30", "--lang", "zh").stdout.splitlines()
    assert window.endswith(" UTC 的文本")
    assert names.split() == [
        "编号",
        "文本",
        "预期",
        "倍数",
        "95%",
        "区间",
        "q",
        "值",
        "报警",
        "计数间隔",
        "首次出现",
        "主题",
    ]
    assert "包裹" in row
    assert "parcel" not in row
    (grown,) = json.loads(invoke("topics", "emerging", "--format", "json").stdout)
    assert grown["observed"] >= 12


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """A file of feedback about four matters, one row without text."""
    path = tmp_path_factory.mktemp("discover") / "complaints.jsonl"
    rows = [{"id": f"c{number}", "comment": text} for number, (text, _) in enumerate(texts_of(n=16))]
    rows.insert(3, {"id": "empty", "comment": ""})
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_topics_of_a_file_are_discovered_by_the_shipped_model(invoke, complaints, tmp_path):
    output = tmp_path / "topics.jsonl"
    done = invoke("topics", "discover", complaints, "--output", output, "--text-column", "comment")
    assert done.exit_code == 3, done.output
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == [f"c{number}" for number in range(64)]
    assert set(lines[0]) == {"id", "topic", "similarity", "assigned"}
    assert all(line["assigned"] == (line["topic"] is not None) for line in lines)
    assert sum(line["assigned"] for line in lines) >= 45
    told = json.loads((tmp_path / "topics.jsonl.topics.json").read_text(encoding="utf-8"))
    assert {line["topic"] for line in lines if line["assigned"]} <= {topic["id"] for topic in told["topics"]}
    assert all(topic["labels"]["en"] and topic["labels"]["zh"] for topic in told["topics"])
    refused = complaints.with_name(f"{complaints.name}.errors.jsonl").read_text(encoding="utf-8")
    assert "text_missing" in refused


def test_files_that_would_overwrite_each_other_are_refused(invoke, complaints):
    done = invoke("topics", "discover", complaints, "--output", complaints, "--text-column", "comment")
    assert isinstance(done.exception, OptionError)


def test_what_is_new_is_shown(invoke, fill):
    for week in range(12):
        fill(at=END - timedelta(days=7 * week), prefix=f"w{week}-", unit="desk")
    assert invoke("topics", "fit").exit_code == 0
    assert "no topic covers" in invoke("topics", "candidates").stderr
    with Store.open(get_settings().store_url) as store:
        add(store, texts_of(["chatbot"], 10), at=END, prefix="new", unit="depot")
    shown = invoke("topics", "candidates")
    assert shown.exit_code == 0, shown.output
    assert "chatbot" in shown.stdout
    assert "mostly in" in shown.stdout.splitlines()[1]
    assert "depot 100% (of all 4%)" in shown.stdout
    assert "depot 100%（全部文本中 4%）" in invoke("topics", "candidates", "--lang", "zh").stdout
    (found,) = json.loads(invoke("topics", "candidates", "--format", "json").stdout)
    assert found["observed"] >= 8
    assert json.loads(invoke("topics", "candidates", "--as-of", "2026-06-20", "--format", "json").stdout) == []


def test_nothing_is_new_before_the_first_fit(invoke, fill):
    assert "topics fit" in invoke("topics", "candidates").stderr
