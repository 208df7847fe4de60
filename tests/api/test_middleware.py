import logging
import uuid

import pytest
from fastapi.testclient import TestClient

PATHS = ["/healthz", "/openapi.json", "/v1/feedback", "/nothing"]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_an_id_and_its_headers(local: TestClient, path: str) -> None:
    answer = local.get(path)
    uuid.UUID(answer.headers["X-Request-ID"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_id_that_was_sent_is_kept(local: TestClient) -> None:
    assert local.get("/healthz", headers={"X-Request-ID": "trace-1.a_B"}).headers["X-Request-ID"] == "trace-1.a_B"


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a\tb", "é", '"><script>'])
def test_an_id_that_is_none_is_replaced(local: TestClient, sent: str) -> None:
    answer = local.get("/healthz", headers={"X-Request-ID": sent.encode("latin-1")})  # type: ignore[arg-type]
    uuid.UUID(answer.headers["X-Request-ID"])


def test_the_access_log_tells_route_and_status_but_no_words(
    local: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "api"):
        local.post("/v1/feedback", json={"text": "SECRET words", "id": "SECRET"}, headers={"X-Request-ID": "r-1"})
        local.get("/v1/feedback", params={"q": "SECRET"})
        local.get("/v1/feedback/SECRET")
        local.get("/SECRET")
    lines = [record.getMessage() for record in caplog.records if record.name == "api.access"]
    assert [line.split()[:3] for line in lines] == [
        ["POST", "/v1/feedback", "201"],
        ["GET", "/v1/feedback", "200"],
        ["GET", "/v1/feedback/{feedback_id}", "404"],
        ["GET", "-", "404"],
    ]
    assert lines[0].endswith(" ms r-1")
    assert "SECRET" not in caplog.text


def test_the_servers_own_access_log_is_off(local: TestClient) -> None:
    assert logging.getLogger("uvicorn.access").disabled
