import pytest
from backlog_fakes import complaints, file
from fastapi.testclient import TestClient

from feedback_ai.store import Store


@pytest.fixture
def escalation_id(client: TestClient, store: Store) -> int:
    file(store, complaints(12, "west", unit="west", days_ago=75, severity="S2"))
    assert client.get("/v1/escalations").json() == {"items": []}
    assert client.get("/v1/measures/grades").json()["escalations"]
    (one,) = client.get("/v1/escalations", params={"unit": "west"}).json()["items"]
    assert (one["rule"], one["letters"]) == ("suspension", [{"month": "2026-07", "letter": "E"}])
    return int(one["id"])


def test_an_escalation_is_acknowledged_in_the_name_of_the_key(client: TestClient, escalation_id: int) -> None:
    path = f"/v1/escalations/{escalation_id}/acknowledge"
    answer = client.post(path, json={"note": "已约谈负责人。"}).json()
    assert answer["acknowledged_by"]
    assert answer["note"] == "已约谈负责人。"
    assert client.get("/v1/escalations").json()["items"] == []
    assert client.get("/v1/escalations", params={"every": True}).json()["items"] == [answer]
    assert client.post(path, json={}).json()["code"] == "option_invalid"


def test_an_escalation_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.post("/v1/escalations/7/acknowledge", json={}).json()["code"] == "not_found"
