import pytest
from alert_fakes import CLOCK, END, burst, fill, quiet_days
from fastapi.testclient import TestClient

from api.schemas.alerts import DISMISSALS
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def path(store: Store, settings: Settings) -> str:
    """Where a proposed incident is."""
    fill(store, quiet_days(), burst(20))
    (id_,) = check(store, as_of=END, settings=settings, now=CLOCK).incidents
    return f"/v1/incidents/{id_}"


def test_an_incident_is_confirmed_and_closed(client: TestClient, path: str) -> None:
    (listed,) = client.get("/v1/incidents").json()["items"]
    detail = client.get(path).json()
    assert {name: detail[name] for name in listed} == listed
    assert len(detail["cases"]) == detail["n_cases"] == sum(detail["units"].values())
    assert detail["playbook"]["steps"][0].keys() == {"en", "zh"}
    early = client.post(f"{path}/close", json={})
    assert (early.status_code, early.json()["code"]) == (422, "option_invalid")
    assert client.post(f"{path}/confirm", json={"note": "是"}).json()["state"] == "confirmed"
    assert client.post(f"{path}/close", json={}).json()["state"] == "closed"
    assert client.get("/v1/incidents").json()["items"] == []
    assert len(client.get("/v1/incidents", params={"every": True}).json()["items"]) == 1


@pytest.mark.parametrize("name", DISMISSALS)
def test_an_example_of_a_dismissal_works(client: TestClient, path: str, name: str) -> None:
    assert client.post(f"{path}/dismiss", json={}).json()["code"] == "request_invalid"
    assert client.post(f"{path}/dismiss", json=DISMISSALS[name]["value"]).json()["state"] == "dismissed"


def test_an_incident_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/v1/incidents/7").json()["code"] == "not_found"
    assert client.post("/v1/incidents/7/confirm", json={}).json()["code"] == "not_found"
