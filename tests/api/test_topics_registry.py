import pytest
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from api.schemas.topics_registry import MERGES, SPLITS, UPDATES
from feedback_ai.services import topics
from feedback_ai.store import Scope


@pytest.fixture
def filled(store):
    add(store, texts_of())
    topics.fit(store, MatterAnalyzer())
    return store


@pytest.fixture
def manager(filled, make_client):
    return make_client(filled, Scope.MANAGE)


@pytest.fixture
def ids(filled):
    return sorted(topic.id for topic in topics.list_topics(filled))


def test_a_topic_is_named_pinned_and_hidden_in_the_name_of_the_key(manager, ids):
    path = f"/v1/topics/{ids[0]}"
    named = manager.patch(path, json={"labels": {"en": "Late", "zh": "延误"}, "pinned": True}).json()
    assert (named["labels"], named["pinned"]) == ({"en": "Late", "zh": "延误"}, True)
    assert manager.patch(path, json={"labels": {"zh": None}}).json()["names"] == {"en": "Late"}
    assert manager.patch(path, json={"hidden": True}).json()["hidden"]
    assert len(manager.get("/v1/topics").json()["items"]) == len(MATTERS) - 1
    assert len(manager.get("/v1/topics", params={"hidden": True}).json()["items"]) == len(MATTERS)
    acts = manager.get(path).json()["acts"]
    assert [(act["actor"], act["kind"]) for act in acts] == [
        ("tests", kind) for kind in ("rename", "pin", "rename", "hide")
    ]


def test_topics_are_merged_and_split(manager, ids):
    merged = manager.post(f"/v1/topics/{ids[0]}/merge", json={"into": ids[1]}).json()
    assert merged["id"] == ids[1]
    gone = manager.get(f"/v1/topics/{ids[0]}").json()
    assert (gone["merged_into"], gone["retired"]) == (ids[1], True)
    halves = manager.post(f"/v1/topics/{ids[1]}/split", json={}).json()
    assert halves["topic"]["id"] == ids[1]
    assert halves["new"]["id"] > max(ids)
    example = manager.get(f"/v1/topics/{ids[2]}").json()["examples"][0]
    body = {"examples": [{name: example[name] for name in ("feedback_id", "segment_index")}]}
    assert manager.post(f"/v1/topics/{ids[2]}/split", json=body).json()["new"]["n_segments"] > 0


def test_fits_are_listed_and_compared(filled, manager, ids):
    add(filled, texts_of(["chatbot"]), prefix="new")
    topics.fit(filled, MatterAnalyzer())
    later, earlier = manager.get("/v1/topics/fits").json()["items"]
    assert (earlier["new"], later["continued"], later["new"]) == (len(MATTERS), len(MATTERS), 1)
    found = manager.get("/v1/topics/fits/compare", params={"a": earlier["id"], "b": later["id"]}).json()
    assert [change["became"] for change in found["changes"]] == ["new", *["continued"] * len(MATTERS)]
    lineage = manager.get(f"/v1/topics/{ids[0]}").json()["lineage"]
    assert [passage["kind"] for passage in lineage] == ["new", "continued"]


def test_topics_are_listed_with_their_themes(manager, ids):
    themes = manager.get("/v1/topics").json()["themes"]
    assert sorted(id_ for theme in themes for id_ in theme["topics"]) == ids


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("99/merge", {"into": 1}, 404, "not_found"),
        ("{0}/merge", {"into": 99}, 404, "not_found"),
        ("{0}/merge", {"into": "{0}"}, 422, "option_invalid"),
        ("{0}/merge", {}, 422, "request_invalid"),
        ("{0}/split", {"examples": [{"feedback_id": "none"}]}, 422, "option_invalid"),
        ("{0}/split", {"examples": [{"feedback_id": "none", "segment_index": -1}]}, 422, "request_invalid"),
        ("99999999999999999999/split", {}, 404, "not_found"),
    ],
)
def test_errors_are_told(manager, ids, path, body, status, code):
    sent = {name: ids[0] if value == "{0}" else value for name, value in body.items()}
    answer = manager.post(f"/v1/topics/{path.format(ids[0])}", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("body", [{"labels": {"en": ""}}, {"labels": {"fr": "x"}}, {"pinned": "soon"}, {"name": "x"}])
def test_a_change_that_cannot_be_read_is_refused(manager, ids, body):
    answer = manager.patch(f"/v1/topics/{ids[0]}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


@pytest.mark.parametrize("body", [{}, {"labels": {}}, {"pinned": None}, {"labels": {"en": "  "}}])
def test_a_change_of_nothing_is_refused(manager, ids, body):
    answer = manager.patch(f"/v1/topics/{ids[0]}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")


def test_a_topic_of_few_segments_is_a_conflict(manager, ids):
    for _ in range(4):
        answer = manager.post(f"/v1/topics/{ids[0]}/split", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_few")


@pytest.mark.parametrize("query", ["a=1&b=1", "a=98&b=99", "a=1"])
def test_fits_that_cannot_be_compared_are_told(manager, query):
    assert manager.get(f"/v1/topics/fits/compare?{query}").status_code in {404, 422}


def test_every_example_of_the_document_is_understood(manager, ids):
    for name, example in UPDATES.items():
        assert manager.patch(f"/v1/topics/{ids[0]}", json=example["value"]).is_success, name
    assert manager.post(f"/v1/topics/{ids[0]}/split", json=SPLITS["apart"]["value"]).is_success
    # These name topics and records of nobody's store.
    merged = manager.post(f"/v1/topics/{ids[1]}/merge", json=MERGES["merge"]["value"])
    split = manager.post(f"/v1/topics/{ids[2]}/split", json=SPLITS["examples"]["value"])
    assert (merged.json()["code"], split.json()["code"]) == ("not_found", "option_invalid")
