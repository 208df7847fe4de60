import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import topic_fakes
from backlog_fakes import Complaint, _analysis, complaints, file
from fakes import FakeAnalyzer, new_feedback
from pydantic import ValidationError
from sqlalchemy import delete, select

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.schema import Facet, RootCause, Sentiment
from feedback_ai.services import feedback, measures
from feedback_ai.services.cases import list_cases
from feedback_ai.services.corrections import Judgement, correct
from feedback_ai.services.corrections_export import CAUSE_CODES, FACET_CODES, export_corrections
from feedback_ai.services.evidence import load_evidence
from feedback_ai.services.topics_assign import assign_all
from feedback_ai.settings import Settings
from feedback_ai.store import FeedbackFilter, Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.tables import AnalysisRow, TopicAssignmentRow
from feedback_ai.store.topic_registry import RegistryRepository
from feedback_ai.store.topics import TopicContent, TopicRepository
from feedback_ai.store.vectors import VectorRepository
from training.data import CAUSE_CODES as CODEBOOK_CAUSES
from training.data import FACET_CODES as CODEBOOK_FACETS
from training.data import load_train


def said(**labels: object) -> Judgement:
    return Judgement.model_validate(labels)


def segment(**labels: object) -> Judgement:
    return said(segments=[{"index": 0, **labels}])


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    return file(store, complaints(4, "a"))


def listed(store: Store, **wanted: object) -> list[str]:
    return sorted(one.record_id for one in feedback.page(store, FeedbackFilter(**wanted)).items)


@pytest.mark.parametrize(
    ("judgement", "told"),
    [
        (said(intent="complaint", severity="S0"), "no complaint at all"),
        (segment(facets={}, causes=["people"]), "Segment 0 has a root cause"),
        (segment(facets={"assurance": "positive"}, causes=["people"]), "no facet that it judges negative"),
    ],
)
def test_what_the_codebook_rules_out_is_refused(
    store: Store, ids: dict[str, str], judgement: Judgement, told: str
) -> None:
    with pytest.raises(OptionError, match=told):
        correct(store, ids["a-000"], judgement, author="ann")
    assert feedback.get(store, ids["a-000"]).corrections == ()


@pytest.mark.parametrize(
    "judgement",
    [
        said(intent="praise", severity="S1"),  # the intent is the main one: praise of one, danger by another
        said(severity="S0"),
        segment(causes=["people"]),
        segment(facets={"assurance": "negative", "price": "positive"}, causes=["people"]),
        segment(facets={"assurance": "positive"}, causes=[]),
    ],
)
def test_what_the_codebook_allows_is_taken(store: Store, ids: dict[str, str], judgement: Judgement) -> None:
    assert correct(store, ids["a-000"], judgement, author="ann").corrections


def test_what_the_model_said_and_what_people_said_stand_side_by_side(store: Store, ids: dict[str, str]) -> None:
    before = feedback.get(store, ids["a-000"])
    correct(store, ids["a-000"], said(severity="S1", note="有人受伤"), author="ann")
    after = correct(store, ids["a-000"], said(severity="S2", sentiment="neutral"), author="bo")
    assert after == feedback.get(store, ids["a-000"])
    assert after.analysis == before.analysis
    told = [(one.author, one.kind, one.labels[0].name, one.replaced[0].name, one.in_force) for one in after.corrections]
    assert told == [
        ("ann", "severity", "S1", "S3", False),
        ("bo", "sentiment", "neutral", "negative", True),
        ("bo", "severity", "S2", "S1", True),
    ]
    assert after.corrections[0].note == "有人受伤"


def test_lists_and_filters_use_the_correction_at_once(store: Store, settings: Settings, ids: dict[str, str]) -> None:
    correct(store, ids["a-001"], said(severity="S1", intent="praise", sentiment="positive"), author="ann")
    assert listed(store, severity="S1") == listed(store, intent="praise") == ["a-001"]
    assert listed(store, sentiment="positive") == ["a-001"]
    assert "a-001" not in listed(store, severity="S3")
    assert list_cases(store, settings=settings).items[0].record_id == "a-001"
    correct(store, ids["a-001"], said(severity="S0"), author="ann")
    correct(store, ids["a-001"], segment(facets={}), author="ann")
    assert "a-001" not in [case.record_id for case in list_cases(store, settings=settings).items]


