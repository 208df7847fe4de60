import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import OptionError
from feedback_ai.services.cause_drill import drill
from feedback_ai.store.records import EvidenceFilter


@pytest.fixture
def filled(store):
    file(store, complaints(4, "old", days_ago=30, topic=1, cause="method"))
    file(store, complaints(3, "new", days_ago=3, topic=1, cause="method", unit="west"))
    file(store, complaints(2, "none", topic=None, cause=None))
    file(store, complaints(1, "other", facet="price", cause="people", topic=2))
    return store


def test_each_level_adds_up_to_the_one_above(filled, settings):
    top = drill(filled, settings=settings)
    assert (top["level"], top["n"]) == ("dimension", 10)
    assert sum(row["n"] for row in top["rows"]) == 10
    causes = drill(filled, dimension="reliability", settings=settings)
    assert causes["n"] == top["rows"][0]["n"] == 9
    assert [(row["value"], row["n"]) for row in causes["rows"]] == [("method", 7), ("none", 2)]
    topics = drill(filled, dimension="reliability", cause="method", settings=settings)
    assert topics["n"] == 7
    assert topics["rows"][0]["name"] == {"en": "esim · activate · phone", "zh": "激活 · 手机"}
    without = drill(filled, dimension="reliability", cause="none", settings=settings)["rows"][0]
    assert without["name"] == {"en": "No topic", "zh": "无主题"}


def test_the_end_is_the_newest_words_with_their_records(filled, settings):
    path = {"dimension": "reliability", "cause": "method", "topic": "1"}
    end = drill(filled, **path, limit=4, settings=settings)
    assert end["rows"] == []
    assert [one["record_id"][:3] for one in end["evidence"]] == ["new", "new", "new", "old"]
    assert end["evidence"][0]["text"] == f"Complaint {end['evidence'][0]['record_id']}: 无法激活."
    assert [step["name"]["zh"] for step in end["path"]] == ["可靠性", "流程与规则", "激活 · 手机"]
    west = drill(filled, EvidenceFilter(unit="west"), **path, settings=settings)
    assert (west["n"], len(west["evidence"])) == (3, 3)


def test_a_wrong_way_is_told(filled, settings):
    with pytest.raises(OptionError):
        drill(filled, topic="1", settings=settings)
    with pytest.raises(OptionError):
        drill(filled, dimension="reliability", cause="staff", settings=settings)
