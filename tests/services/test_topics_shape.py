"""What people did to topics, and that no fit undoes it; on both databases."""

from collections import Counter

import numpy as np
import pytest
from sqlalchemy import select
from topic_fakes import KNOWN, MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.services import backlog, feedback, topics, topics_shape
from feedback_ai.services.topics_history import list_themes
from feedback_ai.store import Store, feedback_id
from feedback_ai.store.tables import TopicAssignmentRow
from feedback_ai.store.topics import TopicRepository
from feedback_ai.store.vectors import VectorRepository
from feedback_ai.topics import Prototypes, assign


@pytest.fixture
def analyzer() -> MatterAnalyzer:
    return MatterAnalyzer()


@pytest.fixture
def fitted(store: Store, analyzer: MatterAnalyzer) -> Store:
    add(store, texts_of())
    topics.fit(store, analyzer)
    return store


def topic_of(store: Store, word: str, **options: bool) -> int:
    (found,) = [topic.id for topic in topics.list_topics(store, **options) if word in topic.terms["en"]]
    return found


def kinds(store: Store, topic_id: int) -> list[str]:
    return [act.kind for act in topics.get_topic(store, topic_id).acts]


def stored(store: Store) -> dict[tuple[str, int], tuple[int | None, float]]:
    with store.reading() as session:
        rows = session.scalars(select(TopicAssignmentRow))
        return {(row.feedback_id, row.segment_index): (row.topic_id, row.similarity) for row in rows}


def served(store: Store) -> dict[tuple[str, int], tuple[int | None, float]]:
    """What each segment would get if it came now, alone."""
    with store.reading() as session:
        repository = TopicRepository(session)
        fit = repository.last_fit()
        ids, vectors = repository.prototypes(fit.model_version)
        segments = VectorRepository(session).load(fit.model_version)
    prototypes = Prototypes(np.array(ids), vectors, fit.cut)
    found = {}
    for row, key in enumerate(segments.keys):
        own = assign(segments.vectors[row : row + 1], prototypes)
        found[key] = own.topic_of(0), float(own.similarity[0])
    return found


def test_a_name_wins_everywhere_and_can_be_taken_back(fitted):
    backlog.build(fitted, actor="me")
    item = backlog.list_items(fitted)[0]
    id_ = item.topic_id
    computed = topics.get_topic(fitted, id_).labels
    view = topics_shape.change(fitted, id_, actor="ann", names={"en": "  Late   parcels "})
    assert view.labels == {"en": "Late parcels", "zh": computed["zh"]}
    assert view.names == {"en": "Late parcels"}
    listed = {topic.id: topic.labels for topic in topics.list_topics(fitted)}
    assert listed[id_] == view.labels
    assert "Late parcels" in backlog.get_item(fitted, item.id).title.en
    (act,) = topics.get_topic(fitted, id_).acts
    assert (act.actor, act.kind, act.detail) == ("ann", "rename", {"from": {}, "to": {"en": "Late parcels"}})
    assert topics_shape.change(fitted, id_, actor="bo", names={"en": None}).labels == computed


def test_what_changes_nothing_is_no_act(fitted):
    id_ = topic_of(fitted, "parcel")
    for _ in range(2):
        topics_shape.change(fitted, id_, actor="ann", pinned=True, hidden=False, names={"zh": None})
    assert kinds(fitted, id_) == ["pin"]


def test_a_hidden_topic_takes_its_segments_but_is_told_nowhere(fitted):
    backlog.build(fitted, actor="me")
    id_ = backlog.list_items(fitted)[0].topic_id
    n = topics.get_topic(fitted, id_).n_segments
    topics_shape.change(fitted, id_, actor="ann", hidden=True)
    assert topics.get_topic(fitted, id_).n_segments == n
    assert id_ not in {topic.id for topic in topics.list_topics(fitted)}
    assert id_ in {topic.id for topic in topics.list_topics(fitted, hidden=True)}
    assert id_ not in {own for theme in list_themes(fitted) for own in theme.topics}
    backlog.build(fitted, actor="me")
    assert all(not item.seen for item in backlog.list_items(fitted) if item.topic_id == id_)
    add(fitted, [(f"{text}!", language) for text, language in texts_of()], prefix="late")
    assert topics.get_topic(fitted, id_).n_segments > n
    topics_shape.change(fitted, id_, actor="ann", hidden=False)
    assert id_ in {topic.id for topic in topics.list_topics(fitted)}
    assert kinds(fitted, id_) == ["hide", "unhide"]


