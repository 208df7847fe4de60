import logging
import threading
from pathlib import Path

import pytest
from api_fakes import GatedAnalyzer, MakeClient, RedactingAnalyzer
from fastapi.testclient import TestClient

from api.main import create_app
from feedback_ai.errors import ModelNotFoundError, StoreError
from feedback_ai.services import feedback, keys
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store

BULK = {"records": [{"text": f"Queue {number}"} for number in range(5)]}


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ModelNotFoundError("There is no bundle in /opt/models.", hint="Set FEEDBACK_AI_MODEL.")

    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", fail)


def test_store_and_model_of_the_settings_are_opened_at_the_start_and_closed_at_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[RedactingAnalyzer] = []

    def load(model: Path | None) -> RedactingAnalyzer:
        assert threading.current_thread() is not threading.main_thread()
        loaded.append(RedactingAnalyzer())
        return loaded[0]

    monkeypatch.setattr("feedback_ai.analyzer.Analyzer", load)
    app = create_app(settings)
    assert not (settings.home / "feedback.sqlite").exists()
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 200
        assert loaded[0].calls, "what loads on first use was used"
        assert (settings.home / "feedback.sqlite").exists()
    assert len(loaded) == 1
    assert not (settings.home / "feedback.sqlite-wal").exists()


def test_a_store_that_was_given_stays_open(local_store: Store, make_client: MakeClient, settings: Settings) -> None:
    with TestClient(create_app(settings, local_store, RedactingAnalyzer())):
        pass
    local_store.check()


def test_without_a_store_the_server_does_not_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    settings = Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}")
    with pytest.raises(StoreError), TestClient(create_app(settings, analyzer=RedactingAnalyzer())):
        pass
    assert "The server cannot start: [store_unavailable]" in caplog.text


@pytest.mark.usefixtures("no_model")
def test_without_a_model_what_is_stored_can_be_read_and_nothing_is_taken(
    local_store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = keys.create_key(local_store, "x", [Scope.ADMIN])
    with TestClient(create_app(settings, local_store), headers={"Authorization": f"Bearer {token}"}) as client:
        assert client.get("/v1/feedback").status_code == 200
        for path, body in (("analyze", {"text": "x"}), ("feedback", {"text": "x"}), ("feedback", BULK)):
            answer = client.post(f"/v1/{path}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (503, "model_not_found")
            assert "/opt" not in answer.text
        assert client.get("/v1/feedback").json()["items"] == []
    assert "Nothing can be analysed: [model_not_found] There is no bundle in /opt/models." in caplog.text


def test_a_job_that_was_cut_off_is_finished_by_the_next_process(
    store: Store, make_client: MakeClient, settings: Settings
) -> None:
    analyzer = GatedAnalyzer()
    _, token = keys.create_key(store, "x", [Scope.ADMIN])
    app = create_app(settings, store, analyzer)
    with TestClient(app, headers={"Authorization": f"Bearer {token}"}) as client:
        job_id = client.post("/v1/feedback", json=BULK).json()["id"]
        assert analyzer.entered.wait(60)
        # The server ends while the first batch is with the model; the gate opens when its end has begun.
        closing = app.state.runtime.worker._closing
        threading.Thread(target=lambda: closing.wait(60) and analyzer.gate.set()).start()
    assert feedback.get_job(store, job_id).analyzed == settings.batch_size

    next_client = make_client(store, Scope.ADMIN)
    next_client.app.state.runtime.worker.join()  # type: ignore[attr-defined]
    assert next_client.get(f"/v1/jobs/{job_id}").json()["status"] == "done"


def test_the_log_level_is_set_for_our_own_lines_only(local_store: Store, settings: Settings) -> None:
    before = logging.getLogger().level
    with TestClient(create_app(settings, local_store, RedactingAnalyzer())):
        pass
    assert logging.getLogger("api").level == logging.INFO
    assert logging.getLogger().level == before
