import inspect
import logging

import pytest
from api_fakes import FailingAnalyzer, MakeClient
from fastapi.testclient import TestClient

import feedback_ai.errors
from api.errors import KINDS, RETRY_AFTER_S
from api.schemas.problems import Problem
from feedback_ai.errors import FeedbackError
from feedback_ai.store import Scope, Store

JSON = {"Content-Type": "application/json"}
SECRET = "Zhang Wei 13912345678"


def subclasses() -> list[type[FeedbackError]]:
    found = [value for value in vars(feedback_ai.errors).values() if inspect.isclass(value)]
    return [value for value in found if issubclass(value, FeedbackError)]


@pytest.mark.parametrize("error", subclasses(), ids=lambda error: error.__name__)
def test_every_error_of_the_library_has_a_status(error: type[FeedbackError]) -> None:
    assert 400 <= KINDS[error.code].status < 600


def test_no_two_errors_of_the_library_share_a_code() -> None:
    codes = [error.code for error in subclasses()]
    assert len(codes) == len(set(codes))


def test_what_can_be_tried_again_is_an_error_that_passes() -> None:
    assert {KINDS[code].status for code in RETRY_AFTER_S} == {409, 503}


@pytest.mark.parametrize("error", subclasses(), ids=lambda error: error.__name__)
def test_an_error_anywhere_becomes_a_problem(
    local: TestClient, monkeypatch: pytest.MonkeyPatch, error: type[FeedbackError]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("It is at /var/secret/place.", hint="Do this.", options=["a", "b"])

    monkeypatch.setattr("feedback_ai.services.feedback.get", fail)
    answer = local.get("/v1/feedback/x")
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.text)
    kind = KINDS[error.code]
    assert (answer.status_code, problem.status, problem.title) == (kind.status, kind.status, kind.title)
    assert (problem.code, problem.type) == (error.code, f"/problems/{error.code}")
    told = "It is at /var/secret/place. Do this. Valid: a, b."
    if kind.status < 500 or error.code == "overloaded":
        assert problem.detail == told
    else:
        assert "secret" not in answer.text
        assert answer.headers["X-Request-ID"] in problem.detail
    assert ("Retry-After" in answer.headers) == (error.code in RETRY_AFTER_S)


def test_what_the_operator_must_know_is_logged(
    local: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise feedback_ai.errors.StoreError("The file is read-only.", hint="Change that.")

    monkeypatch.setattr("feedback_ai.services.feedback.get", fail)
    answer = local.get("/v1/feedback/x", headers={"X-Request-ID": "r-1"})
    assert answer.status_code == 503
    assert "Request r-1 failed: [store_unavailable] The file is read-only. Change that." in caplog.text


def test_an_unforeseen_error_tells_nothing_and_is_logged_without_its_text(
    local_store: Store, make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client(local_store, Scope.ADMIN, analyzer=FailingAnalyzer())
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/v1/analyze", json={"text": "my words"}, headers={"X-Request-ID": "r-2"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-ID"] == "r-2"
    assert "r-2" in answer.json()["detail"]
    assert "ValueError" not in answer.text
    assert "Request r-2 failed: ValueError" in caplog.text
    assert "analyze_records" in caplog.text, "the place of the error is logged"
    assert "my words" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "content", "headers", "status", "code"),
    [
        ("GET", "/v1/nothing", None, {}, 404, "route_unknown"),
        ("GET", "/", None, {}, 404, "route_unknown"),
        ("GET", "/v1/feedback/", None, {}, 404, "route_unknown"),
        ("GET", "/docs", None, {}, 404, "route_unknown"),
        ("GET", "/redoc", None, {}, 404, "route_unknown"),
        ("PUT", "/v1/feedback", None, {}, 405, "method_not_allowed"),
        ("GET", "/v1/analyze", None, {}, 405, "method_not_allowed"),
        ("POST", "/v1/analyze", "{", JSON, 400, "body_malformed"),
        ("POST", "/v1/analyze", "", JSON, 422, "request_invalid"),
        ("POST", "/v1/analyze", b'{"text": "\xff"}', JSON, 400, "body_malformed"),
        ("POST", "/v1/analyze", "[" * 50_000, JSON, 400, "body_malformed"),
        ("POST", "/v1/analyze", '{"text": "x"}', {}, 415, "media_type_unsupported"),
        ("POST", "/v1/analyze", "text=x", {"Content-Type": "text/plain"}, 415, "media_type_unsupported"),
        ("POST", "/v1/feedback", '{"text": "x"}', {"Content-Type": "application/xml"}, 415, "media_type_unsupported"),
    ],
)
def test_what_the_framework_refuses_is_a_problem_too(
    local: TestClient,
    method: str,
    path: str,
    content: str | bytes | None,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    answer = local.request(method, path, content=content, headers=headers)
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.text)
    assert (answer.status_code, problem.status, problem.code) == (status, status, code)


def test_allow_lists_every_method_of_the_path(local: TestClient) -> None:
    assert local.put("/v1/feedback").headers["Allow"] == "GET, POST"
    assert local.post("/v1/feedback/x").headers["Allow"] == "DELETE, GET"
    assert local.post("/openapi.json").headers["Allow"] == "GET"


def test_json_with_a_charset_is_json(local: TestClient) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert local.post("/v1/analyze", content='{"text": "慢"}', headers=headers).status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        f'{{"text": "{SECRET}"',
        f'"{SECRET}"',
        f'{{"text": ["{SECRET}"]}}',
        f'{{"text": "x", "rating": "{SECRET}"}}',
        f'{{"text": "x", "created_at": "{SECRET}"}}',
        f'{{"text": "x", "metadata": "{SECRET}"}}',
        f'{{"text": "x", "unit": "{SECRET * 20}"}}',
        f'{{"records": "{SECRET}"}}',
        f'{{"records": ["{SECRET}"]}}',
        f'{{"records": [{{"text": "", "unit": "{SECRET}"}}]}}',
    ],
)
@pytest.mark.parametrize("path", ["/v1/analyze", "/v1/feedback"])
def test_no_error_repeats_what_was_sent(
    local: TestClient, caplog: pytest.LogCaptureFixture, content: str, path: str
) -> None:
    answer = local.post(path, content=content, headers=JSON)
    assert 400 <= answer.status_code < 500
    assert "Zhang" not in answer.text
    assert "13912345678" not in answer.text
    assert "Zhang" not in caplog.text
