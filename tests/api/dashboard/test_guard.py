"""Who may see the page, and that the API beside it is as before."""

import json
import re
import sys
from pathlib import Path

import pytest
from api_fakes import RedactingAnalyzer
from dashboard_fakes import HOST, running, words
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.main import create_app
from feedback_ai.services import keys
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store

SOCKET = "ws://127.0.0.1:8000/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


def test_who_sits_at_the_machine_sees_the_page(page: TestClient) -> None:
    answer = page.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "What customers say" in words(answer.text)
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:1"):
        assert page.get("/", headers={"Host": host}).status_code == 200


REFUSED = [
    {"Host": "feedback.example.com"},
    {"Host": "localhost.example.com"},
    {"Host": "127.0.0.1.example.com:8000"},
    {"Host": "127.0.0.1@example.com"},
    {"Host": "10.0.0.5:8000"},
    {"Host": ""},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Host": "feedback.example.com"},
    {"Forwarded": "for=1.2.3.4"},
    {"Via": "1.1 proxy"},
    {"X-Real-IP": "1.2.3.4"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9999"},
    {"Authorization": "Bearer wrong"},
    {"Authorization": "Basic abc"},
]


@pytest.mark.parametrize(
    "path", ["/", "/favicon.ico", "/_nicegui/x", "/_nicegui_ws/socket.io/?EIO=4&transport=polling"]
)
@pytest.mark.parametrize("headers", REFUSED[:14], ids=str)
def test_a_name_or_a_mark_that_is_not_of_this_machine_is_refused(
    page: TestClient, path: str, headers: dict[str, str]
) -> None:
    answer = page.get(path, headers=headers)
    assert answer.status_code == 403
    assert "127.0.0.1:8000" in answer.text
    assert "本页面仅供本机用户查看" in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.2", "::ffff:10.0.0.7", "fe80::1", "testclient"])
def test_another_machine_is_refused_whatever_it_says(settings: Settings, local_store: Store, address: str) -> None:
    with running(settings, local_store, (address, 1)) as client:
        assert client.get("/").status_code == 403
        for headers in REFUSED[14:]:
            assert client.get("/", headers=headers).status_code == 403
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
def test_every_loopback_address_is_this_machine(settings: Settings, local_store: Store, address: str) -> None:
    with running(settings, local_store, (address, 1)) as client:
        assert client.get("/").status_code == 200


def test_a_key_that_may_read_opens_the_page_from_anywhere(settings: Settings, local_store: Store) -> None:
    with running(settings, local_store, ("10.0.0.7", 1)) as client:
        for scopes, status in (([Scope.READ], 200), ([Scope.ADMIN], 200), ([Scope.INGEST, Scope.TRIAGE], 403)):
            key, token = keys.create_key(local_store, "reader", scopes)
            headers = {"Authorization": f"Bearer {token}", "Host": "feedback.example.com"}
            assert client.get("/", headers=headers).status_code == status
        keys.revoke_key(local_store, key.id)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}], ids=str)
def test_the_websocket_is_refused_too(page: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        page.websocket_connect(SOCKET, headers={"Upgrade": "websocket", **headers}),
    ):
        pass
    assert refused.value.code == 1008


def test_the_websocket_opens_here(page: TestClient) -> None:
    with page.websocket_connect(SOCKET, headers={"Upgrade": "websocket", "Origin": HOST}) as socket:
        assert socket.receive_text().startswith('0{"sid"')


def test_the_page_comes_from_this_host_alone_and_stays_out_of_caches(page: TestClient) -> None:
    answer = page.get("/")
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//[^"'\s>]+""", answer.text)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    (script,) = re.findall(r'src="(/_nicegui/[^"]+/nicegui\.js)"', answer.text)
    kept = page.get(script)
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["x-content-type-options"] == "nosniff"


def test_the_api_beside_the_page_is_as_it_was(page: TestClient, local: TestClient) -> None:
    snapshot = json.loads((Path(__file__).parents[1] / "openapi.json").read_text(encoding="utf-8"))
    assert page.get("/openapi.json").json()["paths"].keys() == snapshot["paths"].keys()
    for method, path in (
        ("GET", "/v1/nothing"),
        ("GET", "/nothing"),
        ("PUT", "/v1/feedback"),
        ("POST", "/"),
        ("GET", "/v1"),
    ):
        with_page, without = page.request(method, path), local.request(method, path)
        if path != "/":
            assert with_page.status_code == without.status_code
        assert with_page.headers["content-type"] == "application/problem+json"
    assert page.post("/").status_code == 405
    assert page.post("/").headers["allow"] == "GET"
    assert local.get("/").json()["code"] == "route_unknown"


def test_without_the_page_nicegui_is_not_loaded(tmp_path: Path) -> None:
    import subprocess

    code = (
        "import sys; from api.main import create_app; from feedback_ai.settings import Settings; "
        "create_app(Settings(dashboard=False)); sys.exit('nicegui' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=tmp_path).returncode == 0


def test_two_applications_of_a_process_cannot_both_have_pages(page: TestClient, settings: Settings) -> None:
    changed = settings.model_copy(update={"dashboard": True})
    with (
        pytest.raises(RuntimeError, match="one application a process"),
        TestClient(create_app(changed, page.app.state.runtime.store, RedactingAnalyzer())),  # type: ignore[attr-defined]
    ):
        pass
