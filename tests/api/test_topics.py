from datetime import UTC, datetime, timedelta

import pytest
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.services import topics
from feedback_ai.store import Scope

END = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def filled(store):
    add(store, texts_of(), at=END - timedelta(days=60))
    add(store, [(f"{text}!", language) for text, language in texts_of(["parcel"])], at=END, prefix="late")
    add(store, [(f"{text}!", language) for text, language in texts_of(["parking"], 3)], at=END, prefix="few")
    topics.fit(store, MatterAnalyzer())
    return store


def test_topics_are_listed_and_shown(filled, make_client):
    client = make_client(filled, Scope.READ)
    listed = client.get("/v1/topics").json()["items"]
    assert len(listed) == len(MATTERS)
    shown = client.get(f"/v1/topics/{listed[0]['id']}").json()
    assert shown["labels"] == listed[0]["labels"]
    assert shown["examples"][0]["text"]
    assert len(shown["records"]) == shown["n_texts"]


def test_what_grows_is_listed(filled, make_client):
    client = make_client(filled, Scope.READ)
    (grown,) = client.get("/v1/topics/emerging", params={"as_of": "2026-06-30"}).json()["items"]
    assert "parcel" in grown["labels"]["en"]
    assert grown["observed"] == len(grown["evidence"])
    assert client.get("/v1/topics/emerging").json()["items"][0]["topic_id"] == grown["topic_id"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/topics/99", 404, "not_found"),
        ("/v1/topics/first", 422, "request_invalid"),
        ("/v1/topics/99999999999999999999", 404, "not_found"),
        ("/v1/topics/emerging?as_of=soon", 422, "option_invalid"),
        ("/v1/topics/emerging?days=0", 422, "request_invalid"),
        ("/v1/topics/emerging?by=touchpoint", 422, "request_invalid"),
        ("/v1/topics/99/series", 404, "not_found"),
        ("/v1/topics/99/series?as_of=soon", 422, "option_invalid"),
        ("/v1/topics/99/series?days=0", 422, "request_invalid"),
        ("/v1/topics/candidates?as_of=soon", 422, "option_invalid"),
        ("/v1/topics/candidates?limit=0", 422, "request_invalid"),
    ],
)
def test_errors_are_told(local, path, status, code):
    answer = local.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_too_little_history_is_a_conflict(store, make_client):
    add(store, texts_of(), at=END)
    topics.fit(store, MatterAnalyzer())
    answer = make_client(store, Scope.READ).get("/v1/topics/emerging")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_few")


def test_an_empty_store_has_no_topics(local):
    assert local.get("/v1/topics").json() == {"items": [], "themes": []}
    assert local.get("/v1/topics/emerging").json() == {"items": []}


def test_reading_needs_the_scope(store, make_client):
    client = make_client(store, Scope.INGEST)
    for path in ("/v1/topics", "/v1/topics/1", "/v1/topics/1/series", "/v1/topics/emerging", "/v1/topics/candidates"):
        assert client.get(path).json()["code"] == "scope_missing"


def test_what_is_new_is_listed(filled, make_client):
    client = make_client(filled, Scope.READ)
    assert client.get("/v1/topics/candidates").json() == {"items": []}
    add(filled, texts_of(["chatbot"], 10), at=END, prefix="new")
    (found,) = client.get("/v1/topics/candidates").json()["items"]
    assert found["observed"] == len(found["evidence"]) >= 8
    assert "chatbot" in found["labels"]["en"]


def test_a_topic_is_told_over_time(filled, make_client):
    client = make_client(filled, Scope.READ)
    listed = client.get("/v1/topics").json()["items"]
    series = client.get(f"/v1/topics/{listed[0]['id']}/series", params={"as_of": "2026-06-30", "days": 63}).json()
    assert series["labels"] == listed[0]["labels"]
    assert sum(point["observed"] for point in series["points"]) == listed[0]["n_texts"]
    assert sum(point["exposure"] for point in series["points"]) == 56 + 14 + 3


def test_growth_is_told_by_unit(filled, make_client):
    answer = make_client(filled, Scope.READ).get("/v1/topics/emerging", params={"by": "unit"})
    assert answer.json() == {"items": []}
