"""The overview page without a browser: who may see it, what it says, and that the API beside it is as before."""

import html
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from api_fakes import RedactingAnalyzer
from backlog_fakes import TOPICS, Complaint, file
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.dashboard import gathering
from api.dashboard import words as page_words
from api.main import create_app
from feedback_ai.errors import StoreBusyError
from feedback_ai.services import backlog, cases, keys, measures
from feedback_ai.settings import Settings
from feedback_ai.store import Scope, Store
from feedback_ai.store.records import EvidenceFilter

HERE = ("127.0.0.1", 50000)
HOST = "http://127.0.0.1:8000"
SOCKET = "ws://127.0.0.1:8000/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(2)>`${alert(3)}`'


@contextmanager
def running(settings: Settings, store: Store, client: tuple[str, int] = HERE) -> Iterator[TestClient]:
    """The pages, asked for from an address; one application at a time, as NiceGUI has it."""
    app = create_app(settings.model_copy(update={"dashboard": True}), store, RedactingAnalyzer())
    with TestClient(app, base_url=HOST, client=client) as made:
        yield made


@pytest.fixture
def page(settings: Settings, local_store: Store) -> Iterator[TestClient]:
    with running(settings, local_store) as client:
        yield client


def words(text: str) -> list[str]:
    """Every text of a page's elements, in their order, as the browser gets them."""
    raw = re.search(r"parseElements\(String\.raw`(.*?)`\)", text, re.DOTALL)
    assert raw is not None
    elements: dict[str, dict[str, Any]] = json.loads(html.unescape(raw[1]))
    return [element["text"] for element in elements.values() if "text" in element]


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
    assert page.get("/openapi.json").json() == local.get("/openapi.json").json()
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


def test_an_empty_store_says_how_to_fill_it(settings: Settings, store: Store) -> None:
    with running(settings, store) as client:
        assert "feedback-ai ingest FILE --source NAME" in words(client.get("/").text)
        assert "请先导入文件：" in words(client.get("/?lang=zh").text)


@dataclass(frozen=True)
class Said(Complaint):
    """A complaint in words of its own."""

    words: str = ""

    @property
    def text(self) -> str:
        return self.words or super().text


def fill(store: Store) -> None:
    """Some complaints about two units, one critical and hostile."""
    file(store, [Said(f"h-{n}", unit="Harbour", days_ago=10 * n, topic=1 + n % 2) for n in range(15)])
    file(store, [Said(f"g-{n}", unit="Garden", days_ago=10 * n, facet="empathy", severity="S4") for n in range(15)])
    file(store, [Said(HOSTILE, unit=HOSTILE, days_ago=None, severity="S1", words=f"{HOSTILE} I will sue.")])
    backlog.build(store, actor="tests")


@pytest.fixture(scope="module")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('filled') / 'store.sqlite'}") as opened:
        fill(opened)
        yield opened


@pytest.fixture
def filled(settings: Settings, filled_store: Store) -> Iterator[TestClient]:
    with running(settings, filled_store) as client:
        yield client


def test_customers_words_stay_words(filled: TestClient) -> None:
    answer = filled.get("/")
    assert "<img src=x" not in answer.text
    assert "<script>alert" not in answer.text
    assert "${alert" not in answer.text
    assert any(HOSTILE in text for text in words(answer.text)), "as text, it is there"
    address = filled.get("/", params={"unit": HOSTILE, "by": HOSTILE, "lang": HOSTILE, HOSTILE: "1"})
    assert "<img src=x" not in address.text
    assert "<script>alert" not in address.text


def test_the_address_is_the_view(settings: Settings, store: Store) -> None:
    fill(store)

    def n_texts(address: str) -> str:
        found = words(client.get(address).text)
        return found[found.index(" texts in view") - 1]

    with running(settings, store) as client:
        assert n_texts("/") == "31"
        assert n_texts("/?unit=Harbour") == "15"
        assert n_texts("/?from=2026-09-01&to=2026-09-30") == "6"
        assert n_texts("/?from=2026-09-20&to=2026-09-20") == "2"
        assert n_texts("/?unit=Garden&from=2026-09-01&to=2026-09-30&by=week&lang=en") == "3"