def test_a_merged_topic_leads_to_the_one_that_it_went_into(fitted):
    gone, stays, last = (topic_of(fitted, word) for word in ("parcel", "parking", "password"))
    before = {id_: topics.get_topic(fitted, id_) for id_ in (gone, stays)}
    view = topics_shape.merge(fitted, gone, stays, actor="ann")
    assert view.labels == before[stays].labels
    assert view.n_segments >= sum(topic.n_segments for topic in before.values())
    shown = topics.get_topic(fitted, gone)
    assert (shown.merged_into, shown.retired, shown.n_segments) == (stays, True, 0)
    assert (shown.acts[0].detail["into"], topics.get_topic(fitted, stays).acts[0].detail["from"]) == (stays, gone)
    topics_shape.merge(fitted, stays, last, actor="ann")
    assert topics.get_topic(fitted, gone).merged_into == last


def test_a_topic_is_split_where_it_lies_apart(fitted):
    gone, stays = topic_of(fitted, "parcel"), topic_of(fitted, "parking")
    topics_shape.merge(fitted, gone, stays, actor="ann")
    topic, new = topics_shape.split(fitted, stays, actor="ann")
    assert topic.id == stays
    assert new.id > max(topic_of(fitted, word) for word in ("breakfast", "password"))
    words = [topics.get_topic(fitted, half.id).terms["en"] for half in (topic, new)]
    assert sorted(("parcel" in own, "parking" in own) for own in words) == [(False, True), (True, False)]
    assert abs(topic.n_segments - new.n_segments) <= 4
    assert new.theme_id == topic.theme_id
    assert kinds(fitted, new.id) == ["split"]
    assert topics.get_topic(fitted, new.id).examples


def test_a_topic_is_split_by_examples(fitted):
    gone, stays = topic_of(fitted, "parcel"), topic_of(fitted, "parking")
    topics_shape.merge(fitted, gone, stays, actor="ann")
    parcel = {feedback_id("test", f"r{number}") for number in range(14)}
    examples = [(id_, 0 if number % 2 else None) for number, id_ in enumerate(sorted(parcel)[:3])]
    known = {id_ for (id_, _), (topic, _) in stored(fitted).items() if topic == stays}
    if not {id_ for id_, _ in examples} <= known:
        examples = [(sorted(parcel & known)[0], 0)]
    _, new = topics_shape.split(fitted, stays, actor="ann", examples=examples)
    assert {id_ for (id_, _), (topic, _) in stored(fitted).items() if topic == new.id} <= parcel


def test_splitting_is_the_same_each_time(fresh_url, analyzer):
    seen = []
    for _ in range(2):
        with Store.open(fresh_url()) as store:
            add(store, texts_of())
            topics.fit(store, analyzer)
            topics_shape.split(store, topic_of(store, "parcel"), actor="ann")
            seen.append(stored(store))
    assert seen[0] == seen[1]


def test_fit_and_serve_agree_after_every_act(fitted, analyzer):
    parcel, parking, breakfast = (topic_of(fitted, word) for word in ("parcel", "parking", "breakfast"))
    topics_shape.merge(fitted, parcel, parking, actor="ann")
    assert stored(fitted) == served(fitted)
    topics_shape.split(fitted, breakfast, actor="ann")
    assert stored(fitted) == served(fitted)
    topics.fit(fitted, analyzer)
    assert stored(fitted) == served(fitted)


def test_no_fit_undoes_what_people_did(fitted, analyzer):
    """Renamed, hidden, pinned, merged and split topics go through fits with much new feedback, and with less."""
    parcel, parking, breakfast, password = (
        topic_of(fitted, word) for word in ("parcel", "parking", "breakfast", "password")
    )
    topics_shape.merge(fitted, parcel, parking, actor="ann")
    _, new = topics_shape.split(fitted, breakfast, actor="ann")
    topics_shape.change(fitted, password, actor="ann", pinned=True, hidden=True, names={"en": "Codes", "zh": "验证码"})
    topics_shape.change(fitted, breakfast, actor="ann", names={"en": "Cold breakfast"})
    people = [parking, breakfast, new.id, password]
    with fitted.reading() as session:
        before = _prototypes(session, people)
    add(fitted, [(f"{text}!", language) for text, language in texts_of(KNOWN)], prefix="more")
    summary = topics.fit(fitted, analyzer)
    assert set(people) <= set(summary.kept) <= set(summary.continued)
    assert (summary.retired, len(summary.new)) == ((), 1)
    for number in range(28, 42):  # all about passwords but what came later
        feedback.delete(fitted, feedback_id("test", f"r{number}"))
    topics.fit(fitted, analyzer)
    with fitted.reading() as session:
        assert _prototypes(session, people) == before
    listed = {topic.id: topic for topic in topics.list_topics(fitted, hidden=True)}
    assert set(listed) == {*people, *summary.new}
    assert listed[password].labels == {"en": "Codes", "zh": "验证码"}
    assert listed[breakfast].labels["en"] == "Cold breakfast"
    assert (listed[password].pinned, listed[password].hidden) == (True, True)
    assert topics.get_topic(fitted, parcel).merged_into == parking
    given = Counter(topic for topic, _ in stored(fitted).values())
    assert all(given[id_] for id_ in people)
    assert given[parcel] == 0


