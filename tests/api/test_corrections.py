import json

import pytest
from api_fakes import MakeClient
from backlog_fakes import Complaint, file
from fastapi.testclient import TestClient

from api.routes.corrections import JUDGEMENTS, LEFT_OUT
from feedback_ai.store import Scope, Store


@pytest.fixture
def case(store: Store, make_client: MakeClient) -> tuple[TestClient, str]:
    ids = file(store, [Complaint("c1", severity="S3")])
    return make_client(store, Scope.TRIAGE, Scope.READ), f"/v1/feedback/{ids['c1']}"


@pytest.mark.parametrize("name", JUDGEMENTS)
def test_an_example_of_a_judgement_works(case: tuple[TestClient, str], name: str) -> None:
    client, path = case
    answer = client.post(f"{path}/corrections", json=JUDGEMENTS[name]["value"])
    assert answer.status_code == 201, answer.text
    assert {one["author"] for one in answer.json()["corrections"]} == {"tests"}
    assert client.get(path).json() == answer.json()


def test_the_record_shows_both_and_lists_go_by_the_correction(case: tuple[TestClient, str]) -> None:
    client, path = case
    assert client.get(path).json()["corrections"] == []
    told = client.post(f"{path}/corrections", json={"severity": "S1"}).json()
    assert told["analysis"]["severity"]["label"] == "S3"
    (one,) = told["corrections"]
    assert (one["labels"], one["replaced"]) == (
        [{"name": "S1", "sentiment": None}],
        [{"name": "S3", "sentiment": None}],
    )
    found = client.get("/v1/feedback", params={"severity": "S1"}).json()["items"]
    assert [item["id"] for item in found] == [told["id"]]
    assert found[0]["corrections"] == told["corrections"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "option_invalid"),
        ({"segments": [{"index": 9, "facets": {}}]}, "option_invalid"),
        ({"severity": "S9"}, "request_invalid"),
        ({"segments": [{"index": -1}]}, "request_invalid"),
        ({"note": "a\0", "severity": "S1"}, "request_invalid"),
        ({"mood": "bad"}, "request_invalid"),
    ],
)
def test_a_judgement_that_cannot_be_used_is_refused(case: tuple[TestClient, str], body: dict, code: str) -> None:
    client, path = case
    answer = client.post(f"{path}/corrections", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.get(path).json()["corrections"] == []


def test_what_is_not_there_cannot_be_corrected(case: tuple[TestClient, str]) -> None:
    assert case[0].post("/v1/feedback/none/corrections", json={"severity": "S1"}).status_code == 404


def test_corrected_texts_are_exported_as_training_rows(case: tuple[TestClient, str], store: Store) -> None:
    client, path = case
    empty = client.get("/v1/corrections/export")
    assert (empty.status_code, empty.text, empty.headers[LEFT_OUT]) == (200, "", "0")
    client.post(f"{path}/corrections", json={"severity": "S1", "note": "有人受伤"})
    ids = file(store, [Complaint("u", severity=None)])
    client.post(f"/v1/feedback/{ids['u']}/corrections", json={"intent": "complaint"})
    answer = client.get("/v1/corrections/export")
    assert answer.headers["Content-Type"].startswith("application/x-ndjson")
    (row,) = map(json.loads, answer.text.splitlines())
    assert (row["severity"], row["corrected"], answer.headers[LEFT_OUT]) == ("S1", ["severity"], "1")
