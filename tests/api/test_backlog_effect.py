from datetime import timedelta

import pytest
from backlog_fakes import NOW, file
from effect_fakes import BASELINE, CALM, START, history, texts
from fastapi.testclient import TestClient

from api.schemas.backlog_effect import COUNTERMEASURES, DONE, ESTIMATES, PLANS, VERIFICATIONS
from feedback_ai.store import Store


@pytest.fixture
def path(store: Store, client: TestClient) -> str:
    """The path of an item whose problem fell to the sixth; a clinic has it too, too seldom for an item of its own."""
    elsewhere = [
        *texts(80, BASELINE, "clinic-b", unit="clinic"),
        *texts(2, BASELINE, "clinic-o", unit="clinic", **CALM),
    ]
    file(store, [*history(after=12), *elsewhere])
    (item_id,) = client.post("/v1/backlog/build", json={}).json()["added"]
    return f"/v1/backlog/{item_id}"


def test_an_item_is_planned_worked_on_and_verified(client: TestClient, path: str) -> None:
    day = START.isoformat()
    planned = client.post(f"{path}/plan", json={"start": day, "as_of": day, "sensitivity": 0.9, "specificity": 0.98})
    assert planned.status_code == 200
    assert planned.json()["effect"]["quality"]["source"] == "given"
    assert client.post(f"{path}/countermeasures", json={"text": "Call them."}).status_code == 200
    assert client.patch(path, json={"state": "do"}).status_code == 200
    early = client.patch(path, json={"state": "check"})
    assert (early.status_code, early.json()["code"]) == (422, "option_invalid")
    assert client.post(f"{path}/countermeasures/1/done", json={}).status_code == 200
    assert client.patch(path, json={"state": "check"}).status_code == 200
    replayed = client.post(f"{path}/verify", json={"as_of": NOW.isoformat()})
    assert replayed.status_code == 200
    assert client.get(path).json()["history"][-1]["kind"] == "state", "a replay keeps nothing"
    answer = client.post(f"{path}/verify", json={})
    found = answer.json()
    assert {**found, "as_of": None} == {**replayed.json(), "as_of": None}
    assert (found["verdict"], found["reason"]) == ("effective", "shown")
    event = client.get(path).json()["history"][-1]
    assert (event["actor"], event["kind"], event["detail"]) == ("tests", "verified", found)
    late = client.post(f"{path}/plan", json={})
    assert (late.status_code, late.json()["code"]) == (422, "option_invalid")


def test_a_plan_tells_its_labels_and_whether_it_can_prove_anything(client: TestClient, path: str) -> None:
    late = client.post(f"{path}/plan", json={"start": START.isoformat(), "labels": []}).json()["effect"]
    assert (late["labels"], late["planned_first"]) == ([], False)
    first = client.post(f"{path}/plan", json={"labels": ["cause"]}).json()["effect"]
    assert (first["labels"], first["planned_first"]) == (["cause"], True)
    past = (START - timedelta(weeks=8)).isoformat()
    refused = client.post(f"{path}/plan", json={"as_of": past})
    assert (refused.status_code, refused.json()["code"]) == (422, "option_invalid")
    assert "are known already" in refused.json()["detail"]


