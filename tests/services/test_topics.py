import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.schema import FeedbackRecord
from feedback_ai.services import feedback, topics, topics_shape
from feedback_ai.services.topics_window import parse_as_of
from feedback_ai.store import Store, feedback_id
from feedback_ai.store.tables import SegmentVectorRow, TopicAssignmentRow, TopicFitRow

END = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def analyzer() -> MatterAnalyzer:
    return MatterAnalyzer()


@pytest.fixture
def fitted(store: Store, analyzer: MatterAnalyzer) -> topics.FitSummary:
    add(store, texts_of())
    return topics.fit(store, analyzer)


def assignments(store: Store) -> dict[str, int | None]:
    with store.reading() as session:
        rows = select(TopicAssignmentRow.feedback_id, TopicAssignmentRow.topic_id)
        return dict(list(session.execute(rows)))


def test_a_fit_gives_every_judged_segment_its_topic(store, fitted):
    assert fitted.n_topics == len(MATTERS) == len(fitted.new)
    assert (fitted.n_segments, fitted.n_distinct) == (56, 56)
    given = assignments(store)
    assert len(given) == 56
    assert sum(topic is None for topic in given.values()) == fitted.n_unassigned <= 12
    with store.reading() as session:
        assert session.scalar(select(TopicFitRow.summary)) == fitted.model_dump(mode="json")


def test_topics_are_listed_with_labels_and_counts(store, fitted):
    listed = topics.list_topics(store)
    assert sorted(topic.id for topic in listed) == sorted(fitted.new)
    assert sum(topic.n_texts for topic in listed) == 56 - fitted.n_unassigned
    assert any("parcel" in topic.labels["en"] and "包裹" in topic.labels["zh"] for topic in listed)


def test_a_topic_shows_examples_in_both_languages_and_its_records(store, fitted):
    topic = topics.get_topic(store, fitted.new[0])
    assert {example.language for example in topic.examples} == {"en", "zh-Hans"}
    assert len(topic.records) == topic.n_texts
    assert {example.feedback_id for example in topic.examples} <= {record.feedback_id for record in topic.records}


@pytest.mark.parametrize("id_", [0, -1, 99, 10**12])
def test_an_unknown_topic_is_told(store, id_):
    with pytest.raises(NotFoundError):
        topics.get_topic(store, id_)


def test_before_the_first_fit_there_are_no_topics(store):
    add(store, texts_of())
    assert topics.list_topics(store) == []
    assert topics.emerging(store) == []
    assert assignments(store) == {}


def test_too_little_feedback_leaves_the_store_as_it_was(store, analyzer):
    add(store, texts_of(n=2))
    with pytest.raises(TooFewError, match="8 different"):
        topics.fit(store, analyzer)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(TopicFitRow)) == 0


def test_an_empty_store_is_told(store, analyzer):
    with pytest.raises(TooFewError, match="0 different"):
        topics.fit(store, analyzer)


def test_the_same_feedback_in_another_order_gets_the_same_topics(fresh_url, analyzer):
    seen = []
    for seed in (1, 2):
        with Store.open(fresh_url()) as store:
            add(store, random.Random(seed).sample(texts_of(), 56))
            topics.fit(store, analyzer)
            seen.append([(topic.id, topic.labels, topic.terms, topic.n_texts) for topic in topics.list_topics(store)])
    assert seen[0] == seen[1]


def test_a_later_fit_continues_known_topics_and_adds_new_ones(store, analyzer, fitted):
    before = {topic.id: topic.labels for topic in topics.list_topics(store)}
    add(store, texts_of(["chatbot"]), prefix="new")
    again = topics.fit(store, analyzer)
    assert set(again.continued) == set(before)
    assert (len(again.new), again.retired) == (1, ())
    assert set(again.new).isdisjoint(before)
    assert "chatbot" in topics.get_topic(store, again.new[0]).labels["en"]
    assert {topic.id: topic.labels for topic in topics.list_topics(store) if topic.id in before} == before


def test_a_topic_that_nothing_continues_is_retired_and_its_id_never_given_again(store, analyzer, fitted):
    gone = next(topic for topic in topics.list_topics(store) if "parcel" in topic.labels["en"])
    for number in range(14):
        feedback.delete(store, feedback_id("test", f"r{number}"))
    again = topics.fit(store, analyzer)
    assert again.retired == (gone.id,)
    assert gone.id not in {topic.id for topic in topics.list_topics(store)}
    assert topics.list_topics(store, retired=True)[-1].retired
    assert topics.get_topic(store, gone.id).examples == ()
    add(store, texts_of(["parcel", "chatbot"]), prefix="again")
    third = topics.fit(store, analyzer)
    assert gone.id in third.continued
    assert min(third.new) > max(fitted.new)


def test_new_feedback_gets_its_topic_on_the_way_in(store, fitted, analyzer, settings):
    parcel = next(topic.id for topic in topics.list_topics(store) if "parcel" in topic.labels["en"])
    record = FeedbackRecord(id="late", source="test", text="The parcel never arrived at my door, again!")
    stored, _ = feedback.add(store, analyzer, record, settings=settings)
    assert assignments(store)[stored.id] == parcel
    job = feedback.add_bulk(store, [record.model_copy(update={"id": "bulk"})], [], actor="me", settings=settings)
    feedback.analyze_pending(store, analyzer, job_id=job.id, settings=settings)
    assert assignments(store)[feedback_id("test", "bulk")] == parcel


