import getpass
import json

import pytest
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.settings import get_settings
from feedback_ai.store import Store


@pytest.fixture
def fitted(home_url, invoke, monkeypatch):
    """A store with one fit; gives the ids of its topics."""
    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", lambda *_: MatterAnalyzer())
    with Store.open(home_url) as store:
        add(store, texts_of())
    assert invoke("topics", "fit").exit_code == 0
    return sorted(topic["id"] for topic in json.loads(invoke("topics", "list", "--format", "json").stdout))


def test_a_topic_is_named_and_the_name_taken_back(invoke, fitted):
    named = invoke("topics", "rename", fitted[0], "--en", "Late parcels", "--zh", "包裹延误", "--actor", "ann")
    assert named.exit_code == 0, named.output
    assert "Late parcels | 包裹延误" in named.stdout
    assert "Late parcels" in invoke("topics", "list").stdout
    assert "ann: rename" in invoke("topics", "show", fitted[0]).stdout
    assert "Late parcels" not in invoke("topics", "rename", fitted[0], "--en", "").stdout
    assert f"{getpass.getuser()}: rename" in invoke("topics", "lineage", fitted[0]).stdout
    assert isinstance(invoke("topics", "rename", fitted[0]).exception, OptionError)


def test_topics_are_pinned_and_hidden(invoke, fitted):
    assert ", pinned:" in invoke("topics", "pin", fitted[0]).stdout
    assert ", pinned" not in invoke("topics", "unpin", fitted[0]).stdout
    assert json.loads(invoke("topics", "hide", fitted[0], "--format", "json").stdout)["hidden"]
    assert len(invoke("topics", "list").stdout.splitlines()) == len(MATTERS)
    assert "hidden" in invoke("topics", "list", "--hidden").stdout
    assert ", hidden" not in invoke("topics", "unhide", fitted[0]).stdout


def test_topics_are_merged_and_split(invoke, fitted):
    first, second, third, _ = fitted
    assert invoke("topics", "merge", first, "--into", second).exit_code == 0
    assert f"merged into {second}" in invoke("topics", "show", first).stdout
    assert f"merged into topic {second}" in invoke("topics", "lineage", first).stdout
    assert len(invoke("topics", "split", second).stdout.splitlines()) == 2
    example = json.loads(invoke("topics", "show", third, "--format", "json").stdout)["examples"][0]
    named = f"{example['feedback_id']}:{example['segment_index']}"
    halves = json.loads(invoke("topics", "split", third, "--example", named, "--format", "json").stdout)
    assert halves[0]["id"] == third
    assert halves[1]["n_segments"] > 0
    assert isinstance(invoke("topics", "merge", second, "--into", first).exception, OptionError)
    assert isinstance(invoke("topics", "split", 99).exception, NotFoundError)
    assert isinstance(invoke("topics", "split", second, "--example", "none").exception, OptionError)


def test_fits_and_lineage_are_shown(invoke, fitted):
    with Store.open(get_settings().store_url) as store:
        add(store, texts_of(["chatbot"]), prefix="new")
    invoke("topics", "pin", fitted[0])
    told = invoke("topics", "fit").stdout
    assert "1 kept as people want them" in told
    assert "adjusted Rand index" in told
    assert len(invoke("topics", "fits").stdout.splitlines()) == 3
    later, earlier = json.loads(invoke("topics", "fits", "--format", "json").stdout)
    compared = invoke("topics", "compare", earlier["id"], later["id"])
    assert compared.exit_code == 0, compared.output
    assert "chatbot" in compared.stdout
    assert len(json.loads(invoke("topics", "compare", 1, 2, "--format", "json").stdout)["changes"]) == len(MATTERS) + 1
    shown = invoke("topics", "lineage", fitted[0]).stdout.splitlines()
    assert [line.split(";")[0].split(",")[0] for line in shown[:2]] == ["fit 1: new", "fit 2: continued"]
    assert json.loads(invoke("topics", "lineage", fitted[0], "--format", "json").stdout)["lineage"]


def test_topics_are_listed_by_theme(invoke, fitted):
    shown = invoke("topics", "list", "--themes").stdout
    assert shown.startswith("theme ")
    themes = json.loads(invoke("topics", "list", "--themes", "--format", "json").stdout)
    assert sorted(id_ for theme in themes for id_ in theme["topics"]) == fitted


def test_before_the_first_fit_there_is_nothing_to_shape(invoke, home):
    assert "topics fit" in invoke("topics", "fits").stderr
    assert isinstance(invoke("topics", "compare", 1, 2).exception, NotFoundError)
    assert isinstance(invoke("topics", "pin", 1).exception, NotFoundError)