def test_measures_count_corrected_facets_and_causes(store: Store, settings: Settings, ids: dict[str, str]) -> None:
    correct(store, ids["a-000"], segment(facets={"empathy": "negative", "price": "positive"}), author="ann")
    correct(store, ids["a-001"], segment(facets={}, causes=[]), author="ann")
    correct(store, ids["a-002"], segment(causes=["people", "method"], expectation=True), author="ann")
    found = load_evidence(store, settings=settings)
    mentions = found.mentions[["facet", "sentiment"]].value_counts().to_dict()
    assert mentions == {("reliability", "negative"): 2, ("empathy", "negative"): 1, ("price", "positive"): 1}
    assert sorted(found.causes["cause"]) == ["machine", "machine", "method", "people"]
    # A segment that judges nothing has no topic.
    assert sorted(found.topics["feedback_id"]) == sorted(ids[name] for name in ("a-000", "a-002", "a-003"))
    rows = {
        row["dimension"]: row["negative"] for row in measures.servqual(store, settings=settings).rows.to_dict("records")
    }
    assert (rows["reliability"], rows["empathy"]) == (2, 1)
    assert listed(store, cause="method") == ["a-002"]
    assert listed(store, facet="price", facet_sentiment="positive") == ["a-000"]


def test_a_text_that_was_looked_at_needs_no_review_any_more(store: Store, settings: Settings) -> None:
    analysis = _analysis(Complaint("r", severity=None)).model_copy(update={"needs_review": True})
    record = new_feedback("r", analysis.text)
    with store.writing() as session:
        FeedbackRepository(session).add([record])
        FeedbackRepository(session).add_analyses({record.id: analysis})
    assert listed(store, needs_review=True) == ["r"]
    correct(store, record.id, said(severity="S2"), author="ann")
    assert (listed(store, needs_review=True), listed(store, needs_review=False)) == ([], ["r"])
    frame = load_evidence(store, settings=settings).texts
    assert (list(frame["needs_review"]), list(frame["severity"])) == ([False], ["S2"])


def test_a_new_analysis_keeps_what_people_said(store: Store, settings: Settings, ids: dict[str, str]) -> None:
    id_ = ids["a-000"]
    correct(store, id_, said(severity="S1"), author="ann")
    correct(store, id_, segment(facets={"empathy": "negative"}), author="ann")
    newer = FakeAnalyzer.model_info.model_copy(update={"version": "2"})
    analysis = _analysis(Complaint("a-000", severity="S4", facet="price")).model_copy(update={"model": newer})
    with store.writing() as session:
        session.execute(delete(AnalysisRow).where(AnalysisRow.feedback_id == id_))
        assert FeedbackRepository(session).add_analyses({id_: analysis}) == {id_}
    stored = feedback.get(store, id_)
    assert (stored.analysis.severity.label, stored.analysis.model.version) == ("S4", "2")
    found = load_evidence(store, of=[id_], settings=settings)
    assert list(found.texts["severity"]) == ["S1"]
    assert list(found.mentions["facet"]) == ["empathy"]


def test_topics_are_of_segments_that_judge_something_by_the_last_word(store: Store, ids: dict[str, str]) -> None:
    vectors = {id_: _vector() for id_ in ids.values()}
    with store.writing() as session:
        VectorRepository(session).add(vectors)
    correct(store, ids["a-000"], segment(facets={}), author="ann")
    with store.reading() as session:
        keys = {id_ for id_, _ in VectorRepository(session).load("1").keys}
        assert keys == set(ids.values()) - {ids["a-000"]}
    correct(store, ids["a-000"], segment(facets={"empathy": "positive"}), author="ann")
    with store.reading() as session:
        assert len(VectorRepository(session).load("1").keys) == 4


def test_a_judgement_that_the_model_did_not_see_asks_for_a_vector(store: Store, ids: dict[str, str]) -> None:
    correct(store, ids["a-000"], segment(facets={}), author="ann")
    with store.writing() as session:
        repository = VectorRepository(session)
        repository.add({id_: _vector() for id_ in ids.values()})
        assert repository.missing("1", limit=9) == {}
    correct(store, ids["a-000"], segment(facets={"empathy": "positive"}), author="ann")
    with store.writing() as session:
        repository = VectorRepository(session)
        assert list(repository.missing("1", limit=9)) == [ids["a-000"]]
        repository.add({ids["a-000"]: _vector()})
        assert len(repository.load("1").keys) == 4


def given_topics(store: Store) -> dict[str, tuple[int | None, float]]:
    with store.reading() as session:
        columns = (TopicAssignmentRow.feedback_id, TopicAssignmentRow.topic_id, TopicAssignmentRow.similarity)
        return {id_: (topic, similarity) for id_, topic, similarity in session.execute(select(*columns))}


