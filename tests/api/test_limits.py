import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from api_fakes import GatedAnalyzer, MakeClient
from fastapi.testclient import TestClient

from api.limits import MAX_ANALYZE, MAX_BULK, ModelGate
from feedback_ai.errors import OverloadedError
from feedback_ai.schema import MAX_TEXT_CHARS
from feedback_ai.store import Scope, Store

JSON = {"Content-Type": "application/json"}
MAX_BYTES = 100_000  # of the fixture `settings`


def chunks(n_bytes: int) -> Iterator[bytes]:
    for start in range(0, n_bytes, 1000):
        yield b" " * min(1000, n_bytes - start)


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/feedback"])
def test_a_body_over_the_limit_is_refused(local: TestClient, path: str) -> None:
    answer = local.post(path, content=b" " * (MAX_BYTES + 1), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "input_too_large")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "X-Request-ID" in answer.headers


def test_a_body_over_the_limit_without_a_declared_length_is_refused(local: TestClient) -> None:
    answer = local.post("/v1/analyze", content=chunks(MAX_BYTES + 1), headers=JSON)
    assert answer.request.headers["Transfer-Encoding"] == "chunked"
    assert (answer.status_code, answer.json()["code"]) == (413, "input_too_large")


def test_a_body_that_declares_less_than_it_has_is_refused(local: TestClient) -> None:
    answer = local.post("/v1/analyze", content=chunks(MAX_BYTES + 1), headers=JSON | {"Content-Length": "5"})
    assert answer.status_code == 413


def test_a_body_at_the_limit_is_read(local: TestClient) -> None:
    record = b'{"text": "Fine."}'
    answer = local.post("/v1/analyze", content=record + b" " * (MAX_BYTES - len(record)), headers=JSON)
    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "limit"), [("/v1/analyze", MAX_ANALYZE), ("/v1/feedback", MAX_BULK)])
def test_more_records_than_a_request_may_have_are_refused(local: TestClient, path: str, limit: int) -> None:
    answer = local.post(path, json={"records": [{}] * (limit + 1)})
    assert (answer.status_code, answer.json()["code"]) == (413, "input_too_large")
    assert str(limit) in answer.json()["detail"]
    assert local.post(path, json={"records": [{}] * limit}).json()["code"] == "record_refused"


def test_a_text_that_is_too_long_is_refused(local_store: Store, make_client: MakeClient) -> None:
    client = make_client(local_store, Scope.ADMIN, max_body_bytes=MAX_TEXT_CHARS * 2)
    answer = client.post("/v1/feedback", json={"text": "x" * (MAX_TEXT_CHARS + 1)})
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["text_too_long"]


def test_other_requests_are_answered_while_the_model_works(local_store: Store, make_client: MakeClient) -> None:
    analyzer = GatedAnalyzer()
    client = make_client(local_store, Scope.ADMIN, analyzer=analyzer)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(client.post, "/v1/analyze", json={"text": "The queue was long."})
        assert analyzer.entered.wait(60)
        answers = [client.get(path).status_code for path in ("/healthz", "/readyz", "/v1/feedback")]
        assert not slow.done()
        analyzer.gate.set()
        assert slow.result().status_code == 200
    assert answers == [200, 200, 200]


@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/feedback"])
def test_too_many_waiting_requests_are_told_to_come_back(
    local: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(local.app.state.runtime, "gate", ModelGate(max_waiting=0))  # type: ignore[attr-defined]
    answer = local.post(path, json={"text": "The queue was long."})
    assert (answer.status_code, answer.json()["code"]) == (503, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0


def test_the_gate_lets_some_work_some_wait_and_refuses_the_rest() -> None:
    opened = threading.Event()
    done: list[int] = []

    async def main() -> None:
        gate = ModelGate(max_waiting=2, threads=2)

        async def ask(number: int) -> None:
            done.append(await gate.run(lambda: number if opened.wait(60) else -1))

        async with anyio.create_task_group() as tasks:
            for number in range(4):
                tasks.start_soon(ask, number)
                await anyio.wait_all_tasks_blocked()
            with pytest.raises(OverloadedError):
                await gate.run(lambda: 5)
            opened.set()
        assert await gate.run(lambda: 6) == 6

    anyio.run(main)
    assert sorted(done) == [0, 1, 2, 3]
