import pytest
from api_fakes import MakeClient, RedactingAnalyzer
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.main import create_app
from feedback_ai.errors import ModelCorruptError, StoreError
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def anonymous(store: Store, make_client: MakeClient) -> TestClient:
    return make_client(store)


def test_an_alive_and_ready_process_says_so_without_a_key(anonymous: TestClient) -> None:
    assert anonymous.get("/healthz").json() == {"status": "ok"}
    answer = anonymous.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "model": RedactingAnalyzer.model_info.model_dump()}


def test_a_store_of_another_revision_is_not_ready_but_alive(empty_url: str, make_client: MakeClient) -> None:
    with Store.open(empty_url) as store:
        client = make_client(store)
        with store.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
        assert [(error["loc"], error["code"]) for error in answer.json()["errors"]] == [(["store"], "store_newer")]
        assert client.get("/healthz").status_code == 200


def test_a_store_that_is_gone_is_not_ready(
    anonymous: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise StoreError("No answer from db.internal.", hint="Start it.")

    monkeypatch.setattr(store, "check", fail)
    answer = anonymous.get("/readyz")
    assert [error["code"] for error in answer.json()["errors"]] == ["store_unavailable"]
    assert "db.internal" not in answer.text


def test_without_a_model_the_server_starts_and_tells_why_it_is_not_ready(
    local_store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ModelCorruptError("heads.npz differs in /opt/models.", hint="Copy the bundle again.")

    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", fail)
    with TestClient(create_app(settings, local_store)) as client:
        answer = client.get("/readyz")
        assert [(error["loc"], error["code"]) for error in answer.json()["errors"]] == [(["model"], "model_corrupt")]
        assert "/opt" not in answer.text
        assert client.get("/healthz").status_code == 200
