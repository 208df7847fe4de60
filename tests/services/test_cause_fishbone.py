import pytest
from backlog_fakes import complaints, file

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services.cause_fishbone import draw_fishbone, fishbone


@pytest.fixture
def filled(store):
    file(store, complaints(5, "method", topic=1, cause="method"))
    file(store, complaints(3, "people", topic=2, cause="people", facet="empathy"))
    return store


def test_the_head_may_be_everything_a_dimension_or_a_topic(filled, settings):
    everything = fishbone(filled, settings=settings)
    assert (everything["n"], everything["head"]["name"]["zh"]) == (8, "全部不满文本")
    empathy = fishbone(filled, dimension="empathy", settings=settings)
    assert (empathy["n"], empathy["small_of"]) == (3, "topic")
    (people,) = [bone for bone in empathy["bones"] if bone["n"]]
    assert people["small"][0]["name"] == {"en": "queue · wait", "zh": "排队 · 等候"}
    assert people["small"][0]["evidence"][0]["text"].startswith("Complaint people-")
    topic = fishbone(filled, topic=1, dimension="reliability", settings=settings)
    assert topic["head"]["name"]["en"] == "Reliability × esim · activate · phone"
    assert topic["bones"][3]["small"][0]["value"] == "reliability"


@pytest.mark.parametrize(("lang", "words"), [("en", "Process and rules"), ("zh", "流程与规则")])
def test_it_is_drawn_in_both_languages(filled, settings, lang, words):
    assert words in draw_fishbone(fishbone(filled, settings=settings), lang)


def test_no_such_head_is_told(filled, settings):
    with pytest.raises(OptionError):
        fishbone(filled, dimension="speed", settings=settings)
    with pytest.raises(NotFoundError):
        fishbone(filled, topic=99, settings=settings)
