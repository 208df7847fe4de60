from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from api_fakes import MakeClient
from backlog_fakes import Complaint, complaints, file
from fastapi.testclient import TestClient

from api.examples_figures import CASES
from api.schemas.cases import ASSIGNMENTS, FOLLOW_UPS, PAUSES, TRANSITIONS
from feedback_ai.services.case_views import CaseList
from feedback_ai.store import Scope, Store


@pytest.fixture
def filled(store: Store, make_client: MakeClient, tmp_path: Path) -> TestClient:
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nteam = "Care desk"\nunit = "mobile-care"\n', encoding="utf-8")
    file(store, complaints(3, "care"))
    file(store, [Complaint("worst", severity="S1", unit="moon", topic=None, days_ago=None)])
    return make_client(store, Scope.READ, routing=rules)


def test_cases_are_listed_worst_first_with_their_teams(filled: TestClient) -> None:
    answer = filled.get("/v1/cases", params={"limit": 2})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["total"] == 4
    assert body["teams"] == [{"team": "Care desk", "n": 3}, {"team": None, "n": 1}]
    worst, second = body["items"]
    assert (worst["record_id"], worst["severity"], worst["team"], worst["created_at"]) == ("worst", "S1", None, None)
    assert (second["team"], second["dimensions"], second["causes"], second["topics"]) == (
        *("Care desk", ["reliability"], ["machine"]),
        [1],
    )
    assert filled.get(f"/v1/feedback/{second['id']}").json()["text"] == second["text"]


def test_a_team_or_the_rest_can_be_chosen(filled: TestClient) -> None:
    assert filled.get("/v1/cases", params={"team": "Care desk"}).json()["total"] == 3
    assert filled.get("/v1/cases", params={"unrouted": "true", "unit": "moon"}).json()["total"] == 1
    answer = filled.get("/v1/cases", params={"team": "Desk"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "Care desk" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "name"), [({"limit": 201}, "limit"), ({"team": "a\0"}, "team"), ({"cursor": "x"}, "cursor")]
)
def test_a_query_that_cannot_be_used_is_named(local: TestClient, query: dict[str, str], name: str) -> None:
    answer = local.get("/v1/cases", params=query)
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["query", name]]


def test_rules_that_cannot_be_used_are_told_to_the_operator_alone(store: Store, make_client: MakeClient) -> None:
    answer = make_client(store, Scope.READ, routing=Path("/none/secret.toml")).get("/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (500, "setting_invalid")
    assert "secret" not in answer.text


def test_the_example_of_an_answer_is_one() -> None:
    assert CaseList.model_validate(CASES).model_dump(mode="json") == CASES


@pytest.fixture
def worker(store: Store, make_client: MakeClient, tmp_path: Path) -> tuple[TestClient, str]:
    """A client that may work on cases, and the path of one."""
    rules = tmp_path / "routing.toml"
    rules.write_text('[[rule]]\nteam = "客服一组"\n', encoding="utf-8")
    ids = file(store, [Complaint("c1", severity="S3")])
    return make_client(store, Scope.TRIAGE, routing=rules), f"/v1/cases/{ids['c1']}"


def test_a_unit_that_nobody_knows_gets_no_case(worker: tuple[TestClient, str]) -> None:
    client, path = worker
    answer = client.post(f"{path}/assignment", json={"unit": "mobile-car"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "mobile-care" in answer.json()["detail"]


def test_a_case_is_worked_on_in_the_name_of_the_key(worker: tuple[TestClient, str]) -> None:
    client, path = worker
    told = client.post(f"{path}/assignment", json=ASSIGNMENTS["chinese"]["value"]).json()
    assert (told["assignee"], told["assigned_unit"], told["state"]) == ("李安", "客服一组", "received")
    told = client.post(f"{path}/transitions", json=TRANSITIONS["acknowledge"]["value"]).json()
    assert (told["state"], told["steps"]) == ("acknowledged", ["assessed", "closed"])
    told = client.post(f"{path}/pauses", json=PAUSES["wait"]["value"]).json()
    assert told["paused"]
    assert not client.post(f"{path}/pauses", json={"waiting": False, "why": "It came."}).json()["paused"]
    told = client.post(f"{path}/transitions", json=TRANSITIONS["close"]["value"]).json()
    assert [(event["actor"], event["kind"]) for event in told["history"]] == [
        ("tests", kind) for kind in ("assignment", "state", "pause", "resume", "state")
    ]
    assert {clock["target"] for clock in told["clocks"]} == {"acknowledge", "first_response", "resolution"}
    assert client.get(path).json()["history"] == told["history"]
    assert client.get("/v1/cases/c1").json()["id"] == told["id"]
    assert client.get("/v1/cases", params={"state": "closed", "order": "queue"}).json()["total"] == 1


def test_a_follow_up_opens_a_case_again_and_is_counted(worker: tuple[TestClient, str]) -> None:
    client, path = worker
    client.post(f"{path}/transitions", json=TRANSITIONS["close"]["value"])
    late = client.post(f"{path}/follow-ups", json={"outcome": "planned", "planned_for": "2019-10-31"})
    assert (late.status_code, late.json()["code"]) == (422, "option_invalid")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    planned = client.post(f"{path}/follow-ups", json=FOLLOW_UPS["planned"]["value"] | {"planned_for": tomorrow})
    assert planned.status_code == 200, planned.text
    told = client.post(f"{path}/follow-ups", json=FOLLOW_UPS["dissatisfied"]["value"]).json()
    assert (told["state"], told["severity"], len(told["follow_ups"])) == ("reopened", "S2", 2)
    found = client.get("/v1/cases/outcomes").json()
    assert found["agreement"][0]["table"] == [{"given": "S3", "found": "S2", "n": 1}]


def test_steps_that_are_not_allowed_are_told(worker: tuple[TestClient, str]) -> None:
    client, path = worker
    answer = client.post(f"{path}/transitions", json={"to": "responded"})
    assert (answer.status_code, answer.json()["code"]) == (422, "option_invalid")
    assert "acknowledged, closed" in answer.json()["detail"]
    assert client.post(f"{path}/follow-ups", json={"outcome": "satisfied"}).json()["code"] == "option_invalid"
    for body in ({"to": "gone"}, {"to": "closed", "why": "a\0"}, {"to": "closed", "by": "me"}):
        assert client.post(f"{path}/transitions", json=body).json()["code"] == "request_invalid"
    answer = client.post(f"{path}/follow-ups", json={"outcome": "planned", "planned_for": 5})
    assert answer.json()["code"] == "request_invalid"
    assert client.get("/v1/cases/none").status_code == 404
    assert client.post("/v1/cases/none/assignment", json={}).status_code == 404


def test_profiles_that_cannot_be_used_are_told_to_the_operator_alone(store: Store, make_client: MakeClient) -> None:
    file(store, complaints(1, "care"))
    answer = make_client(store, Scope.READ, sla="/none/secret.toml").get("/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (500, "setting_invalid")
    assert "secret" not in answer.text
