from pathlib import Path

import pytest
from api_fakes import MakeClient
from fastapi.testclient import TestClient
from tracker_fakes import build, give_tokens, settings_for
from tracker_servers import FakeGitHub
from tracker_talk import serving

from api.routes import trackers as routes
from api.schemas.trackers import SYNCS
from feedback_ai.services.alerts_deliver import deliver
from feedback_ai.services.trackers_sync import OUT_OF_TIME
from feedback_ai.store import Scope, Store


def test_trackers_are_listed_tested_and_read_back(
    store: Store, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(FakeGitHub()) as github:
        settings = settings_for(tmp_path / "trackers", github, min_priority="100")
        client = make_client(store, Scope.MANAGE, trackers=settings.trackers)
        assert client.get("/v1/trackers").json()["items"][0]["ready"] is False
        assert client.post("/v1/trackers/github/test").json()["ok"] is False
        give_tokens(monkeypatch, github)
        assert client.post("/v1/trackers/github/test").json()["ok"] is True
        (item_id,) = build(store, settings)
        assert client.post(f"/v1/backlog/{item_id}/push", json={"to": "github"}).is_success
        deliver(store, settings=settings)
        github.finish("1")
        (read,) = client.post("/v1/trackers/sync", json={"name": "github"}).json()["items"]
        assert (read["tracker"], read["read"], read["changed"], read["conflicts"]) == ("github", 1, 1, [item_id])
        (again,) = client.post("/v1/trackers/sync", json={}).json()["items"]
        assert (again["read"], again["changed"]) == (1, 0)
        (view,) = client.get("/v1/trackers").json()["items"]
        assert (view["issues"], view["delivered"], view["ready"]) == (1, 1, True)


def test_a_request_ends_in_time_and_says_what_is_left(
    store: Store, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(FakeGitHub()) as github:
        give_tokens(monkeypatch, github)
        settings = settings_for(tmp_path / "trackers", github)
        build(store, settings, 2)
        deliver(store, settings=settings)
        client = make_client(store, Scope.MANAGE, trackers=settings.trackers)
        monkeypatch.setattr(routes, "SYNC_S", 0.0)
        (view,) = client.post("/v1/trackers/sync", json={}).json()["items"]
        assert (view["read"], view["left"], view["error"]) == (0, 2, OUT_OF_TIME)


def test_without_trackers_there_are_none(client: TestClient) -> None:
    assert client.get("/v1/trackers").json() == {"items": []}
    for path in ("/v1/trackers/jira/test", "/v1/trackers/sync"):
        answer = client.post(path, json={"name": "jira"})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", SYNCS)
def test_an_example_of_a_request_works(client: TestClient, name: str) -> None:
    assert client.post("/v1/trackers/sync", json=SYNCS[name]["value"]).json() == {"items": []}
