import pytest
from fastapi.testclient import TestClient

from api.limits import MAX_EXPLAIN
from feedback_ai.schema import Analysis
from feedback_ai.services import feedback
from feedback_ai.store import FeedbackFilter, Store


def test_one_record_gives_one_analysis_of_its_redacted_text(local: TestClient) -> None:
    answer = local.post("/v1/analyze", json={"id": "T-7", "text": "Call me on 13912345678, the lift is broken."})
    assert answer.status_code == 200
    analysis = Analysis.model_validate_json(answer.text)
    assert (analysis.id, analysis.language) == ("T-7", "en")
    assert analysis.text == "Call me on <PHONE>, the lift is broken."
    (redaction,) = analysis.redactions
    assert analysis.text[redaction.start : redaction.end] == "<PHONE>"


def test_several_records_give_their_analyses_in_order(local: TestClient) -> None:
    texts = ["The queue was long.", "排队太久了。", "櫃檯人員很親切。"]
    answer = local.post("/v1/analyze", json={"records": [{"text": text} for text in texts]})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [result["text"] for result in results] == texts
    assert [result["id"] for result in results] == ["0", "1", "2"]
    assert [result["language"] for result in results] == ["en", "zh-Hans", "zh-Hant"]


def test_one_record_in_a_list_gives_a_list(local: TestClient) -> None:
    answer = local.post("/v1/analyze", json={"records": [{"text": "Fine."}]})
    assert len(answer.json()["results"]) == 1


def test_nothing_is_stored(local: TestClient, local_store: Store) -> None:
    local.post("/v1/analyze", json={"text": "The queue was long."})
    assert feedback.page(local_store, FeedbackFilter()).items == ()


def test_explanations_come_only_where_asked_for(local: TestClient) -> None:
    body = {"text": "The queue was long."}
    assert "explanations" not in local.post("/v1/analyze", json=body).json()
    assert local.post("/v1/analyze?explain=true", json=body).json()["explanations"] == []


def test_explanations_are_given_for_a_few_records_at_a_time(local: TestClient) -> None:
    records = {"records": [{"text": "Fine."}] * (MAX_EXPLAIN + 1)}
    assert local.post("/v1/analyze", json=records).status_code == 200
    answer = local.post("/v1/analyze?explain=true", json=records)
    assert (answer.status_code, answer.json()["code"]) == (413, "input_too_large")


def test_one_refused_record_refuses_all_and_every_one_is_listed(local: TestClient) -> None:
    records = [{"text": "Fine."}, {"text": ""}, "no object", {"text": "Fine.", "rating": 11}]
    answer = local.post("/v1/analyze", json={"records": records})
    assert answer.status_code == 422
    assert answer.json()["code"] == "record_refused"
    assert [(error["loc"], error["code"]) for error in answer.json()["errors"]] == [
        (["body", "records", 1, "text"], "text_missing"),
        (["body", "records", 2], "json_not_object"),
        (["body", "records", 3, "rating"], "rating_out_of_range"),
    ]


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "3", "true", '{"records": []}', '{"records": {}}'])
def test_a_body_that_is_no_record_and_no_list_of_them_is_refused(local: TestClient, body: str) -> None:
    answer = local.post("/v1/analyze", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "request_invalid"
