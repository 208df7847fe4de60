import pytest
from api_fakes import MakeClient
from backlog_fakes import complaints, file
from fastapi.testclient import TestClient

from feedback_ai.services import report
from feedback_ai.store import Scope, Store


@pytest.fixture
def filled(store: Store, client: TestClient) -> TestClient:
    file(store, [*complaints(12, "now"), *complaints(9, "then", days_ago=100)])
    return client


def test_a_report_is_a_page_that_may_load_and_run_nothing(filled: TestClient) -> None:
    answer = filled.get("/v1/reports/2026Q3")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "12 texts" in answer.text


def test_a_report_is_the_one_of_the_command_line(store: Store, filled: TestClient) -> None:
    answer = filled.get("/v1/reports/2026-q3", params={"lang": "zh", "format": "md"})
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    settings = filled.app.state.runtime.settings  # type: ignore[attr-defined]
    assert answer.text == report.render(store, period="2026Q3", lang="zh", format="md", settings=settings)


@pytest.mark.parametrize(
    ("path", "code", "told"),
    [
        ("2026Q9", "option_invalid", "2026Q3"),
        ("2026Q3?format=pptx", "option_invalid", "Valid: html, md."),
        ("2026Q3?lang=fr", "request_invalid", ""),
        (f"{'2' * 21}", "request_invalid", ""),
    ],
)
def test_what_there_is_not_is_refused(filled: TestClient, path: str, code: str, told: str) -> None:
    answer = filled.get(f"/v1/reports/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert told in answer.json()["detail"]


def test_a_key_without_the_scope_reads_no_report(local_store: Store, make_client: MakeClient) -> None:
    assert make_client(local_store, Scope.INGEST).get("/v1/reports/2026Q3").status_code == 403
    assert make_client(local_store).get("/v1/reports/2026Q3").status_code == 401
    assert make_client(local_store, Scope.READ).get("/v1/reports/2026Q3").status_code == 200
