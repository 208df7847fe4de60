"""What a number of a topic stands for after mergers and splits, and the alerts and incidents that go with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alert_fakes import settings_with
from hypothesis import given
from hypothesis import strategies as st
from topic_fakes import MATTERS, MatterAnalyzer, UnhappyAnalyzer, add, texts_of

from feedback_ai.services import alerts, incidents, topics, topics_shape
from feedback_ai.services.alerts_check import check
from feedback_ai.services.topics_follow import Move, Succession, succession
from feedback_ai.store import Store
from feedback_ai.store.topic_history import HistoryRepository, Lineage
from feedback_ai.store.topics import TopicRepository

END = datetime(2026, 6, 30, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = """
[[rule]]
name = "With parts"
signal = "topic"
topic = {parcel}
max_q = 0.5

[[rule]]
name = "Alone"
signal = "topic"
topic = {parcel}
parts = false
max_q = 0.5

[[rule]]
name = "Incident"
signal = "incident"
topic = {parcel}
"""


def moves(*told: tuple[int, int, bool]) -> Succession:
    """In this order; topics that were merged away are out of use."""
    gone = {source for source, _, part in told if not part}
    every = {topic for source, target, _ in told for topic in (source, target)}
    listed = [Move(END + place * DAY, *one) for place, one in enumerate(told)]
    return Succession(listed, frozenset(every - gone))


def test_a_merged_topic_stands_for_the_one_that_stays_and_a_split_one_for_its_parts() -> None:
    found = moves((7, 8, True), (4, 7, False), (7, 9, True))
    assert found.heirs(4) == {4, 7, 9}, "8 had left 7 before"
    assert found.heirs(7) == {7, 8, 9}
    assert found.heirs(4, parts=False) == {4, 7}
    assert (found.now(4), found.now(7), found.now(9), found.now(11)) == (7, 7, 9, 11)
    assert found.stands_for(7) == {4}
    assert found.followed([4, 11], parts=False) == (4, 7, 11)


numbers = st.integers(1, 6)


@given(st.lists(st.tuples(numbers, numbers, st.booleans()).filter(lambda one: one[0] != one[1]), max_size=12))
def test_who_stands_for_a_topic_is_among_its_heirs(told: list[tuple[int, int, bool]]) -> None:
    found = moves(*told)
    for topic in range(1, 8):
        assert {topic} <= found.heirs(topic, parts=False) <= found.heirs(topic)
        assert found.now(topic) in found.heirs(topic, parts=False)
        assert found.now(found.now(topic)) == found.now(topic)
        assert all(found.now(other) == topic for other in found.stands_for(topic))


@pytest.fixture
def fitted(store: Store) -> Store:
    """Four known matters for twelve weeks, ungraded cases among them, and their topics."""
    for week in range(1, 13):
        words = [(f"{text} w{week}", language) for text, language in texts_of(n=4)]
        add(store, words, at=END - 7 * week * DAY, prefix=f"w{week}-", analyzer=UnhappyAnalyzer())
    topics.fit(store, MatterAnalyzer())
    return store


def topic_of(store: Store, word: str) -> int:
    return next(topic.id for topic in topics.list_topics(store) if word in topic.terms["en"])


def burst(store: Store, matter: str, days_ago: int, prefix: str) -> set[str]:
    return add(store, texts_of([matter], 20), END - days_ago * DAY, prefix, UnhappyAnalyzer())


def rules_on(tmp_path: Path, parcel: int):
    return settings_with(tmp_path / "home", RULES.format(parcel=parcel))


def by_rule(store: Store) -> dict[str, list[int]]:
    listed = alerts.list_alerts(store, closed=True).items
    return {name: sorted(one.id for one in listed if one.rule == name) for name in ("With parts", "Alone", "Incident")}


def test_rules_alerts_and_incidents_follow_a_merger_and_rules_a_split(fitted: Store, tmp_path: Path) -> None:
    parcel, breakfast = topic_of(fitted, "parcel"), topic_of(fitted, "breakfast")
    settings = rules_on(tmp_path, parcel)
    burst(fitted, "parcel", 2, "first")
    assert len(check(fitted, as_of=END - DAY, settings=settings).opened) == 3
    before = by_rule(fitted)
    (incident,) = incidents.list_incidents(fitted)
    assert incident.topic_id == parcel

    topics_shape.merge(fitted, parcel, breakfast, actor="ann")
    burst(fitted, "parcel", 1, "second")
    summary = check(fitted, as_of=END, settings=settings)
    assert (summary.opened, summary.incidents) == ((), ()), "the one that stays goes on with alert and incident"
    assert summary.n_joined >= 15
    assert set(summary.updated) == {id_ for ids in before.values() for id_ in ids}
    assert (
        alerts.get_alert(fitted, before["Alone"][0]).title.en
        == alerts.get_alert(fitted, before["With parts"][0]).title.en
    )

    parcels = [(one.feedback_id, None) for one in topics.get_topic(fitted, breakfast).examples if "parcel" in one.text]
    whole, part = topics_shape.split(fitted, breakfast, actor="ann", examples=parcels)
    assert "parcel" in part.terms["en"]
    summary = check(fitted, as_of=END + DAY, settings=settings)
    after = by_rule(fitted)
    assert [len(after[name]) for name in ("With parts", "Alone")] == [2, 1], "a part has an alert of its own"
    with fitted.reading() as session:
        assert succession(session).heirs(parcel) == {parcel, breakfast, part.id}
    assert whole.id == breakfast


def lineage(fit_id: int, topic_id: int, kind: str, *went_to: dict[str, float]) -> Lineage:
    return Lineage(fit_id, topic_id, kind, {"en": "", "zh": ""}, n_segments=10, came_from=[], went_to=list(went_to))


def test_a_fit_that_retires_a_topic_hands_it_on(fitted: Store) -> None:
    """All topics of another model get new numbers; what was said of the old ones goes on with them."""
    parcel, breakfast = topic_of(fitted, "parcel"), topic_of(fitted, "breakfast")
    with fitted.writing() as session:
        fit = HistoryRepository(session).fits()[0].id
        flows = [{"topic_id": breakfast, "n": 8, "share": 0.8}, {"topic_id": 2, "n": 2, "share": 0.2}]
        session.connection().exec_driver_sql(f"DELETE FROM topic_lineage WHERE topic_id = {parcel}")
        HistoryRepository(session).add([lineage(fit, parcel, "retired", *flows)])
        session.connection().exec_driver_sql(f"UPDATE topic SET retired = true WHERE id = {parcel}")
    with fitted.reading() as session:
        found = succession(session)
    assert (found.now(parcel), found.stands_for(breakfast)) == (breakfast, {parcel})


def test_a_topic_that_a_later_fit_brings_back_stands_for_itself_again(fitted: Store) -> None:
    parcel, breakfast = topic_of(fitted, "parcel"), topic_of(fitted, "breakfast")
    into = {"topic_id": breakfast, "n": 8, "share": 0.8}
    parts = [{"topic_id": breakfast, "n": 6, "share": 0.6}, {"topic_id": parcel, "n": 4, "share": 0.4}]
    with fitted.writing() as session:
        history, repository = HistoryRepository(session), TopicRepository(session)
        version = history.fits()[0].model_version
        gone, back = (repository.add_fit(version, 10, 0.5, END + day * DAY) for day in (1, 2))
        history.add([lineage(gone, parcel, "retired", into)])
    with fitted.reading() as session:
        assert succession(session).heirs(parcel) == {parcel, breakfast}
    with fitted.writing() as session:
        told = [lineage(back, parcel, "returned"), lineage(back, breakfast, "split", *parts)]
        HistoryRepository(session).add(told)
    with fitted.reading() as session:
        found = succession(session)
    assert found.heirs(parcel) == {parcel}
    assert found.stands_for(breakfast) == frozenset()
    assert (found.heirs(breakfast), found.heirs(breakfast, parts=False)) == ({breakfast, parcel}, {breakfast})


def test_hidden_topics_make_no_growth_candidate_alert_or_incident(fitted: Store, tmp_path: Path) -> None:
    parcel = topic_of(fitted, "parcel")
    settings = rules_on(tmp_path, parcel)
    burst(fitted, "parcel", 1, "first")
    assert parcel in {one.topic_id for one in topics.emerging(fitted, as_of=END)}
    topics_shape.change(fitted, parcel, actor="ann", hidden=True)
    assert parcel not in {one.topic_id for one in topics.emerging(fitted, as_of=END)}
    assert topics.candidates(fitted, as_of=END) == []
    by_topic = '[[rule]]\nname = "Cases"\nsignal = "case"\nseverity = "S2"\nby = "topic"\n'
    for rules in (settings, settings_with(tmp_path / "other", by_topic)):
        summary = check(fitted, as_of=END, settings=rules)
        assert summary.incidents == ()
        told = {alert.figures.get("value", str(parcel)) for alert in alerts.list_alerts(fitted).items}
        assert str(parcel) not in told
    assert len(MATTERS) - 1 == len(alerts.list_alerts(fitted).items), "the other topics have cases"


def test_an_incident_whose_topic_is_hidden_opens_no_alert(fitted: Store, tmp_path: Path) -> None:
    parcel = topic_of(fitted, "parcel")
    burst(fitted, "parcel", 1, "first")
    assert check(fitted, as_of=END, settings=settings_with(tmp_path / "a", RULES.format(parcel=99))).incidents
    topics_shape.change(fitted, parcel, actor="ann", hidden=True)
    assert check(fitted, as_of=END, settings=rules_on(tmp_path, parcel)).opened == ()