def test_work_without_a_test_needs_a_note(client: TestClient, path: str) -> None:
    answer = client.patch(path, json={"state": "do"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "effect test" in answer.json()["detail"]


def test_what_goes_on_without_a_countermeasure_is_warned_of(client: TestClient, path: str) -> None:
    assert client.get(path).json()["warning"] is None
    item = client.patch(path, json={"state": "do", "note": "The desk knows."}).json()
    assert item["warning"]["en"] == "moved on without a countermeasure"
    assert client.post(f"{path}/countermeasures", json={"text": "Call them."}).json()["warning"] is None


def test_closing_needs_proof_or_a_note_and_the_watch_says_why_it_does_not_watch(client: TestClient, path: str) -> None:
    for state in ("do", "check", "act"):
        assert client.patch(path, json={"state": state, "note": "No test."}).status_code == 200
    answer = client.patch(path, json={"state": "closed"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    closed = client.patch(path, json={"state": "closed", "note": "The counter is gone."}).json()["closing"]
    assert (closed["actor"], closed["proven"], closed["note"]) == ("tests", False, "The counter is gone.")
    (view,) = client.post("/v1/backlog/watch", json={}).json()["watches"]
    assert (view["status"], view["why"]["en"], view["limit"]) == ("not watched", "it has no effect test", None)


@pytest.mark.parametrize("name", PLANS)
def test_an_example_of_a_plan_works(client: TestClient, path: str, name: str) -> None:
    assert client.post(f"{path}/plan", json=PLANS[name]["value"]).status_code == 200


@pytest.mark.parametrize("name", COUNTERMEASURES)
def test_an_example_of_a_countermeasure_works(client: TestClient, path: str, name: str) -> None:
    item = client.post(f"{path}/countermeasures", json=COUNTERMEASURES[name]["value"]).json()
    assert item["countermeasures"][0]["text"] == COUNTERMEASURES[name]["value"]["text"]


@pytest.mark.parametrize("name", DONE)
def test_an_example_of_what_is_done_works(client: TestClient, path: str, name: str) -> None:
    client.post(f"{path}/countermeasures", json={"text": "Call them.", "due": "2026-10-01"})
    assert client.get(path).json()["countermeasures"][0]["overdue"]
    (own,) = client.post(f"{path}/countermeasures/1/done", json=DONE[name]["value"]).json()["countermeasures"]
    assert (own["number"], own["done_by"], own["overdue"]) == (1, "tests", False)
    again = client.post(f"{path}/countermeasures/1/done", json={})
    assert (again.status_code, again.json()["code"]) == (422, "option_invalid")
    other = client.post(f"{path}/countermeasures/2/done", json={})
    assert (other.status_code, other.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", ESTIMATES)
def test_an_example_of_an_estimate_works(client: TestClient, path: str, name: str) -> None:
    item = client.post(f"{path}/estimate", json=ESTIMATES[name]["value"]).json()
    assert item["rice"] > 0
    assert item["wsjf"] > 0


@pytest.mark.parametrize("name", VERIFICATIONS)
def test_an_example_of_a_watch_and_of_a_verification_works(client: TestClient, path: str, name: str) -> None:
    assert client.post("/v1/backlog/watch", json=VERIFICATIONS[name]["value"]).json() == {"watches": []}
    client.post(f"{path}/plan", json={})
    for state in ("do", "check"):
        client.patch(path, json={"state": state, "note": "The desk is at work."})
    assert client.post(f"{path}/verify", json=VERIFICATIONS[name]["value"]).json()["verdict"] == "undecided"


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("plan", {"weeks": 3}),
        ("plan", {"target": 1.5}),
        ("plan", {"start": 1793404800}),
        ("plan", {"labels": ["topic"]}),
        ("verify", {"as_of": 20260930}),
        ("countermeasures", {"text": ""}),
        ("countermeasures/1/done", {"at": 20260914}),
        ("countermeasures/1/done", {"by": "me"}),
        ("countermeasures", {"text": "x", "kind": "quick"}),
        ("estimate", {"confidence": 1.1}),
        ("estimate", {"impact": 101}),
        ("estimate", {"effort": 0.001}),
        ("estimate", {"risk": 1}),
    ],
)
def test_a_body_that_is_none_is_refused(client: TestClient, path: str, what: str, body: dict[str, object]) -> None:
    answer = client.post(f"{path}/{what}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


@pytest.mark.parametrize("start", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_a_start_of_another_age_is_refused(client: TestClient, path: str, start: str) -> None:
    answer = client.post(f"{path}/plan", json={"start": start})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "at most ten years from now" in answer.json()["detail"]


@pytest.mark.parametrize("what", ["plan", "verify", "countermeasures", "estimate"])
def test_an_item_that_is_not_there_is_told(client: TestClient, what: str) -> None:
    body = {"countermeasures": {"text": "x"}, "estimate": {"effort": 1}}.get(what, {})
    answer = client.post(f"/v1/backlog/99/{what}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