def test_the_figures_are_those_of_the_services(filled: TestClient, filled_store: Store) -> None:
    found = words(filled.get("/?unit=Harbour").text)
    scores = measures.servqual(filled_store, EvidenceFilter(unit="Harbour")).rows
    row = scores[scores["dimension"] == "reliability"].iloc[0]
    at = found.index("Reliability")
    assert found[at + 1 : at + 3] == [f"{row.score:.2f} ({row.score_low:.2f}–{row.score_high:.2f})", "15"]
    (item, *_) = backlog.list_items(filled_store, unit="Harbour")
    assert f"#{item.id} {item.title.en}" in found
    assert item.parts["severity"].why.en in "\n".join(found)
    assert TOPICS[1]["en"] in found
    assert TOPICS[1]["zh"] in words(filled.get("/?lang=zh").text)


def test_a_period_is_compared_with_the_one_before(filled: TestClient) -> None:
    found = words(filled.get("/?from=2026-09-01&to=2026-09-30").text)
    assert "Change against 2026-08." in found
    assert "Choose a period to see the change against the one before." in words(filled.get("/").text)


def test_complaints_in_view_are_those_of_the_teams(filled: TestClient, filled_store: Store) -> None:
    found = words(filled.get("/").text)
    n = sum(count.n for count in cases.list_cases(filled_store).teams)
    assert found[found.index(" complaints") - 1] == f"{n:,}"
    at = found.index("No rule names a team", found.index("Complaints by team"))
    assert found[at + 1] == f"{n:,}"


def test_causes_are_told_as_rates_of_unhappy_texts_with_their_interval(filled: TestClient, filled_store: Store) -> None:
    (row,) = measures.causes(filled_store).rows.itertuples()
    found = words(filled.get("/").text)
    at = found.index("Equipment and systems", found.index("Of unhappy texts"))
    assert found[at + 1 : at + 3] == [
        f"{row.n}",
        f"{row.rate:.0%} ({row.rate_low:.0%}–{row.rate_high:.0%})",
    ]
    assert any(f"({row.complaining} in view)" in text for text in found)
    assert "占不满文本" in words(filled.get("/?lang=zh").text)


def test_every_figure_of_the_trend_has_its_interval(filled: TestClient, filled_store: Store) -> None:
    found = words(filled.get("/?unit=Harbour").text)
    trend = measures.servqual(filled_store, EvidenceFilter(unit="Harbour"), by="month").rows
    known = list(trend[trend["n"] > 0].itertuples())
    assert len(known) > 3
    for row in known:
        at = found.index(f"{row.score:.2f} ({row.n})")
        assert found[at + 1] == f"{row.score_low:.2f}–{row.score_high:.2f}"


