import pytest
from topic_fakes import MATTERS, MatterAnalyzer, add, texts_of

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.services import feedback, topics, topics_shape
from feedback_ai.services.topics_history import compare_fits, list_fits, list_themes
from feedback_ai.store import feedback_id


@pytest.fixture
def analyzer():
    return MatterAnalyzer()


@pytest.fixture
def history(store, analyzer):
    """Three fits: the parcels go, the chatbot comes, the parcels come back and parking is merged away."""
    add(store, texts_of())
    topics.fit(store, analyzer)
    for number in range(14):
        feedback.delete(store, feedback_id("test", f"r{number}"))
    add(store, texts_of(["chatbot"]), prefix="new")
    topics.fit(store, analyzer)
    add(store, texts_of(["parcel"]), prefix="again")
    topics.fit(store, analyzer)
    topics_shape.merge(store, topic_of(store, "parking"), topic_of(store, "chatbot"), actor="ann")
    topics.fit(store, analyzer)
    return store


def topic_of(store, word):
    """The topic that had the word in its label when it was new."""
    listed = [topics.get_topic(store, topic.id) for topic in topics.list_topics(store, retired=True)]
    return next(topic.id for topic in listed if word in topic.lineage[0].labels["en"])


def test_every_fit_is_told_in_figures(history):
    fits = list_fits(history)
    assert [fit.id for fit in fits] == sorted((fit.id for fit in fits), reverse=True)
    assert [(fit.continued, fit.new, fit.retired) for fit in reversed(fits)] == [
        (0, 4, 0),
        (3, 1, 1),
        (5, 0, 0),
        (4, 0, 0),
    ]
    assert fits[-1].agreement is None
    assert all(0.7 < fit.agreement <= 1 for fit in fits[:-1])


def test_a_topic_tells_its_lineage(history):
    first, second, third, fourth = reversed([fit.id for fit in list_fits(history)])
    parcel = topics.get_topic(history, topic_of(history, "parcel"))
    assert [(one.fit_id, one.kind) for one in parcel.lineage] == [
        (first, "new"),
        (second, "retired"),
        (third, "returned"),
        (fourth, "continued"),
    ]
    (flow,) = parcel.lineage[-1].came_from
    assert (flow.topic_id, flow.share, flow.n) == (parcel.id, 1, parcel.n_segments)
    parking = topics.get_topic(history, topic_of(history, "parking"))
    assert [one.kind for one in parking.lineage] == ["new", "continued", "continued"]
    assert parking.acts[0].kind == "merge"


def test_fits_are_compared_whichever_is_named_first(history):
    first, second, third, fourth = reversed([fit.id for fit in list_fits(history)])
    parcel, chatbot, parking = (topic_of(history, word) for word in ("parcel", "chatbot", "parking"))

    def became(a, b):
        return {one.topic_id: one.became for one in compare_fits(history, a, b).changes}

    assert became(first, second) == became(second, first)
    assert {id_: kind for id_, kind in became(first, second).items() if kind != "continued"} == {
        parcel: "retired",
        chatbot: "new",
    }
    assert became(second, third)[parcel] == "returned"
    assert became(third, fourth)[parking] == "merged"
    whole = {one.topic_id: one for one in compare_fits(history, first, fourth).changes}
    assert whole[parcel].became == "continued"
    assert [one.kind for one in whole[parcel].passages] == ["retired", "returned"]
    assert whole[parking].merged_into == chatbot
    assert (whole[chatbot].before, whole[chatbot].n_before) == (None, 0)


def test_what_cannot_be_compared_is_told(history):
    fit_id = list_fits(history)[0].id
    with pytest.raises(OptionError, match="itself"):
        compare_fits(history, fit_id, fit_id)
    with pytest.raises(NotFoundError) as unknown:
        compare_fits(history, fit_id, 99_999)
    assert str(fit_id) in unknown.value.options


def test_themes_hold_every_topic_once_and_keep_their_ids(history, analyzer):
    themes = list_themes(history)
    assert sorted(id_ for theme in themes for id_ in theme.topics) == sorted(
        topic.id for topic in topics.list_topics(history)
    )
    assert all(theme.labels["en"] and theme.labels["zh"] for theme in themes)
    topics.fit(history, analyzer)
    assert list_themes(history) == themes


def test_an_empty_store_has_neither_fits_nor_themes(store):
    assert (list_fits(store), list_themes(store)) == ([], [])
    with pytest.raises(NotFoundError):
        compare_fits(store, 1, 2)


def test_a_topic_that_falls_apart_is_told_as_split(store, analyzer):
    """Parcels and passwords are merged by hand, and let go again: a fit that draws all anew finds two."""
    add(store, texts_of())
    topics.fit(store, analyzer)
    gone, stays = topic_of(store, "parcel"), topic_of(store, "password")
    topics_shape.merge(store, gone, stays, actor="ann")
    from feedback_ai.store.topic_registry import RegistryRepository

    with store.writing() as session:
        RegistryRepository(session).change(stays, shaped=False)
    assert topics.fit(store, analyzer).split == ()
    summary = topics.fit(store, analyzer, anew=True)
    assert summary.split == (stays,)
    assert len(summary.new) == 1
    assert summary.agreement < 1
    passage = topics.get_topic(store, stays).lineage[-1]
    assert {flow.topic_id for flow in passage.went_to} == {stays, *summary.new}
    assert topics.get_topic(store, summary.new[0]).lineage[0].came_from[0].topic_id == stays
    assert summary.n_topics == len(MATTERS)