def test_what_came_in_later_keeps_its_topic_at_the_next_assignment(store, fitted, analyzer):
    late = add(store, [(f"{text}!", language) for text, language in texts_of(n=4)], prefix="late")
    served = {id_: topic for id_, topic in assignments(store).items() if id_ in late}
    topics.fit(store, analyzer)
    refitted = assignments(store)
    assert [refitted[id_] for id_, topic in served.items() if topic is not None] == [
        topic for topic in served.values() if topic is not None
    ]


def test_a_segment_far_from_every_topic_has_none(store, fitted):
    (id_,) = add(store, [("Nothing of the kind was ever said here", "en")], prefix="odd")
    with store.reading() as session:
        row = session.scalar(select(TopicAssignmentRow).where(TopicAssignmentRow.feedback_id == id_))
        assert row.topic_id is None
        assert row.nearest_id in fitted.new
        assert row.similarity < fitted.cut


def test_missing_vectors_are_made_at_the_fit(store, analyzer, settings):
    add(store, texts_of())
    with store.writing() as session:
        session.execute(delete(SegmentVectorRow))
    told = []
    summary = topics.fit(store, analyzer, settings=settings, on_progress=told.append)
    assert (summary.n_encoded, analyzer.encoded, told[-1]) == (56, 56, 56)
    assert told == sorted(told)
    assert summary.n_topics == len(MATTERS)
    assert topics.fit(store, analyzer, settings=settings).n_encoded == 0


def test_vectors_of_another_model_are_left_out(store, fitted):
    class Next(MatterAnalyzer):
        model_info = MatterAnalyzer.model_info.model_copy(update={"version": "2"})

    with pytest.raises(TooFewError, match="0 different"):
        topics.fit(store, Next())
    assert len(topics.list_topics(store)) == len(MATTERS)


def test_deleting_a_record_takes_its_topics_along_and_examples_pass_it_over(store, fitted):
    topic = topics.get_topic(store, fitted.new[0])
    feedback.delete(store, topic.examples[0].feedback_id)
    after = topics.get_topic(store, fitted.new[0])
    assert after.n_texts == topic.n_texts - 1
    assert topic.examples[0].feedback_id not in {example.feedback_id for example in after.examples}
    assert after.examples


# -- growth -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def growing(store, analyzer) -> Store:
    """Texts of all matters over 112 days, and the parcel ones mostly in the last four weeks."""
    for number, (text, language) in enumerate(texts_of(n=28)):
        parcel = number < 28
        at = END - timedelta(days=number if parcel and number < 24 else (number % 28) * 4)
        add(store, [(text, language)], at=at, prefix=f"t{number}-")
    topics.fit(store, analyzer)
    return store


def test_what_grows_is_found_first(growing):
    first = topics.emerging(growing)[0]
    assert "parcel" in first.labels["en"]
    assert first.ratio > 2
    assert first.ratio_low > 1
    assert first.q < 0.05
    assert (first.window_to - first.window_from).days == 28
    assert len(first.evidence) == first.observed
    assert first.first_seen >= END - timedelta(days=112)


def test_what_people_named_or_hid_is_told_so_where_it_grows(growing):
    id_ = topics.emerging(growing)[0].topic_id
    topics_shape.change(growing, id_, actor="ann", names={"en": "Lost parcels"})
    assert topics.emerging(growing)[0].labels["en"] == "Lost parcels"
    topics_shape.change(growing, id_, actor="ann", hidden=True)
    assert id_ not in {grown.topic_id for grown in topics.emerging(growing)}


def test_a_replay_does_not_look_ahead(growing):
    until = END - timedelta(days=40)
    before = topics.emerging(growing, as_of=until)
    add(growing, texts_of(["parking"], n=20), at=END + timedelta(days=1), prefix="ahead")
    assert topics.emerging(growing, as_of=until) == before
    assert all(one.window_to == until for one in before)


def test_too_little_history_is_told(growing):
    with pytest.raises(TooFewError, match="of history"):
        topics.emerging(growing, as_of=END - timedelta(days=75))
    with pytest.raises(TooFewError, match="No text was written up to 2019-12-31"):
        topics.emerging(growing, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(TooFewError, match="No texts were written in"):
        topics.emerging(growing, as_of=END + timedelta(days=400))


def test_texts_without_time_are_left_out(store, fitted):
    with pytest.raises(TooFewError, match="No text has a time"):
        topics.emerging(store)


@pytest.mark.parametrize("options", [{"days": 0}, {"days": 1000}, {"limit": 0}])
def test_a_senseless_window_is_refused(store, options):
    with pytest.raises(OptionError):
        topics.emerging(store, **options)


def test_a_day_is_meant_to_its_end():
    assert parse_as_of("2026-07-31") == datetime(2026, 8, 1, tzinfo=UTC)
    assert parse_as_of("2026-07-31T18:00:00+08:00") == datetime(2026, 7, 31, 10, tzinfo=UTC)
    for value in ("soon", "9999-12-31", ""):
        with pytest.raises(OptionError, match="no date"):
            parse_as_of(value)
