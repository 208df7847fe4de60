import pytest
from alert_fakes import CLOCK, END, fill
from api_fakes import MakeClient
from backlog_fakes import Complaint
from fastapi.testclient import TestClient
from receiver import receiving

from api.schemas.alerts import CHECKS, DELIVERIES, STEPS
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store

DAY = {"as_of": "2026-09-30"}


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


@pytest.mark.parametrize("name", CHECKS)
def test_an_example_of_a_check_works(client: TestClient, name: str) -> None:
    assert client.post("/v1/alerts/check", json=CHECKS[name]["value"]).is_success


def test_a_check_opens_alerts_in_the_name_of_the_key_and_repeating_it_changes_nothing(
    client: TestClient, store: Store
) -> None:
    fill(store, [Complaint(f"a-{n}", days_ago=1, severity="S1") for n in range(3)])
    summary = client.post("/v1/alerts/check", json=DAY).json()
    assert (len(summary["opened"]), summary["n_messages"]) == (1, 0)
    detail = client.get(f"/v1/alerts/{summary['opened'][0]}").json()
    assert [(event["actor"], event["kind"]) for event in detail["history"]] == [("tests", "opened")]
    again = client.post("/v1/alerts/check", json=DAY).json()
    assert (again["opened"], again["n_unchanged"]) == ([], 1)


def test_a_check_does_not_look_beyond_its_day_and_tells_what_it_could_not(client: TestClient, store: Store) -> None:
    assert client.post("/v1/alerts/check", json={}).json()["as_of"] is None
    fill(store, [Complaint(f"a-{n}", days_ago=1, severity="S1") for n in range(3)])
    told = client.post("/v1/alerts/check", json={"as_of": "2026-09-28"}).json()
    assert (told["as_of"], told["opened"]) == ("2026-09-29T00:00:00Z", [])
    assert told["notes"]


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("check", {"as_of": "soon"}, "option_invalid"),
        ("check", {"as_of": 20260930}, "request_invalid"),
        ("check", {"actor": "ann"}, "request_invalid"),
        ("deliver", {"limit": 0}, "request_invalid"),
        ("deliver", {"limit": 100_000}, "request_invalid"),
        ("deliver", {"every": 30}, "request_invalid"),
    ],
)
def test_a_check_or_round_that_cannot_be_is_refused(
    client: TestClient, action: str, body: dict[str, object], code: str
) -> None:
    answer = client.post(f"/v1/alerts/{action}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_what_is_due_is_delivered_once(client: TestClient, store: Store) -> None:
    nothing = {"delivered": 0, "failed": 0, "dead": 0}
    for example in DELIVERIES.values():
        assert client.post("/v1/alerts/deliver", json=example["value"]).json() == nothing
    with receiving() as receiver:
        client.post("/v1/webhooks", json={"url": receiver.url})
        fill(store, [Complaint(f"a-{unit}", days_ago=1, severity="S1", unit=unit) for unit in ("east", "west")])
        assert client.post("/v1/alerts/check", json=DAY).json()["n_messages"] == 2
        one = client.post("/v1/alerts/deliver", json={"limit": 1}).json()
        assert (one["delivered"], len(receiver.got)) == (1, 1)
        assert client.post("/v1/alerts/deliver", json={}).json()["delivered"] == 1
        assert client.post("/v1/alerts/deliver", json={}).json() == nothing
        assert len(receiver.got) == 2


def test_rules_that_cannot_be_used_are_told(store: Store, make_client: MakeClient, settings: Settings) -> None:
    broken = make_client(store, Scope.TRIAGE, alerts=settings.home / "none.toml")
    assert broken.post("/v1/alerts/check", json={}).json()["code"] == "setting_invalid"