def _prototypes(session, ids):
    owners, vectors = TopicRepository(session).prototypes("1")
    return [(owner, vector.tobytes()) for owner, vector in zip(owners, vectors, strict=True) if owner in ids]


def test_a_named_topic_goes_with_its_segments_and_is_never_lost(fitted, analyzer):
    id_ = topic_of(fitted, "parcel")
    topics_shape.change(fitted, id_, actor="ann", names={"en": "Parcels"})
    for number in range(14):
        feedback.delete(fitted, feedback_id("test", f"r{number}"))
    summary = topics.fit(fitted, analyzer)
    assert (summary.retired, summary.kept) == ((), (id_,))
    shown = topics.get_topic(fitted, id_)
    assert (shown.n_segments, shown.labels["en"]) == (0, "Parcels")
    assert shown.terms["en"]
    add(fitted, texts_of(["parcel"]), prefix="again")
    assert topics.get_topic(fitted, id_).n_segments > 0
    assert topics.fit(fitted, analyzer).new == ()


def test_an_unpinned_topic_may_be_retired(fitted, analyzer):
    id_ = topic_of(fitted, "parcel")
    topics_shape.change(fitted, id_, actor="ann", pinned=True)
    for number in range(14):
        feedback.delete(fitted, feedback_id("test", f"r{number}"))
    assert topics.fit(fitted, analyzer).kept == (id_,)
    topics_shape.change(fitted, id_, actor="ann", pinned=False)
    assert topics.fit(fitted, analyzer).retired == (id_,)


def test_what_cannot_be_done_is_told(fitted, analyzer):
    gone, stays = topic_of(fitted, "parcel"), topic_of(fitted, "parking")
    with pytest.raises(OptionError, match="itself"):
        topics_shape.merge(fitted, stays, stays, actor="ann")
    with pytest.raises(NotFoundError) as unknown:
        topics_shape.merge(fitted, stays, 99, actor="ann")
    assert str(gone) in unknown.value.options
    with pytest.raises(OptionError, match="does not belong"):
        topics_shape.split(fitted, stays, actor="ann", examples=[(feedback_id("test", "r0"), 0)])
    topics_shape.merge(fitted, gone, stays, actor="ann")
    for act in (
        lambda: topics_shape.merge(fitted, stays, gone, actor="ann"),
        lambda: topics_shape.split(fitted, gone, actor="ann"),
        lambda: topics_shape.change(fitted, gone, actor="ann", pinned=True),
    ):
        with pytest.raises(OptionError, match=f"merged into {stays}") as merged:
            act()
        assert str(gone) not in merged.value.options
    with pytest.raises(NotFoundError):
        topics_shape.change(fitted, 10**12, actor="ann", hidden=True)
    assert len(topics.list_topics(fitted)) == len(MATTERS) - 1


@pytest.mark.parametrize("names", [{}, {"en": ""}, {"en": "   "}, {"zh": "长" * 121}, {"fr": "Colis"}])
def test_a_senseless_name_is_refused(fitted, names):
    with pytest.raises(OptionError):
        topics_shape.change(fitted, topic_of(fitted, "parcel"), actor="ann", names=names)


def test_a_topic_of_few_segments_is_not_split(fitted):
    id_ = topic_of(fitted, "parcel")
    for number in range(8):
        feedback.delete(fitted, feedback_id("test", f"r{number}"))
    with pytest.raises(TooFewError, match="segments"):
        topics_shape.split(fitted, id_, actor="ann")


def test_segments_that_are_all_the_same_are_not_split(store, analyzer):
    add(store, [*texts_of(list(MATTERS)[1:]), *[("The parcel never arrived at my door", "en")] * 20])
    topics.fit(store, analyzer)
    ids = [topic.id for topic in topics.list_topics(store)]
    for id_ in ids:
        shown = topics.get_topic(store, id_)
        if {example.text for example in shown.examples} == {"The parcel never arrived at my door"}:
            with pytest.raises(TooFewError, match="fall apart"):
                topics_shape.split(store, id_, actor="ann")
    assert [topic.id for topic in topics.list_topics(store)] == ids
