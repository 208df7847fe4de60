from pathlib import Path

import pytest
from api_fakes import MakeClient
from backlog_fakes import Complaint, complaints, file
from fastapi.testclient import TestClient

from api.examples_figures import CASES
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
