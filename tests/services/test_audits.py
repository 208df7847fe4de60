from datetime import UTC, datetime

import pytest
from audit_fakes import fill

from feedback_ai.errors import NotFoundError, OptionError, TooFewError
from feedback_ai.schema import Facet, Sentiment
from feedback_ai.services import audits
from feedback_ai.services.audit_views import AuditView, SegmentLabel, TextLabels
from feedback_ai.store import Store
from feedback_ai.store.feedback import FeedbackRepository

NOW = datetime(2026, 10, 1, 8, tzinfo=UTC)
BAD = SegmentLabel(segment_index=0, facet=Facet.RELIABILITY, sentiment=Sentiment.NEGATIVE)


def draw(store: Store, n: int = 20, **how: object) -> AuditView:
    return audits.draw(store, "2026-09", n=n, actor="ann", now=NOW, **how)  # type: ignore[arg-type]


def test_a_sample_is_drawn_from_the_month_alone_and_tells_its_chance(store: Store) -> None:
    ids = fill(store)
    audit = draw(store)
    assert (audit.month, audit.drawn_by, audit.drawn_at) == ("2026-09", "ann", NOW)
    assert (audit.n, audit.n_labelled, audit.n_population) == (20, 0, 60)
    detail = audits.get_audit(store, audit.id)
    assert len({text.feedback_id for text in detail.texts} & set(ids.values())) == 20
    assert all(text.record_id.startswith("new") for text in detail.texts)
    assert {text.probability for text in detail.texts} == {20 / 60}
    assert detail.n_population_now == 60
    assert detail.texts[0].segments[0].words == detail.texts[0].text


def test_a_seed_draws_the_same_texts_in_the_same_order(store: Store) -> None:
    fill(store)
    first = audits.get_audit(store, draw(store, seed=7).id)
    with store.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM audit")
    again = audits.get_audit(store, draw(store, seed=7).id)
    assert [text.feedback_id for text in again.texts] == [text.feedback_id for text in first.texts]
    assert [text.record_id for text in again.texts] != sorted(text.record_id for text in again.texts)


def test_a_second_sample_leaves_out_the_first(store: Store) -> None:
    fill(store)
    one, two = draw(store, 40), draw(store, 40)
    drawn = [{text.feedback_id for text in audits.get_audit(store, audit.id).texts} for audit in (one, two)]
    assert (two.n, two.n_population) == (20, 20)
    assert not drawn[0] & drawn[1]
    assert [audit.id for audit in audits.list_audits(store)] == [two.id, one.id]
    with pytest.raises(TooFewError, match="all drawn already"):
        draw(store)


@pytest.mark.parametrize(
    ("month", "n"), [("2026Q3", 10), ("2026-13", 10), ("lately", 10), ("2026-09", 0), ("2026-09", 1_001)]
)
def test_what_is_no_month_or_no_number_of_texts_is_refused(store: Store, month: str, n: int) -> None:
    with pytest.raises(OptionError):
        audits.draw(store, month, n=n, actor="ann")


@pytest.mark.parametrize("month", ["2026-13", "2026", "2026Q3", "lately"])
def test_of_what_is_no_month_only_months_are_offered(store: Store, month: str) -> None:
    with pytest.raises(OptionError, match=f"'{month}' is no month") as refused:
        audits.draw(store, month, n=10, actor="ann")
    assert refused.value.options == ("2026-09",)


def test_a_month_without_texts_has_no_sample(store: Store) -> None:
    with pytest.raises(TooFewError, match="there are no"):
        draw(store)
    assert audits.list_audits(store) == []


def test_labels_are_kept_with_who_said_them_and_replace_older_ones(store: Store) -> None:
    fill(store)
    audit = audits.get_audit(store, draw(store).id)
    first, second = audit.texts[0].feedback_id, audit.texts[1].feedback_id
    said = [TextLabels(feedback_id=first, labels=(BAD,)), TextLabels(feedback_id=second)]
    summary = audits.put_labels(store, audit.id, said, actor="bo", now=NOW)
    assert (summary.n_taken, summary.refused, summary.audit.n_labelled) == (2, (), 2)
    text, other, unlabelled, *_ = audits.get_audit(store, audit.id).texts
    assert (text.labels, text.labelled_by, text.labelled_at) == ((BAD,), "bo", NOW)
    assert (other.labels, other.labelled_by, unlabelled.labelled_at) == ((), "bo", None)
    good = BAD.model_copy(update={"sentiment": Sentiment.POSITIVE})
    audits.put_labels(store, audit.id, [TextLabels(feedback_id=first, labels=(good,))], actor="cy")
    assert audits.get_audit(store, audit.id).texts[0].labels == (good,)


def test_a_text_that_is_wrong_is_refused_and_the_others_are_taken(store: Store) -> None:
    ids = fill(store)
    audit = audits.get_audit(store, draw(store).id)
    first, second, third = (text.feedback_id for text in audit.texts[:3])
    beyond = BAD.model_copy(update={"segment_index": 1})
    said = [
        TextLabels(feedback_id=first),
        TextLabels(feedback_id=first),
        TextLabels(feedback_id=ids["old-000"]),
        TextLabels(feedback_id=second, labels=(beyond,)),
        TextLabels(feedback_id=third, labels=(BAD, BAD)),
    ]
    summary = audits.put_labels(store, audit.id, said, actor="bo")
    assert [(one.row, one.code) for one in summary.refused] == [
        (2, "audit_text_repeated"),
        (3, "audit_text_unknown"),
        (4, "audit_segment_unknown"),
        (5, "audit_label_repeated"),
    ]
    assert (summary.n_taken, summary.audit.n_labelled) == (1, 1)


def test_a_deleted_text_leaves_its_audit(store: Store) -> None:
    fill(store)
    audit = audits.get_audit(store, draw(store).id)
    said = [TextLabels(feedback_id=text.feedback_id, labels=(BAD,)) for text in audit.texts[:2]]
    audits.put_labels(store, audit.id, said, actor="bo")
    with store.writing() as session:
        FeedbackRepository(session).delete(said[0].feedback_id)
    left = audits.get_audit(store, audit.id)
    assert (left.n, left.n_labelled, len(left.texts)) == (19, 1, 19)


@pytest.mark.parametrize("number", [0, -1, 99, 2**40])
def test_an_audit_that_is_not_there_is_told(store: Store, number: int) -> None:
    with pytest.raises(NotFoundError, match="audit list"):
        audits.get_audit(store, number)
    with pytest.raises(NotFoundError):
        audits.put_labels(store, number, [TextLabels(feedback_id="x")], actor="bo")
