import random
from datetime import UTC, datetime, timedelta

import pytest
from fakes import FakeAnalyzer, fake_document, new_feedback
from pydantic import ValidationError
from sqlalchemy import text

from feedback_ai.errors import OptionError
from feedback_ai.schema import Analysis, FeedbackRecord
from feedback_ai.store import FeedbackFilter, Store, StoredFeedback, feedback_id
from feedback_ai.store.feedback import FeedbackRepository

START = datetime(2026, 4, 1, tzinfo=UTC)
LATER = START + timedelta(hours=3)
UNITS, LANGUAGES = ("clinic", "hotel", None), ("en", "zh-Hans", "zh-Hant")


def labels(record_id: str, words: str) -> Analysis:
    (analysis,) = FakeAnalyzer().analyze_documents([fake_document(FeedbackRecord(id=record_id, text=words))])
    return analysis


def fill(store: Store, n: int) -> list[StoredFeedback]:
    """Records with and without times, some at the same instant, a fifth of them pending."""
    with store.writing() as session:
        repository = FeedbackRepository(session)
        records = [
            new_feedback(
                str(number),
                f"Text {number}: 100% late_again, 服务太慢",
                created_at=None if number % 7 == 0 else START + timedelta(hours=number // 3),
                unit=UNITS[number % 3],
                language=LANGUAGES[number % 3],
                channel="hotline" if number % 2 else "survey",
                touchpoint="arrival" if number % 5 else "payment",
            )
            for number in range(n)
        ]
        random.Random(1).shuffle(records)
        repository.add(records)
        repository.add_analyses(
            {record.id: labels(record.record_id, record.text) for record in records if int(record.record_id) % 5}
        )
        return [stored for record in records if (stored := repository.get(record.id))]


def walk(store: Store, wanted: FeedbackFilter, limit: int) -> list[StoredFeedback]:
    seen: list[StoredFeedback] = []
    cursor = None
    while True:
        with store.reading() as session:
            page = FeedbackRepository(session).page(wanted, cursor, limit)
        seen.extend(page.items)
        assert len(page.items) <= limit
        if page.next_cursor is None:
            return seen
        cursor = page.next_cursor


@pytest.mark.parametrize("limit", [1, 7, 30, 100])
def test_pages_give_every_record_once_newest_first_and_those_without_a_time_last(store: Store, limit: int) -> None:
    records = fill(store, 30)
    early = datetime.min.replace(tzinfo=UTC)
    expected = sorted(records, key=lambda one: (one.created_at or early, one.id), reverse=True)
    assert walk(store, FeedbackFilter(), limit) == expected


def judged(record: StoredFeedback, facet: str | None, sentiment: str | None) -> bool:
    return record.analysis is not None and any(
        facet in (None, label.facet) and sentiment in (None, label.sentiment)
        for segment in record.analysis.segments
        for label in segment.facets
    )


def caused(record: StoredFeedback, cause: str) -> bool:
    return record.analysis is not None and any(
        label.cause == cause for segment in record.analysis.segments for label in segment.root_causes
    )


FILTERS = [
    ({"language": "zh-Hans"}, lambda one: one.language == "zh-Hans"),
    ({"source": "test"}, lambda one: True),
    ({"source": "other"}, lambda one: False),
    ({"unit": "clinic"}, lambda one: one.unit == "clinic"),
    ({"channel": "survey", "touchpoint": "payment"}, lambda one: one.channel + one.touchpoint == "surveypayment"),
    ({"created_from": LATER}, lambda one: one.created_at and one.created_at >= LATER),
    ({"created_to": LATER}, lambda one: one.created_at and one.created_at < LATER),
    ({"facet": "price"}, lambda one: judged(one, "price", None)),
    ({"facet_sentiment": "negative"}, lambda one: judged(one, None, "negative")),
    ({"facet": "empathy", "facet_sentiment": "positive"}, lambda one: judged(one, "empathy", "positive")),
    ({"cause": "method"}, lambda one: caused(one, "method")),
    ({"severity": "S2"}, lambda one: one.analysis and one.analysis.severity.label == "S2"),
    ({"sentiment": "neutral"}, lambda one: one.analysis and one.analysis.sentiment.label == "neutral"),
    ({"intent": "praise"}, lambda one: one.analysis and one.analysis.intent.label == "praise"),
    ({"needs_review": True}, lambda one: one.analysis and one.analysis.needs_review),
    ({"needs_review": False}, lambda one: one.analysis and not one.analysis.needs_review),
    ({"q": "TEXT 1"}, lambda one: "Text 1" in one.text),
    ({"q": "服务"}, lambda one: True),
    ({"q": "100% late_"}, lambda one: True),
    ({"q": "100_ late"}, lambda one: False),
    ({"q": "1%late"}, lambda one: False),
]  # fmt: skip


def test_each_filter_keeps_what_it_names(store: Store) -> None:
    records = fill(store, 60)
    for wanted, keeps in FILTERS:
        found = {one.id for one in walk(store, FeedbackFilter(**wanted), 17)}
        assert found == {one.id for one in records if keeps(one)}, wanted


def test_an_abstained_facet_is_not_found_by_its_name(store: Store) -> None:
    analysis = labels("1", "text")
    segment = analysis.segments[0].model_copy(update={"facets": (), "abstained": ("price", "people")})
    record = new_feedback("1", "text")
    with store.writing() as session:
        repository = FeedbackRepository(session)
        repository.add([record])
        repository.add_analyses({record.id: analysis.model_copy(update={"segments": (segment,)})})
        assert repository.page(FeedbackFilter(facet="price")).items == ()
        assert repository.page(FeedbackFilter(cause="people")).items == ()


@pytest.mark.parametrize("cursor", ["", "x", "WzFd", "W251bGwsICJ4Il0=", "é", "WyIyMDI2IiwgIngiXQ=="])
def test_a_cursor_of_other_making_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(OptionError, match="next_cursor"), store.reading() as session:
        FeedbackRepository(session).page(FeedbackFilter(), cursor)


def test_what_no_database_can_keep_is_refused_before_it_gets_there() -> None:
    for bad in ("a\0b", "a\ud800b"):
        with pytest.raises(ValidationError):
            new_feedback("1", bad)
        with pytest.raises(ValidationError):
            FeedbackFilter(q=bad)


def test_a_record_added_again_changes_nothing(store: Store) -> None:
    first, again = new_feedback("1", "first"), new_feedback("1", "second words, longer")
    with store.writing() as session:
        assert FeedbackRepository(session).add([first, first]) == {first.id}
    with store.writing() as session:
        assert FeedbackRepository(session).add([again, new_feedback("2", "new")]) == {feedback_id("test", "2")}
        stored = FeedbackRepository(session).get(first.id)
    assert stored is not None
    assert stored.text == "first"
    assert stored.segments == first.segments


def test_labels_added_again_change_nothing(store: Store) -> None:
    record = new_feedback("1", "text")
    with store.writing() as session:
        FeedbackRepository(session).add([record])
        assert FeedbackRepository(session).add_analyses({record.id: labels("1", "text")}) == {record.id}
    with store.writing() as session:
        assert FeedbackRepository(session).add_analyses({record.id: labels("1", "other")}) == set()


def test_labels_of_a_record_deleted_meanwhile_are_passed_over(store: Store) -> None:
    with store.writing() as session:
        repository = FeedbackRepository(session)
        assert repository.add_analyses({feedback_id("test", "gone"): labels("gone", "text")}) == set()


def test_the_same_record_id_in_two_sources_is_two_records() -> None:
    assert feedback_id("a", "1") != feedback_id("b", "1")
    assert feedback_id("a", "1") == "93bb0ce7-2df0-55a4-8517-7029ab4e0971"
    assert feedback_id("a", "b1") != feedback_id("ab", "1")


def test_deleting_takes_segments_and_labels_along(store: Store) -> None:
    records = fill(store, 6)
    with store.writing() as session:
        repository = FeedbackRepository(session)
        assert [repository.delete(record.id) for record in records] == [True] * 6
        assert repository.delete(records[0].id) is False
        for table in ("feedback", "segment", "analysis", "label"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0


def test_known_looks_at_one_source_only(store: Store) -> None:
    fill(store, 3)
    with store.reading() as session:
        assert FeedbackRepository(session).known("test", ["0", "2", "9"]) == {"0", "2"}
        assert FeedbackRepository(session).known("other", ["0"]) == set()