def fit_by_hand(store: Store) -> None:
    """Two topics, each of the first text of a matter, and every segment assigned, as a fit does it."""
    with store.writing() as session:
        repository, registry = TopicRepository(session), RegistryRepository(session)
        fit = repository.add_fit("1", 0, 0.5, datetime(2026, 9, 30, tzinfo=UTC))
        for matter in ("parcel", "parking"):
            topic = repository.add(fit, TopicContent("1", {"en": matter, "zh": matter}, {}, (), 1))
            (text, _), *_ = topic_fakes.texts_of([matter], 1)
            registry.set_prototypes(topic, topic_fakes.vectors_of([text]))
        assign_all(session, VectorRepository(session).load("1"), "1")


@pytest.mark.parametrize("refitted", [False, True])
def test_a_segment_that_judges_something_after_all_has_its_topic_again(store: Store, refitted: bool) -> None:
    topic_fakes.add(store, topic_fakes.texts_of(n=3))
    fit_by_hand(store)
    before = given_topics(store)
    topics = {topic for topic, _ in before.values()}
    assert (len(topics), None in topics) == (3, True)
    id_ = next(id_ for id_, (topic, _) in before.items() if topic is not None)
    correct(store, id_, segment(facets={}), author="ann")
    assert given_topics(store) == {other: topic for other, topic in before.items() if other != id_}
    if refitted:
        with store.writing() as session:
            assign_all(session, VectorRepository(session).load("1"), "1")
        assert id_ not in given_topics(store)
    for sentiment in ("negative", "positive"):
        correct(store, id_, segment(facets={"empathy": sentiment}), author="bo")
        assert given_topics(store) == before


def test_before_the_first_fit_there_is_no_topic_to_give_again(store: Store) -> None:
    (id_,) = topic_fakes.add(store, topic_fakes.texts_of(n=1)[:1])
    for facets in ({}, {"empathy": "negative"}):
        correct(store, id_, segment(facets=facets), author="ann")
    assert given_topics(store) == {}


def _vector():
    import numpy as np

    return np.ones((1, 8), dtype=np.float32) / np.sqrt(8)


def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(store: Store, ids: dict[str, str]) -> None:
    id_ = ids["a-000"]
    with pytest.raises(OptionError, match="Nothing is said"):
        correct(store, id_, said(note="Hm."), author="ann")
    with pytest.raises(OptionError, match="no segment 1"):
        correct(store, id_, said(severity="S1", segments=[{"index": 1, "facets": {}}]), author="ann")
    with pytest.raises(OptionError, match="named twice"):
        correct(store, id_, said(segments=[{"index": 0, "facets": {}}, {"index": 0, "causes": []}]), author="ann")
    for name in ("x", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotFoundError):
            correct(store, name, said(severity="S1"), author="ann")
    for wrong in ({"severity": "S9"}, {"segments": [{"index": 0, "facets": {"speed": "negative"}}]}, {"mood": "bad"}):
        with pytest.raises(ValidationError):
            said(**wrong)
    assert feedback.get(store, id_).corrections == ()


def test_corrected_texts_are_training_rows_in_the_codebooks_form(
    store: Store, ids: dict[str, str], tmp_path: Path
) -> None:
    assert {code: facet for facet, code in FACET_CODES.items()} == CODEBOOK_FACETS
    assert {code: cause for cause, code in CAUSE_CODES.items()} == CODEBOOK_CAUSES
    correct(store, ids["a-000"], said(severity="S1"), author="ann")
    correct(store, ids["a-001"], segment(facets={"empathy": "positive"}, causes=[], expectation=True), author="ann")
    undecided = file(store, [Complaint("u", severity=None)])
    correct(store, undecided["u"], said(intent="complaint"), author="ann")
    done = export_corrections(store, str(tmp_path / "train.jsonl"))
    assert (done.rows, done.left_out) == (2, 1)
    rows = {row["id"]: row for row in map(json.loads, (tmp_path / "train.jsonl").read_text("utf-8").splitlines())}
    first, second = rows[ids["a-000"]], rows[ids["a-001"]]
    assert (first["sentences"], first["severity"], first["sentiment"], first["corrected"]) == (
        *(["Complaint a-000: 无法激活."], "S1", -1),
        ["severity"],
    )
    assert first["labels"] == [{"i": 0, "facets": {"RL": -1}, "causes": ["MAC"]}]
    assert second["labels"] == [{"i": 0, "facets": {"EM": 1}, "promise": True}]
    assert second["corrected"] == ["facet.0", "cause.0", "expectation.0"]
    (tmp_path / "reserved_hashes.txt").write_text("", encoding="ascii")
    examples = {example.id: example for example in load_train(tmp_path)}
    assert examples.keys() == rows.keys()
    assert examples[ids["a-001"]].facets[0, list(Facet).index(Facet.EMPATHY)] == 1 + list(Sentiment).index("positive")
    assert not examples[ids["a-001"]].causes.any()
    assert examples[ids["a-000"]].causes[0, list(RootCause).index(RootCause.MACHINE)]
