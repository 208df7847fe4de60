"""The overview page in a real browser, served by a real process, on both databases and in both languages."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from backlog_fakes import TOPICS, Complaint, file
from playwright.sync_api import Browser, Page, Route, WebSocket, expect, sync_playwright

from feedback_ai.schema.names import Lang, name_of
from feedback_ai.services import backlog, measures
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS, STOP_SECONDS = 120.0, 20.0
HOSTILE = '<script>window.harmed = 1</script><img src=x onerror="window.harmed = 2">'
SECTIONS = {
    "en": [
        "Service quality by dimension",
        "Trend",
        "Improvement backlog",
        "Critical texts (S1)",
        "Topics",
        "Root causes of unhappy texts",
        "Complaints by team",
        "Fishbone: the topics behind each cause",
        "Service circle: where the journey fails",
    ],
    "zh": [
        "各维度服务质量",
        "趋势",
        "改进清单",
        "重大问题文本（S1）",
        "主题",
        "不满文本的根因",
        "各团队投诉",
        "鱼骨图：各原因背后的主题",
        "服务圈：问题出在哪个触点",
    ],
}
TITLES = {"en": "What customers say", "zh": "客户反馈总览"}
LANGS: tuple[Lang, ...] = ("en", "zh")


@dataclass(frozen=True)
class Said(Complaint):
    """A complaint in words of its own."""

    words: str = ""

    @property
    def text(self) -> str:
        return self.words or super().text


@dataclass
class Watched:
    """A page, and what it did that it should not."""

    page: Page
    origin: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(f"{self.origin}{address}")
        self.page.wait_for_function("window.socket?.connected")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        if os.environ.get("FEEDBACK_AI_REQUIRE_BROWSER") == "1":
            pytest.fail(f"A browser is required here: none of {', '.join(BROWSERS)} is on PATH")
        pytest.skip(f"none of {', '.join(BROWSERS)} is on PATH; on Debian: apt install chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=[*as_root, "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture
def filled(store_url: str) -> str:
    """A store with complaints about two units, of which some are critical and one is hostile."""
    with Store.open(store_url) as store:
        file(store, [Said(f"h-{n}", unit="Harbour", days_ago=5 * n, topic=1 + n % 2) for n in range(20)])
        file(store, [Said(f"g-{n}", unit="Garden", days_ago=9 * n, facet="empathy", severity="S4") for n in range(12)])
        file(store, [Said("s-1", unit="Garden", severity="S1", days_ago=3, words="They let a stranger into my room.")])
        file(store, [Said("s-2", unit=HOSTILE, severity="S1", days_ago=4, words=f"{HOSTILE} and nobody came.")])
        backlog.build(store, actor="tests")
    return store_url


@pytest.fixture
def served(filled: str, tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of a server of the store. It needs no model to show what is stored, and starts sooner without."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"HOME": tmp_path / "home", "DATABASE_URL": filled, "MODEL": tmp_path / "no-model"}
    log = tmp_path / "log"
    process = subprocess.Popen(
        [Path(sys.executable).with_name("feedback-ai"), "serve", "--port", str(port)],
        env={**os.environ, **{f"FEEDBACK_AI_{name}": str(value) for name, value in settings.items()}},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=log.open("wb"),
    )
    origin = f"http://127.0.0.1:{port}"
    try:
        assert answers(process, origin), log.read_text()
        assert f"page: {origin}/" in log.read_text()
        yield origin, process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def answers(process: "subprocess.Popen[bytes]", origin: str) -> bool:
    waited, step = 0.0, 0.2
    while waited < START_SECONDS:
        with contextlib.suppress(urllib.error.URLError):
            urllib.request.urlopen(f"{origin}/healthz").close()
            return True
        try:
            process.wait(step)
            return False
        except subprocess.TimeoutExpired:
            waited += step
    return False


@contextlib.contextmanager
def watched(browser: Browser, origin: str, width: int = 1400, locale: str = "en-GB") -> Iterator[Watched]:
    """A new page; what it asks of another host is stopped and kept, like its errors."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=locale)
    page = context.new_page()
    seen = Watched(page, origin)
    host = urlsplit(origin).netloc

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).netloc == host:
            route.continue_()
        else:
            seen.foreign.append(route.request.url)
            route.abort()

    def connected(made: WebSocket) -> None:
        if urlsplit(made.url).netloc != host:
            seen.foreign.append(made.url)

    context.route("**/*", guard)
    page.on("websocket", connected)
    page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: seen.errors.append(dialog.message))
    yield seen
    context.close()
    assert seen.foreign == []
    assert seen.errors == []


def row(page: Page, section: str, header: str) -> list[str]:
    """The cells of a row of a section's first table."""
    found = page.locator(f"#{section} tbody tr", has=page.get_by_role("rowheader", name=header, exact=True)).first
    return found.locator("td").all_inner_texts()


