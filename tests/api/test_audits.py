from typing import Any

import pytest
from api_fakes import MakeClient
from audit_fakes import fill
from fastapi.testclient import TestClient

from api.schemas.audits import DRAWS, LABELS
from feedback_ai.store import Scope, Store


@pytest.fixture
def filled(store: Store, make_client: MakeClient) -> TestClient:
    fill(store)
    return make_client(store, Scope.MANAGE, Scope.READ)


def draw(client: TestClient, n: int = 10) -> dict[str, Any]:
    answer = client.post("/v1/audits", json={"month": "2026-09", "n": n})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_an_audit_is_drawn_listed_and_shown_without_the_models_answers(filled: TestClient) -> None:
    audit = draw(filled)
    assert (audit["n"], audit["n_population"], audit["drawn_by"]) == (10, 60, "tests")
    assert filled.get("/v1/audits").json() == {"items": [audit]}
    detail = filled.get(f"/v1/audits/{audit['id']}").json()
    assert {name: detail[name] for name in audit} == audit
    text = detail["texts"][0]
    assert text["segments"] == [{"index": 0, "words": text["text"]}]
    assert (text["labels"], text["labelled_at"]) == ([], None)
    assert "negative" not in str(detail)


def test_labels_are_taken_in_the_name_of_the_key_and_wrong_ones_are_told(filled: TestClient) -> None:
    audit = draw(filled)
    path = f"/v1/audits/{audit['id']}"
    first, second = (text["feedback_id"] for text in filled.get(path).json()["texts"][:2])
    label = {"segment_index": 0, "facet": "empathy", "sentiment": "positive"}
    texts = [{"feedback_id": first, "labels": [label]}, {"feedback_id": second}, {"feedback_id": "none"}]
    answer = filled.put(f"{path}/labels", json={"texts": texts})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["n_taken"], body["audit"]["n_labelled"]) == (2, 2)
    assert [(one["row"], one["code"]) for one in body["refused"]] == [(3, "audit_text_unknown")]
    text = filled.get(path).json()["texts"][0]
    assert (text["labels"], text["labelled_by"]) == ([label], "tests")


def test_an_audit_corrects_the_measures(filled: TestClient) -> None:
    audit = draw(filled, 60)
    texts = filled.get(f"/v1/audits/{audit['id']}").json()["texts"]
    label = {"segment_index": 0, "facet": "reliability", "sentiment": "negative"}
    said = [{"feedback_id": text["feedback_id"], "labels": [label] * (n < 30)} for n, text in enumerate(texts)]
    assert filled.put(f"/v1/audits/{audit['id']}/labels", json={"texts": said}).is_success
    query = {"created_from": "2026-09-01", "created_to": "2026-10-01"}
    body = filled.get("/v1/measures/servqual", params=query).json()
    row = body["rows"][1]
    assert (row["negative_share"], row["corrected_by"], row["n_audited"]) == (100, "audit", 60)
    assert row["negative_share_corrected"] == pytest.approx(50)
    assert body["corrections"][0]["en"] == "Corrected by the audit of 2026-09 (n=60)."


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"month": "2026Q3"}, 422, "option_invalid"),
        ({"month": "1999-01"}, 409, "too_few"),
        ({"month": "2026-09", "n": 0}, 422, "request_invalid"),
        ({}, 422, "request_invalid"),
    ],
)
def test_a_draw_that_cannot_be_made_is_told(filled: TestClient, body: Any, status: int, code: str) -> None:
    answer = filled.post("/v1/audits", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("texts", [[], [{"feedback_id": "a", "labels": [{"segment_index": 0, "facet": "speed"}]}]])
def test_labels_that_are_none_are_refused(filled: TestClient, texts: Any) -> None:
    audit = draw(filled)
    answer = filled.put(f"/v1/audits/{audit['id']}/labels", json={"texts": texts})
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_an_audit_that_is_not_there_is_told(filled: TestClient) -> None:
    assert filled.get("/v1/audits/99").json()["code"] == "not_found"
    assert filled.put("/v1/audits/99/labels", json=LABELS["judged"]["value"]).status_code == 404


@pytest.mark.parametrize("name", DRAWS)
def test_an_example_of_a_draw_works(filled: TestClient, name: str) -> None:
    assert filled.post("/v1/audits", json=DRAWS[name]["value"]).status_code == 201


def test_an_example_of_labels_can_be_read(filled: TestClient) -> None:
    answer = filled.put(f"/v1/audits/{draw(filled)['id']}/labels", json=LABELS["judged"]["value"])
    assert answer.status_code == 200
    assert {one["code"] for one in answer.json()["refused"]} == {"audit_text_unknown"}
