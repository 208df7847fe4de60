import pytest
from api_fakes import MakeClient
from fastapi.testclient import TestClient

from feedback_ai.services import keys
from feedback_ai.store import Scope, Store

ROUTES = [
    ("POST", "/v1/analyze", {Scope.READ}),
    ("POST", "/v1/feedback", {Scope.INGEST}),
    ("GET", "/v1/feedback", {Scope.READ}),
    ("GET", "/v1/feedback/{feedback_id}", {Scope.READ}),
    ("DELETE", "/v1/feedback/{feedback_id}", {Scope.MANAGE}),
    ("GET", "/v1/jobs/{job_id}", {Scope.READ, Scope.INGEST}),
    ("GET", "/v1/measures/servqual", {Scope.READ}),
    ("GET", "/v1/measures/causes", {Scope.READ}),
    ("POST", "/v1/feedback/{feedback_id}/corrections", {Scope.TRIAGE}),
    ("GET", "/v1/corrections/export", {Scope.READ}),
    ("GET", "/v1/measures/grades", {Scope.READ}),
    ("GET", "/v1/escalations", {Scope.READ, Scope.MANAGE}),
    ("POST", "/v1/escalations/{escalation_id}/acknowledge", {Scope.MANAGE}),
    ("GET", "/v1/measures/indicators", {Scope.READ}),
    ("GET", "/v1/measures/drivers", {Scope.READ}),
    ("GET", "/v1/measures/gap", {Scope.READ}),
    ("POST", "/v1/series", {Scope.INGEST}),
    ("GET", "/v1/series", {Scope.READ, Scope.MANAGE}),
    ("POST", "/v1/series/withdraw", {Scope.MANAGE}),
    ("POST", "/v1/surveys", {Scope.INGEST}),
    ("POST", "/v1/promises/find", {Scope.MANAGE}),
    ("POST", "/v1/audits", {Scope.MANAGE}),
    ("GET", "/v1/audits", {Scope.READ, Scope.TRIAGE, Scope.MANAGE}),
    ("GET", "/v1/audits/{audit_id}", {Scope.READ, Scope.TRIAGE, Scope.MANAGE}),
    ("PUT", "/v1/audits/{audit_id}/labels", {Scope.TRIAGE, Scope.MANAGE}),
    ("GET", "/v1/measures/causes/drill", {Scope.READ}),
    ("GET", "/v1/measures/causes/spread", {Scope.READ}),
    ("GET", "/v1/measures/fishbone", {Scope.READ}),
    ("GET", "/v1/measures/elements", {Scope.READ}),
    ("GET", "/v1/measures/training", {Scope.READ}),
    ("GET", "/v1/measures/journey", {Scope.READ}),
    ("GET", "/v1/cases", {Scope.READ, Scope.TRIAGE}),
    ("GET", "/v1/cases/outcomes", {Scope.READ, Scope.TRIAGE}),
    ("GET", "/v1/cases/{case_id}", {Scope.READ, Scope.TRIAGE}),
    ("POST", "/v1/cases/{case_id}/transitions", {Scope.TRIAGE}),
    ("POST", "/v1/cases/{case_id}/assignment", {Scope.TRIAGE}),
    ("POST", "/v1/cases/{case_id}/pauses", {Scope.TRIAGE}),
    ("POST", "/v1/cases/{case_id}/follow-ups", {Scope.TRIAGE}),
    ("GET", "/v1/alerts", {Scope.READ, Scope.TRIAGE}),
    ("POST", "/v1/alerts/check", {Scope.TRIAGE}),
    ("POST", "/v1/alerts/deliver", set()),
    ("GET", "/v1/alerts/{alert_id}", {Scope.READ, Scope.TRIAGE}),
    ("POST", "/v1/alerts/{alert_id}/acknowledge", {Scope.TRIAGE}),
    ("POST", "/v1/alerts/{alert_id}/close", {Scope.TRIAGE}),
    ("GET", "/v1/incidents", {Scope.READ, Scope.TRIAGE}),
    ("GET", "/v1/incidents/{incident_id}", {Scope.READ, Scope.TRIAGE}),
    ("POST", "/v1/incidents/{incident_id}/confirm", {Scope.TRIAGE}),
    ("POST", "/v1/incidents/{incident_id}/dismiss", {Scope.TRIAGE}),
    ("POST", "/v1/incidents/{incident_id}/close", {Scope.TRIAGE}),
    ("POST", "/v1/webhooks", set()),
    ("GET", "/v1/webhooks", set()),
    ("DELETE", "/v1/webhooks/{webhook_id}", set()),
    ("POST", "/v1/webhooks/{webhook_id}/test", set()),
    ("GET", "/v1/topics", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/topics/emerging", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/topics/candidates", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/topics/{topic_id}", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/topics/fits", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/topics/fits/compare", {Scope.READ, Scope.MANAGE}),
    ("PATCH", "/v1/topics/{topic_id}", {Scope.MANAGE}),
    ("POST", "/v1/topics/{topic_id}/merge", {Scope.MANAGE}),
    ("POST", "/v1/topics/{topic_id}/split", {Scope.MANAGE}),
    ("GET", "/v1/topics/{topic_id}/series", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/backlog", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/backlog/export", {Scope.READ, Scope.MANAGE}),
    ("GET", "/v1/backlog/{item_id}", {Scope.READ, Scope.MANAGE}),
    ("POST", "/v1/backlog/build", {Scope.MANAGE}),
    ("PATCH", "/v1/backlog/{item_id}", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/push", {Scope.MANAGE}),
    ("POST", "/v1/backlog/watch", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/plan", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/verify", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/countermeasures", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/countermeasures/{number}/done", {Scope.MANAGE}),
    ("POST", "/v1/backlog/{item_id}/estimate", {Scope.MANAGE}),
    ("GET", "/v1/trackers", {Scope.MANAGE}),
    ("POST", "/v1/trackers/sync", {Scope.MANAGE}),
    ("POST", "/v1/trackers/{name}/test", {Scope.MANAGE}),
    ("GET", "/v1/reports/{period}", {Scope.READ}),
]
WITH_BODY = {"POST", "PATCH", "PUT"}
BODY = {"text": "The queue was long."}


def call(client: TestClient, method: str, path: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return client.request(method, path, json=BODY if method in WITH_BODY else None, headers=headers).status_code


def test_every_route_under_v1_is_listed_here(local: TestClient) -> None:
    paths = local.get("/openapi.json").json()["paths"]
    found = {(method.upper(), path) for path in paths if path.startswith("/v1") for method in paths[path]}
    assert found == {(method, path) for method, path, _ in ROUTES}


@pytest.mark.parametrize(("method", "path", "scopes"), ROUTES)
def test_a_route_opens_to_its_scope_and_admin_alone(
    local: TestClient, local_store: Store, method: str, path: str, scopes: set[Scope]
) -> None:
    for scope in Scope:
        _, token = keys.create_key(local_store, scope, [scope])
        opened = call(local, method, path, token) != 403
        assert opened == (scope in scopes or scope is Scope.ADMIN), scope


def test_a_missing_scope_is_named(local_store: Store, make_client: MakeClient) -> None:
    answer = make_client(local_store, Scope.READ).post("/v1/feedback", json=BODY)
    assert answer.status_code == 403
    assert answer.json()["code"] == "scope_missing"
    assert "ingest" in answer.json()["detail"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer fai_wrong", "fai_x"])
@pytest.mark.parametrize(("method", "path", "scopes"), ROUTES)
def test_without_a_valid_key_nothing_is_answered(
    local: TestClient, header: str, method: str, path: str, scopes: set[Scope]
) -> None:
    answer = local.request(method, path, json=BODY if method in WITH_BODY else None, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "key_invalid"


def test_without_the_header_nothing_is_answered(local_store: Store, make_client: MakeClient) -> None:
    assert make_client(local_store).get("/v1/feedback").status_code == 401


def test_a_revoked_key_is_refused_at_once(local_store: Store, make_client: MakeClient) -> None:
    client = make_client(local_store, Scope.READ)
    assert client.get("/v1/feedback").status_code == 200
    key = keys.list_keys(local_store)[-1]
    keys.revoke_key(local_store, key.id)
    assert client.get("/v1/feedback").status_code == 401


def test_the_scheme_may_be_written_in_lower_case(local_store: Store, make_client: MakeClient) -> None:
    client = make_client(local_store, Scope.READ)
    client.headers["Authorization"] = client.headers["Authorization"].replace("Bearer", "bearer")
    assert client.get("/v1/feedback").status_code == 200
