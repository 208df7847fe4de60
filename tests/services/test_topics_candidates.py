from datetime import UTC, datetime, timedelta

import pytest
from topic_fakes import MatterAnalyzer, add, texts_of

from feedback_ai.errors import OptionError, TooFewError
from feedback_ai.services import topics
from feedback_ai.services.topics_candidates import FALSE_SHARE, candidates
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository

END = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def fitted(store: Store) -> Store:
    """Four known matters all the time; then, after the fit, a fifth that no topic covers."""
    for week in range(12):
        words = [(f"{text} w{week}", language) for text, language in texts_of(n=5)]
        add(store, words, at=END - timedelta(days=7 * week), prefix=f"w{week}-")
    topics.fit(store, MatterAnalyzer())
    return store


def later(store: Store, n: int, at: datetime = END, prefix: str = "new") -> set[str]:
    """Texts of a matter that the fit did not see; storing them assigns them, as ingest does."""
    return add(store, texts_of(["chatbot"], n), at=at, prefix=prefix)


def test_what_no_topic_covers_and_is_new_is_a_candidate(fitted: Store) -> None:
    ids = later(fitted, 10)
    (found,) = candidates(fitted)
    # One in ten may be farther from the middle than a topic's cut allows.
    assert 8 <= found.observed == len(found.evidence)
    assert set(found.evidence) <= ids
    assert found.ratio is None
    assert found.ratio_low > 1
    assert found.p <= found.q <= FALSE_SHARE
    assert found.first_seen == END
    assert "chatbot" in found.labels["en"]
    assert "机器人" in found.labels["zh"]
    assert {example.language for example in found.examples} == {"en", "zh-Hans"}


def test_a_candidate_names_the_units_and_channels_in_which_it_is_concentrated(fitted: Store) -> None:
    words = [(f"{text} again", language) for text, language in texts_of(n=10)]
    add(fitted, words, at=END - timedelta(days=1), prefix="other", unit="south", channel="app")
    add(fitted, texts_of(["chatbot"], 10), at=END, prefix="new", unit="north", channel="app")
    (found,) = candidates(fitted)
    (part,) = found.units
    assert (part.name, part.observed, part.share) == ("north", found.observed, 1.0)
    assert part.usual == pytest.approx(10 / 50)
    assert part.ratio == pytest.approx(5)
    assert part.p <= part.q < 0.01
    assert found.channels == (), "all texts came by one channel"


def test_what_was_always_there_is_none(fitted: Store) -> None:
    for week in range(12):
        later(fitted, 3, at=END - timedelta(days=7 * week), prefix=f"old{week}-")
    assert candidates(fitted) == []


def test_a_replay_does_not_look_ahead(fitted: Store) -> None:
    later(fitted, 10)
    assert candidates(fitted, as_of=END - timedelta(days=1)) == []


def test_few_texts_make_none(fitted: Store) -> None:
    later(fitted, 4)
    assert candidates(fitted) == []


def test_a_deleted_record_is_no_evidence(fitted: Store) -> None:
    later(fitted, 12)
    (found,) = candidates(fitted)
    gone = found.evidence[0]
    with fitted.writing() as session:
        FeedbackRepository(session).delete(gone)
    (again,) = candidates(fitted)
    assert gone not in again.evidence


def test_the_next_fit_makes_it_a_topic(fitted: Store) -> None:
    later(fitted, 14)
    assert candidates(fitted)
    topics.fit(fitted, MatterAnalyzer())
    assert candidates(fitted) == []


def test_before_the_first_fit_there_is_nothing(store: Store) -> None:
    assert candidates(store) == []


def test_what_cannot_be_is_refused(fitted: Store) -> None:
    with pytest.raises(OptionError):
        candidates(fitted, days=0)
    with pytest.raises(TooFewError):
        candidates(fitted, as_of=END - timedelta(days=400))
