import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from api_fakes import GatedAnalyzer, MakeClient
from fastapi.testclient import TestClient
from sqlalchemy import text

from feedback_ai.services import keys
from feedback_ai.store import Scope, Store

RECORD = {"text": "The queue was long, call 13912345678."}


def post(client: TestClient, body: object = RECORD, key: str = "k-1", **headers: str) -> Any:
    return client.post("/v1/feedback", json=body, headers={"Idempotency-Key": key, **headers})


def n_stored(client: TestClient) -> int:
    return len(client.get("/v1/feedback", params={"limit": 200}).json()["items"])


@pytest.mark.parametrize("body", [RECORD, {"records": [RECORD, {"text": ""}, RECORD]}], ids=["single", "bulk"])
def test_a_request_sent_twice_is_carried_out_once_and_answered_the_same(client: TestClient, body: object) -> None:
    first = post(client, body)
    stored = n_stored(client)
    second = post(client, body)
    assert first.status_code == second.status_code in (201, 202)
    assert first.content == second.content
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert n_stored(client) == stored > 0


def test_a_new_key_is_a_new_request(client: TestClient) -> None:
    assert post(client, key="k-1").json()["id"] != post(client, key="k-2").json()["id"]


def test_the_same_key_with_another_body_is_refused(client: TestClient) -> None:
    post(client)
    answer = post(client, {"text": "Something else."})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_conflict")
    assert n_stored(client) == 1


def test_a_key_of_another_sender_is_of_no_matter(client: TestClient, store: Store) -> None:
    _, token = keys.create_key(store, "other", [Scope.INGEST])
    first, second = post(client), post(client, Authorization=f"Bearer {token}")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_a_refused_request_may_be_corrected_and_sent_again(client: TestClient) -> None:
    assert post(client, {"text": ""}).status_code == 422
    assert post(client).status_code == 201


def test_a_second_request_while_the_first_runs_is_told_to_wait(store: Store, make_client: MakeClient) -> None:
    analyzer = GatedAnalyzer()
    client = make_client(store, Scope.ADMIN, analyzer=analyzer)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, client)
        assert analyzer.entered.wait(60)
        second = post(client)
        analyzer.gate.set()
        assert first.result().status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_pending")
    assert second.headers["Retry-After"] == "1"


def test_a_request_whose_answer_was_lost_finds_its_records_again(client: TestClient, store: Store) -> None:
    body = {"records": [RECORD, RECORD]}
    assert post(client, body).json()["total"] == 2
    with store.writing() as session:  # what is left of a process that died before it could keep its answer
        session.execute(text("DELETE FROM idempotency"))
    again = post(client, body).json()
    assert (again["total"], again["known"]) == (0, 2)


def test_neither_key_nor_hash_of_a_kept_answer_betrays_what_was_redacted(client: TestClient, store: Store) -> None:
    post(client)
    with store.reading() as session:
        (row,) = session.execute(text("SELECT * FROM idempotency"))
    assert "13912345678" not in str(row)


@pytest.mark.parametrize("key", ["", "k" * 256, "\xe9"])
def test_a_key_that_cannot_be_used_is_refused(local: TestClient, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = local.post("/v1/feedback", json=RECORD, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["header", "Idempotency-Key"]


def test_many_at_once_add_one_record(store: Store, make_client: MakeClient) -> None:
    client = make_client(store, Scope.ADMIN, max_waiting=100)
    start = threading.Barrier(8)

    def send(_: int) -> int:
        start.wait()
        return int(post(client).status_code)

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(send, range(8)))
    assert 201 in statuses <= {201, 409}
    assert n_stored(client) == 1
