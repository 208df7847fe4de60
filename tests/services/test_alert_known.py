"""Candidates have no numbers: each keeps its own alert all the same, on both databases."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alert_fakes import CLOCK, fill, settings_with
from backlog_fakes import NOW, Complaint, file

from feedback_ai.services import alerts
from feedback_ai.services.alerts_check import check
from feedback_ai.services.topics_candidates import Candidate, Matter
from feedback_ai.settings import Settings
from feedback_ai.store import Store

DAY = timedelta(days=1)
RULES = 'rest_days = 0\n[[rule]]\nname = "New"\nsignal = "candidate"\nmin_texts = 3\n'
CHATBOT = ["chatbot", "loop", "robot", "menu", "again"]
LOGIN = ["chatbot", "loop", "robot", "login", "password"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_with(tmp_path / "home", RULES)


@pytest.fixture
def ids(store: Store) -> list[str]:
    """Texts of the last two weeks, three a day, the oldest first."""
    listed = [Complaint(f"t-{n:02}", days_ago=13 - n // 3, topic=None) for n in range(42)]
    named = file(store, listed)
    return [named[one.record_id] for one in listed]


def matter(ids: list[str], terms: list[str], **window: Any) -> Matter:
    figures = {"expected": 1.0, "ratio": 5.0, "ratio_low": 2.0, "ratio_high": 9.0, "p": 0.001, "dispersion": 1.0}
    own = Candidate(
        labels={"en": " · ".join(terms[:3]), "zh": "新"},
        terms={"en": terms, "zh": ["客服"]},
        window_from=NOW - 28 * DAY,
        window_to=NOW,
        n_segments=len(ids),
        observed=len(ids),
        q=0.01,
        first_seen=NOW - 13 * DAY,
        examples=(),
        evidence=tuple(ids[-50:]),
        **figures,
    )
    return Matter(own, frozenset(ids), window.get("since", NOW - 112 * DAY))


@pytest.fixture
def look(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A check that finds these candidates, so many days before the last one."""

    def run(days_ago: int, *found: Matter) -> Any:
        monkeypatch.setattr("feedback_ai.services.alert_signals.find_matters", lambda *_, **__: list(found))
        return check(store, as_of=NOW + DAY - days_ago * DAY, settings=settings, now=CLOCK)

    return run


def n_texts(store: Store) -> dict[int, int]:
    return {one.id: one.n_texts for one in alerts.list_alerts(store, closed=True).items}


def test_two_matters_that_speak_alike_get_two_alerts_and_keep_them(store: Store, ids: list[str], look: Any) -> None:
    (first,) = look(4, matter(ids[:9], CHATBOT)).opened
    summary = look(3, matter(ids[9:18], LOGIN), matter(ids[:12:1], CHATBOT))
    (second,) = summary.opened
    assert (summary.updated, second != first) == ((first,), True)
    summary = look(2, matter(ids[9:21], LOGIN), matter(ids[:9], CHATBOT))
    assert (summary.opened, summary.reopened) == ((), ())
    assert n_texts(store) == {first: 12, second: 12}


def test_matters_of_the_same_texts_are_told_apart(store: Store, ids: list[str], look: Any) -> None:
    """Whoever complains of the one complains of the other too: by their ids alone they would be one."""
    words = ["parking", "garage", "full", "car", "ticket"]
    opened = look(4, matter(ids[:9], CHATBOT), matter(ids[:9], words)).opened
    assert len(opened) == 2
    summary = look(3, matter(ids[:12], words), matter(ids[:12], CHATBOT))
    assert (summary.opened, set(summary.updated)) == ((), set(opened))
    titles = {one.id: one.title.en for one in alerts.list_alerts(store).items}
    assert ["chatbot" in titles[id_] for id_ in opened] == [True, False]


def test_a_sure_pair_is_not_broken_up_for_two_weaker_ones(store: Store, ids: list[str], look: Any) -> None:
    """The first matter took in half of the second one's texts; another candidate has half of the first one's."""
    words = ["parking", "garage", "full", "car", "ticket"]
    first, second = look(4, matter(ids[:12], CHATBOT), matter(ids[12:24], words)).opened
    grown = matter([*ids[:12], *ids[18:24]], [*CHATBOT[:3], "voice", "app"])
    other = matter([*ids[6:12], *ids[30:36]], CHATBOT)
    summary = look(0, grown, other)
    assert (summary.updated, len(summary.opened)) == ((first,), 1)
    assert n_texts(store)[second] == 12


def test_a_matter_alone_does_not_take_the_alert_of_one_that_speaks_alike(
    store: Store, ids: list[str], look: Any
) -> None:
    (first,) = look(4, matter(ids[:9], CHATBOT)).opened
    (second,) = look(3, matter(ids[9:18], LOGIN)).opened
    assert n_texts(store) == {first: 9, second: 9}


def test_a_matter_that_is_found_again_with_more_texts_opens_its_alert_again(
    store: Store, ids: list[str], look: Any
) -> None:
    (first,) = look(8, matter(ids[:9], CHATBOT)).opened
    (other,) = look(8, matter(ids[:9], CHATBOT), matter(ids[9:15], LOGIN)).opened
    alerts.close(store, first, actor="ann", at=NOW - 8 * DAY)
    assert look(7, matter(ids[:12], CHATBOT)).reopened == ()
    summary = look(1, matter(ids[9:18], LOGIN), matter([*ids[:9], *ids[30:39]], CHATBOT))
    assert (summary.opened, summary.reopened, summary.updated) == ((), (first,), (other,))
    assert alerts.get_alert(store, first).openings == 2


@pytest.mark.parametrize("left", [2, 5], ids=["hardly any", "a quarter"])
def test_a_matter_that_comes_back_when_most_of_its_texts_are_too_old_opens_its_alert_again(
    store: Store, ids: list[str], look: Any, left: int
) -> None:
    """After 100 to 112 days: the last texts of before are still among those that are looked at."""
    since = NOW - {2: 7, 5: 8}[left] * DAY
    (first,) = look(6, matter(ids[:20], CHATBOT)).opened
    alerts.close(store, first, actor="ann", at=NOW - 6 * DAY)
    back = matter([*ids[20 - left : 20], *ids[30:39]], CHATBOT, since=since)
    other = matter(ids[21:29], LOGIN, since=since)
    summary = look(0, back, other)
    assert (len(summary.opened), summary.reopened) == (1, (first,))


def test_after_months_a_matter_is_known_by_its_terms(store: Store, ids: list[str], look: Any) -> None:
    (first,) = look(4, matter(ids[:9], CHATBOT)).opened
    fill(store, [Complaint(f"late-{n}", days_ago=1, topic=None) for n in range(5)])
    summary = look(0, matter(ids[30:39], [*CHATBOT[:3], "voice", "app"], since=NOW - 3 * DAY))
    assert (summary.opened, summary.updated) == ((), (first,))
    assert look(0, matter(ids[15:24], ["lift", "door", "stuck"], since=NOW - 3 * DAY)).opened != ()
