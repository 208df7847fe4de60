from typing import Any

import pytest
from fastapi.testclient import TestClient

from feedback_ai.store import feedback_id

RECORD = {
    "id": "T-1",
    "source": "desk",
    "text": "Nobody answered my letter. Write to ann@example.com please.",
    "channel": "hotline",
    "unit": "Harbour branch",
    "created_at": "2026-05-01T10:30:00+02:00",
    "rating": "2",
    "customer_id": 17,
}


def add(client: TestClient, *texts: str, **fields: Any) -> list[dict[str, Any]]:
    answers = [client.post("/v1/feedback", json={"text": text, **fields}) for text in texts]
    assert [answer.status_code for answer in answers] == [201] * len(texts)
    return [answer.json() for answer in answers]


def finish_jobs(client: TestClient) -> None:
    client.app.state.runtime.worker.join()  # type: ignore[attr-defined]


def test_a_record_is_stored_redacted_and_analysed(client: TestClient) -> None:
    answer = client.post("/v1/feedback", json=RECORD)
    assert answer.status_code == 201
    stored = answer.json()
    assert stored["id"] == feedback_id("desk", "T-1")
    assert answer.headers["Location"] == f"/v1/feedback/{stored['id']}"
    assert stored["text"] == stored["analysis"]["text"] == "Nobody answered my letter. Write to <EMAIL> please."
    assert (stored["record_id"], stored["rating"], stored["created_at"]) == ("T-1", 2.0, "2026-05-01T08:30:00Z")
    assert len(stored["customer_hash"]) == 64
    assert "customer_id" not in stored
    assert client.get(answer.headers["Location"]).json() == stored


def test_a_known_record_is_not_added_again_and_stays_as_it_was(client: TestClient) -> None:
    first = client.post("/v1/feedback", json=RECORD)
    second = client.post("/v1/feedback", json=RECORD | {"text": "Something else."})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    assert second.headers["Location"] == first.headers["Location"]


def test_the_same_words_without_an_id_are_two_records(client: TestClient) -> None:
    first, second = add(client, "Too slow.", "Too slow.")
    assert first["id"] != second["id"]
    assert first["source"] == "api"


def test_a_refused_record_is_told_and_not_stored(client: TestClient) -> None:
    answer = client.post("/v1/feedback", json={"text": "x", "created_at": "31/02/2026 25:99"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["loc"], error["code"]) == (["body", "created_at"], "date_unreadable")
    assert client.get("/v1/feedback").json() == {"items": [], "next_cursor": None}


def test_several_records_become_a_job_that_is_done_soon_after(client: TestClient) -> None:
    add(client, "Known already.", id="r-0", source="desk")
    records: list[object] = [{"id": f"r-{number}", "source": "desk", "text": f"Queue {number}"} for number in range(6)]
    records[3:3] = [{"text": " "}, 5]
    answer = client.post("/v1/feedback", json={"records": records})
    assert answer.status_code == 202
    job = answer.json()
    assert (job["total"], job["known"]) == (5, 1)
    assert [(refused["index"], refused["code"]) for refused in job["refused"]] == [
        (3, "text_missing"),
        (4, "json_not_object"),
    ]
    finish_jobs(client)
    assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
    done = client.get(answer.headers["Location"]).json()
    assert done == job | {"status": "done", "analyzed": 5}
    items = client.get("/v1/feedback").json()["items"]
    assert {item["record_id"] for item in items} == {f"r-{number}" for number in range(6)}
    assert all(item["analysis"] for item in items)
    assert {item["job_id"] for item in items} == {None, job["id"]}


def test_a_list_of_nothing_but_refused_records_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/feedback", json={"records": [{"text": ""}, {}]})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [
        ["body", "records", 0, "text"],
        ["body", "records", 1, "text"],
    ]


def test_pages_follow_their_cursor_through_everything_once(client: TestClient) -> None:
    texts = [f"Text {number}" for number in range(5)]
    add(client, *texts, created_at="2026-05-01")
    seen, query = [], {"limit": 2}
    while True:
        page = client.get("/v1/feedback", params=query).json()
        seen += [item["text"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(seen) == texts


def test_filters_choose_what_is_listed(client: TestClient) -> None:
    add(client, "The queue was long.", unit="A", created_at="2026-05-01")
    (chinese,) = add(client, "排队太久了。", unit="B", created_at="2026-06-01")
    severity = chinese["analysis"]["severity"]["label"]
    for query in (
        {"unit": "B"},
        {"language": "zh-Hans"},
        {"created_from": "2026-05-02"},
        {"q": "太久"},
        {"unit": "B", "severity": severity} if severity else {"unit": "B", "needs_review": "true"},
    ):
        assert client.get("/v1/feedback", params=query).json()["items"] == [chinese], query


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"language": "fr"}, "language"),
        ({"created_from": "yesterday"}, "created_from"),
        ({"grade": "S1"}, "grade"),
        ({"q": "a\0"}, "q"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(local: TestClient, query: dict[str, str], name: str) -> None:
    answer = local.get("/v1/feedback", params=query)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", name]]


@pytest.mark.parametrize("cursor", ["x", "W10=", "e30=", "\U0001f600", "a" * 201])
def test_a_cursor_that_no_page_gave_is_refused(local: TestClient, cursor: str) -> None:
    assert local.get("/v1/feedback", params={"cursor": cursor}).status_code == 422


def test_deleted_feedback_is_gone(client: TestClient) -> None:
    (kept, gone) = add(client, "Kept.", "Gone.")
    answer = client.delete(f"/v1/feedback/{gone['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"/v1/feedback/{gone['id']}").status_code == 404
    assert client.delete(f"/v1/feedback/{gone['id']}").status_code == 404
    assert client.get("/v1/feedback").json()["items"] == [kept]


@pytest.mark.parametrize("path", ["/v1/feedback/none", "/v1/feedback/%00", "/v1/jobs/none", "/v1/jobs/%F0%9F%98%80"])
def test_an_id_that_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