def test_what_a_form_sends_empty_is_taken_out_of_the_address(filled: TestClient) -> None:
    answer = filled.get("/?unit=Harbour&from=&to=&channel=&by=week", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?unit=Harbour&by=week")
    assert filled.get("/?unit=&from=", follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=yesterday", "“yesterday” is no date for “from”. Write it as 2026-07-31."),
        ("to=2026-02-30", "“2026-02-30” is no date for “to”. Write it as 2026-07-31."),
        ("from=0001-01-01", "“0001-01-01” is no date for “from”. Write it as 2026-07-31."),
        ("to=9999-12-31", "“9999-12-31” is no date for “to”. Write it as 2026-07-31."),
        ("from=2026-07-02&to=2026-07-01", "“from” (2026-07-02) is after “to” (2026-07-01)."),
        ("by=year", "“year” is not valid for “by”. Valid: month, week."),
        ("language=fr", "“fr” is not valid for “language”. Valid: en, zh-Hans, zh-Hant, other."),
        ("lang=de", "“de” is not valid for “lang”. Valid: en, zh."),
        ("unit=a&unit=b", "“unit” is given more than once."),
        ("unit=a%00b", "“unit” has characters that no record can have."),
        (
            "colour=red",
            "“colour” is no filter. Valid: lang, from, to, unit, channel, source, touchpoint, language, by.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_told(filled: TestClient, query: str, told: str) -> None:
    answer = filled.get(f"/?{query}")
    found = words(answer.text)
    assert answer.status_code == 422
    assert told in found
    assert " texts in view" not in found, "figures of another view would mislead"


def test_a_unit_that_is_not_there_has_no_texts(filled: TestClient) -> None:
    answer = filled.get("/?unit=Nowhere")
    assert answer.status_code == 200
    assert "No text passes these filters." in words(answer.text)


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de;q=1, en;q=0.3, zh;q=0.7", "zh"),
        ("zh;q=x, en;q=0", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_the_browsers_unless_the_address_names_one(
    filled: TestClient, accepted: str, lang: str
) -> None:
    titles = {"en": "What customers say", "zh": "客户反馈总览"}
    headers = {"Accept-Language": accepted}
    answer = filled.get("/", headers=headers)
    assert titles[lang] in words(answer.text)
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en-US"}">' in answer.text
    assert titles["zh"] in words(filled.get("/?lang=zh", headers=headers).text)


def test_a_failing_store_is_told_without_its_words(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StoreBusyError("SECRET is locked.", hint="Wait.")

    monkeypatch.setattr(gathering, "overview", busy)
    answer = filled.get("/", headers={"X-Request-ID": "r-9"})
    assert answer.status_code == 503
    assert "SECRET" not in answer.text
    assert any("The store is busy." in text and "r-9" in text for text in words(answer.text))
    assert "Request r-9 failed: [store_busy] SECRET is locked." in caplog.text


def test_a_slow_store_holds_up_nothing_else(filled: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, gate = threading.Event(), threading.Event()
    real = gathering.overview

    def slow(*arguments: Any, **options: Any) -> Any:
        entered.set()
        assert gate.wait(60)
        return real(*arguments, **options)

    monkeypatch.setattr(gathering, "overview", slow)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(filled.get, "/")
        assert entered.wait(60)
        assert filled.get("/healthz").status_code == 200
        assert filled.get("/?by=year").status_code == 422, "a page that needs no figures"
        gate.set()
        assert waiting.result().status_code == 200


def test_an_unforeseen_error_quotes_nobody(
    filled: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = "SECRET words"

    def fail(*_: object, **__: object) -> None:
        raise ValueError(told)

    monkeypatch.setattr(gathering, "overview", fail)
    with caplog.at_level(logging.DEBUG):
        answer = filled.get("/")
    assert answer.status_code == 500
    assert "SECRET" not in answer.text + caplog.text
    assert "ValueError" in caplog.text


def test_the_page_leaves_no_files_and_no_query_in_the_log(filled: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "api"):
        filled.get("/?unit=Harbour")
    assert "GET / 200" in caplog.text
    assert "Harbour" not in caplog.text
    assert not Path(".nicegui").exists()


def test_every_word_is_said_in_both_languages_and_somewhere() -> None:
    folder = Path(page_words.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py") if path.name != "words.py")
    of_services = {"severity", "frequency", "reach"}
    for key, (english, chinese) in page_words._WORDS.items():
        assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", chinese)), key
        assert english != chinese
        assert re.search(rf"""["']({key}|{re.sub("[0-9]+", "{", key)})""", sources) or key in of_services, key


def test_the_page_draws_fishbone_and_journey(settings: Settings, store: Store) -> None:
    file(store, [Complaint(f"a-{n}", cause="method") for n in range(12)])
    with running(settings, store) as client:
        for lang, told in (("en", "Fishbone: the topics behind each cause"), ("zh", "服务圈：问题出在哪个触点")):
            answer = client.get("/", params={"lang": lang})
            assert told in words(answer.text)
