import pytest
from alert_fakes import CLOCK, END, fill
from api_fakes import MakeClient
from backlog_fakes import Complaint
from fastapi.testclient import TestClient

from api.schemas.alerts import STEPS
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store


@pytest.fixture
def path(store: Store, settings: Settings) -> str:
    """Where an open alert is."""
    fill(store, [Complaint(f"a-{n}", days_ago=1, severity="S1") for n in range(3)])
    (id_,) = check(store, as_of=END, settings=settings, now=CLOCK).opened
    return f"/v1/alerts/{id_}"


def test_alerts_are_listed_with_their_latency(client: TestClient, path: str) -> None:
    told = client.get("/v1/alerts").json()
    (alert,) = told["items"]
    assert alert["title"] == {"en": "S1 case: mobile-care", "zh": "S1 级投诉：mobile-care"}
    assert told["latency"]["opened"]["n"] == 1
    assert told["latency"]["delivered"] == {"n": 0, "median_s": None, "p90_s": None}
    assert client.get("/v1/alerts", params={"rule": "none"}).json()["items"] == []
    detail = client.get(path).json()
    assert {name: detail[name] for name in alert} == alert
    assert len(detail["evidence"]) == alert["n_texts"] == 3


@pytest.mark.parametrize("name", STEPS)
def test_an_example_of_a_step_works(client: TestClient, path: str, name: str) -> None:
    assert client.post(f"{path}/acknowledge", json=STEPS[name]["value"]).json()["state"] == "acknowledged"
    closed = client.post(f"{path}/close", json=STEPS[name]["value"])
    assert closed.json()["state"] == "closed"
    assert [(event["actor"], event["kind"]) for event in closed.json()["history"]][1:] == [
        ("tests", "acknowledged"),
        ("tests", "closed"),
    ]
    assert client.get("/v1/alerts").json()["items"] == []
    assert len(client.get("/v1/alerts", params={"closed": True}).json()["items"]) == 1


def test_what_cannot_be_done_is_a_problem(client: TestClient, path: str) -> None:
    client.post(f"{path}/close", json={})
    again = client.post(f"{path}/close", json={})
    assert (again.status_code, again.json()["code"]) == (422, "option_invalid")
    for body in ({"note": ""}, {"note": "a\0"}, {"state": "open"}, []):
        assert client.post(f"{path}/close", json=body).json()["code"] == "request_invalid"
    for id_ in ("0", "99999", str(2**40)):
        assert client.get(f"/v1/alerts/{id_}").json()["code"] == "not_found"
        assert client.post(f"/v1/alerts/{id_}/close", json={}).json()["code"] == "not_found"
    assert client.get("/v1/alerts", params={"state": "shut"}).status_code == 422


def test_readers_look_and_triagers_act(store: Store, make_client: MakeClient, path: str) -> None:
    reader, triager = make_client(store, Scope.READ), make_client(store, Scope.TRIAGE)
    assert reader.get(path).status_code == triager.get(path).status_code == 200
    assert reader.post(f"{path}/close", json={}).status_code == 403
    assert triager.post(f"{path}/close", json={}).status_code == 200