def n_texts(page: Page) -> str:
    return page.locator(".tiles li strong").first.inner_text()


def check_figures(page: Page, url: str, lang: Lang, wanted: EvidenceFilter) -> None:
    """The page says what the services say."""
    with Store.open(url) as store:
        scores, causes = measures.servqual(store, wanted), measures.causes(store, wanted)
        items = backlog.list_items(store, unit=wanted.unit)
    assert n_texts(page) == str(scores.n_texts)
    for one in scores.rows.itertuples():
        told = f"{one.score:.2f} ({one.score_low:.2f}–{one.score_high:.2f})" if one.n else "–"
        assert row(page, "dimensions", name_of(one.dimension, lang))[:2] == [told, str(one.n)]
    assert [row(page, "causes", name_of(one.cause, lang))[0] for one in causes.rows.itertuples()] == [
        str(one.n) for one in causes.rows.itertuples()
    ]
    titles = page.locator("#backlog tbody th > span").all_inner_texts()
    assert titles == [f"#{item.id} {getattr(item.title, lang)}" for item in items[:10]]


def test_the_page(browser: Browser, served: tuple[str, "subprocess.Popen[bytes]"], filled: str) -> None:
    origin, process = served
    for lang in LANGS:
        with watched(browser, origin) as seen:
            seen.open(f"/?lang={lang}")
            check_page(seen.page, filled, lang)
    with watched(browser, origin, locale="zh-CN") as seen:
        seen.open("/")
        expect(seen.page.get_by_role("heading", level=1)).to_have_text(TITLES["zh"])
    with watched(browser, origin) as seen:
        check_filters(seen, filled)
    with watched(browser, origin, width=390) as seen:
        seen.open("/?from=2026-07-01&to=2026-09-30")
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
        seen.page.get_by_text("Parts of the priority").first.click()
        expect(seen.page.locator("#backlog details li").first).to_contain_text("Severity")
    with watched(browser, origin) as seen:
        seen.open("/")
        process.terminate()  # with the page open
        process.wait(STOP_SECONDS)
        seen.errors.clear()  # it lost its server


def check_page(page: Page, url: str, lang: Lang) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[lang])
    assert page.get_by_role("heading", level=2).all_inner_texts() == SECTIONS[lang]
    assert page.evaluate("document.documentElement.lang") == {"en": "en-US", "zh": "zh-CN"}[lang]
    check_figures(page, url, lang, EvidenceFilter())
    assert row(page, "topics", TOPICS[1][lang])
    expect(page.locator("#critical tbody tr")).to_have_count(2)
    expect(page.locator("#critical")).to_contain_text(f"{HOSTILE} and nobody came.")
    assert page.evaluate("window.harmed") is None
    assert page.locator("section img").evaluate_all("all => all.every(img => img.complete && img.naturalWidth > 0)")
    # For those who do not see it or have no mouse.
    assert page.locator("form select, form input:not([type=hidden])").evaluate_all(
        "all => all.every(field => field.labels.length === 1)"
    )
    assert page.locator("section img").evaluate_all("all => all.every(img => img.alt)")
    assert page.locator("thead th").evaluate_all("all => all.every(head => head.scope === 'col')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#figures"


def check_filters(seen: Watched, url: str) -> None:
    page = seen.page
    seen.open("/?unit=Harbour&from=2026-08-01&to=2026-09-30&by=week")
    expect(page.get_by_label("Unit")).to_have_value("Harbour")
    expect(page.get_by_label("From (UTC)")).to_have_value("2026-08-01")
    expect(page.get_by_label("Trend by")).to_have_value("week")
    in_period = n_texts(page)
    page.get_by_role("link", name="Reset").click()
    expect(page.locator(".tiles li strong").first).to_have_text("34")

    page.get_by_label("Unit").select_option("Harbour")
    page.get_by_label("From (UTC)").fill("2026-08-01")
    page.get_by_label("To, inclusive").fill("2026-09-30")
    page.get_by_label("Trend by").select_option("week")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile(r"unit=Harbour"))
    assert page.url == f"{seen.origin}/?from=2026-08-01&to=2026-09-30&unit=Harbour&by=week"
    expect(page.locator(".tiles li strong").first).to_have_text(in_period)
    expect(page.locator("#dimensions thead")).to_contain_text("Change")

    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLES["zh"])
    assert n_texts(page) == in_period

    seen.open("/?unit=Harbour")
    check_figures(page, url, "en", EvidenceFilter(unit="Harbour"))
    # The browser tells of the answer's status as an error of its own.
    page.goto(f"{seen.origin}/?from=soon")
    expect(page.get_by_role("alert")).to_contain_text("“soon” is no date for “from”.")
    assert all("422" in error for error in seen.errors)
    seen.errors.clear()
