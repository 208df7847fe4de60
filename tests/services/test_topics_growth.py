from datetime import UTC, datetime, timedelta

import pytest
from backlog_fakes import NOW, Complaint, file
from sqlalchemy import update

from feedback_ai.errors import TooFewError
from feedback_ai.services.topics_candidates import candidates
from feedback_ai.services.topics_growth import emerging
from feedback_ai.services.topics_window import end_of_day, parse_as_of
from feedback_ai.store import Store
from feedback_ai.store.tables import AnalysisRow, TopicFitRow, TopicRow

FIRST = NOW - timedelta(days=60)


@pytest.fixture
def grown(store: Store) -> Store:
    """Seven texts a week before, and twenty in the last four weeks; the first is of 2026-08-01."""
    file(store, [Complaint(f"a-{n}", days_ago=60 - 3 * n, topic=2) for n in range(9)])
    file(store, [Complaint(f"b-{n}", days_ago=n) for n in range(20)])
    return store


def test_the_window_has_whole_days_up_to_the_newest_text(grown: Store) -> None:
    (growth, *_) = emerging(grown)
    assert growth.window_to == end_of_day(NOW) == datetime(2026, 10, 1, tzinfo=UTC)
    assert growth.window_from == datetime(2026, 9, 3, tzinfo=UTC)


def test_a_moment_is_taken_as_it_is(grown: Store) -> None:
    (growth, *_) = emerging(grown, as_of=NOW + timedelta(hours=6))
    assert growth.window_to == NOW + timedelta(hours=6)


def test_the_end_of_a_day_is_of_its_day_in_utc() -> None:
    assert end_of_day(parse_as_of("2026-07-31T23:30:00-03:00")) == datetime(2026, 8, 2, tzinfo=UTC)


def test_a_day_before_the_first_text_is_told_with_the_first_one(grown: Store) -> None:
    with pytest.raises(TooFewError, match=r"No text was written up to 2026-03-01\.") as caught:
        emerging(grown, as_of=parse_as_of("2026-03-01"))
    assert f"the first text is of {FIRST:%Y-%m-%d}" in str(caught.value)
    with pytest.raises(TooFewError, match=r"up to 2026-03-01 18:00 UTC\."):
        emerging(grown, as_of=parse_as_of("2026-03-01T18:00"))


def test_days_that_are_told_are_those_that_count(grown: Store) -> None:
    with pytest.raises(TooFewError, match="before the 28 days to 2026-09-01"):
        emerging(grown, as_of=parse_as_of("2026-09-01"))
    with pytest.raises(TooFewError, match="in the 28 days to 2027-09-01") as caught:
        emerging(grown, as_of=parse_as_of("2027-09-01"))
    assert f"texts are from {FIRST:%Y-%m-%d} to {NOW:%Y-%m-%d}" in str(caught.value)


def test_texts_without_any_time_are_told_as_such(store: Store) -> None:
    file(store, [Complaint("a", days_ago=None)])
    for as_of in (None, NOW):
        with pytest.raises(TooFewError, match=r"No text has a time\."):
            emerging(store, as_of=as_of)


def test_a_burst_raises_an_alarm_of_a_known_rate(store: Store) -> None:
    file(store, [Complaint(f"a-{n}", days_ago=n % 120, topic=2) for n in range(600)])
    file(store, [Complaint(f"b-{n}", days_ago=n % 120) for n in range(120)])
    file(store, [Complaint(f"c-{n}", days_ago=5) for n in range(25)])
    (growth,) = [one for one in emerging(store) if one.raised]
    assert growth.topic_id != 2
    assert growth.raised == end_of_day(NOW - timedelta(days=5))
    assert growth.rising_since is not None
    assert growth.rising_since < growth.raised
    assert growth.false_alarms_a_week == 0.25
    assert growth.dispersion >= 1


def steady(store: Store, n: int, first: int = 119, last: int = 0, **fields: object) -> dict[str, str]:
    """Two texts a day of topic 1, four of topic 2."""
    wanted = [
        Complaint(f"{fields}-{day}-{number}", topic=2 if number % 3 else 1, days_ago=day, **fields)  # type: ignore[arg-type]
        for day in range(first, last - 1, -1)
        for number in range(n)
    ]
    return file(store, wanted)


def read_by(store: Store, ids: dict[str, str], version: str) -> None:
    """As if a later model had read these."""
    with store.writing() as session:
        session.execute(
            update(AnalysisRow).where(AnalysisRow.feedback_id.in_(list(ids.values()))).values(model_version=version)
        )


@pytest.mark.parametrize("refitted", [False, True])
def test_a_new_version_of_the_model_alone_raises_nothing(store: Store, refitted: bool) -> None:
    steady(store, 6, last=10)
    # The new model gives all its texts to topic 1; the old one gave it a third.
    ids = file(store, [Complaint(f"new-{n}", days_ago=n % 10) for n in range(60)])
    assert [one.topic_id for one in emerging(store) if one.raised] == [1]
    read_by(store, ids, "2")
    if refitted:
        with store.writing() as session:
            session.execute(update(TopicFitRow).values(model_version="2"))
            session.execute(update(TopicRow).values(model_version="2"))
    assert [one for one in emerging(store) if one.raised or one.q < 0.5] == []
    assert candidates(store) == []


def test_after_a_new_version_a_fit_has_no_past(store: Store) -> None:
    read_by(store, steady(store, 3, first=9), "2")
    read_by(store, steady(store, 3, first=60, last=10), "1")
    with pytest.raises(TooFewError, match="both in the window") as caught:
        emerging(store, days=7)
    assert "new version of the model" in caught.value.hint


def test_topics_are_tested_in_each_unit(store: Store) -> None:
    steady(store, 6, unit="north")
    steady(store, 6, unit="south")
    file(store, [Complaint(f"burst-{n}", days_ago=n % 5, unit="south") for n in range(60)])
    file(store, [Complaint(f"none-{n}", days_ago=n % 5, unit=None) for n in range(60)])
    grown = emerging(store, by="unit")
    assert [(one.topic_id, one.unit) for one in grown if one.raised] == [(1, "south")]
    assert all(one.channel is None for one in grown)
    (south,) = [one for one in grown if one.unit == "south" and one.topic_id == 1]
    assert south.q < 0.01
    assert south.observed == 28 * 2 + 60
    assert emerging(store, by="channel") == []
