"""What the page says."""

import logging
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from backlog_fakes import TOPICS, Complaint, file
from dashboard_fakes import HOSTILE, fill, running, words
from fastapi.testclient import TestClient

from api.dashboard import gathering
from api.dashboard import words as page_words
from feedback_ai.errors import StoreBusyError
from feedback_ai.services import backlog, cases, measures
from feedback_ai.settings import Settings
from feedback_ai.store import Store
from feedback_ai.store.records import EvidenceFilter


def test_an_empty_store_says_how_to_fill_it(settings: Settings, store: Store) -> None:
    with running(settings, store) as client:
        assert "feedback-ai ingest FILE --source NAME" in words(client.get("/").text)
        assert "请先导入文件：" in words(client.get("/?lang=zh").text)


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
    assert any("数据库正被其他进程占用。详情见服务器日志" in text for text in words(filled.get("/?lang=zh").text))
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
    of_services = {"severity", "frequency", "reach", "impact"}
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
