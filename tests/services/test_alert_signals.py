from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alert_fakes import settings_with
from topic_fakes import MatterAnalyzer, add, texts_of

from feedback_ai.services import alerts, topics
from feedback_ai.services.alerts_check import check
from feedback_ai.settings import Settings
from feedback_ai.store import Store

END = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = '[[rule]]\nname = "New"\nsignal = "candidate"\nmin_texts = 8\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path / "home", RULES)


@pytest.fixture
def fitted(store: Store) -> Store:
    """Four known matters for twelve weeks, and their topics."""
    for week in range(12):
        words = [(f"{text} w{week}", language) for text, language in texts_of(n=5)]
        add(store, words, at=END - 7 * week * DAY, prefix=f"w{week}-")
    topics.fit(store, MatterAnalyzer())
    return store


def test_a_new_matter_is_one_alert_however_its_texts_go_on(fitted: Store, settings: Settings) -> None:
    add(fitted, texts_of(["chatbot"], 12), at=END - DAY, prefix="new")
    (id_,) = check(fitted, as_of=END, settings=settings).opened
    first = alerts.get_alert(fitted, id_)
    assert first.title.en.startswith("New matter: ")
    assert "机器人" in first.title.zh
    assert first.n_texts >= 8
    assert first.figures["terms"]["en"]
    add(fitted, texts_of(["chatbot"], 14), at=END + DAY, prefix="more")
    summary = check(fitted, as_of=END + 2 * DAY, settings=settings)
    assert (summary.opened, summary.updated) == ((), (id_,))
    assert alerts.get_alert(fitted, id_).n_texts > first.n_texts


def test_without_a_new_matter_there_is_no_alert(fitted: Store, settings: Settings) -> None:
    summary = check(fitted, as_of=END, settings=settings)
    assert (summary.opened, summary.notes) == ((), ())
