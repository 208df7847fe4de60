from datetime import UTC, datetime

import pytest
from fakes import FakeAnalyzer
from sqlalchemy import text

from feedback_ai.errors import NotFoundError, OptionError
from feedback_ai.schema import FeedbackRecord, RefusedRow
from feedback_ai.services import feedback
from feedback_ai.settings import Settings
from feedback_ai.store import FeedbackFilter, Store, feedback_id

SECRETS = ("ann@example.com", "customer-17", "left her purse", "13912345678")
RECORD = FeedbackRecord(
    id="t-1",
    source="desk",
    text="Nobody answered my letter. Write to ann@example.com please.",
    channel="hotline",
    unit="Harbour branch",
    created_at=datetime(2026, 5, 1, 8, 30, tzinfo=UTC),
    rating=2,
    customer_id="customer-17",
    customer_tier="gold",
    metadata={"branch_note": "call 13912345678 back", "visits": 3, "private_note": "left her purse"},
)


def records(n: int, source: str = "desk") -> list[FeedbackRecord]:
    return [
        FeedbackRecord(id=f"r-{number}", source=source, text=f"The queue took {number} hours.") for number in range(n)
    ]


def everything(store: Store) -> str:
    """All that the store holds, as one text."""
    with store.reading() as session:
        tables = [name for (name,) in session.execute(text(LIST_TABLES[session.get_bind().dialect.name]))]
        return "\n".join(str(row) for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"')))


LIST_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def test_a_record_is_stored_with_its_labels(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    stored, created = feedback.add(store, analyzer, RECORD, settings=settings)
    assert created
    assert stored.id == feedback_id("desk", "t-1")
    assert stored == feedback.get(store, stored.id)
    assert (stored.unit, stored.rating, stored.created_at) == (RECORD.unit, RECORD.rating, RECORD.created_at)
    assert stored.analysis is not None
    assert stored.analysis.id == "t-1"
    assert stored.analysis.text == stored.text


def test_nothing_personal_is_stored(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    stored, _ = feedback.add(store, analyzer, RECORD, settings=settings)
    feedback.add_bulk(store, [RECORD.model_copy(update={"id": "t-2"})], [], actor="desk", settings=settings)
    held = everything(store)
    assert [secret for secret in SECRETS if secret in held] == []
    assert "<EMAIL>" in stored.text
    assert [redaction.type for redaction in stored.redactions] == ["EMAIL"]
    assert stored.metadata.keys() == {"branch_note", "visits"}


def test_a_record_that_is_known_stays_as_it_was(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    first, _ = feedback.add(store, analyzer, RECORD, settings=settings)
    again, created = feedback.add(store, analyzer, RECORD.model_copy(update={"text": "New."}), settings=settings)
    assert (again, created) == (first, False)
    assert analyzer.calls == [1]


def test_a_bulk_request_waits_and_is_then_analysed(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    refused = [RefusedRow(row=3, code="text_missing", reason="The row has no text.", field="text")]
    job = feedback.add_bulk(store, records(7), refused, actor="desk", settings=settings)
    assert (job.total, job.analyzed, job.done, job.actor) == (7, 0, False, "desk")
    assert list(job.refused) == refused
    assert feedback.unfinished_jobs(store) == [job.id]
    assert feedback.page(store, FeedbackFilter()).items[0].analysis is None

    assert feedback.analyze_pending(store, analyzer, job_id=job.id, settings=settings) == 7
    assert analyzer.calls == [3, 3, 1]
    done = feedback.get_job(store, job.id)
    assert (done.total, done.analyzed, done.done) == (7, 7, True)
    assert feedback.unfinished_jobs(store) == []


def test_bulk_and_single_give_the_same_labels(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    feedback.add_bulk(store, [RECORD], [], actor="desk", settings=settings)
    feedback.analyze_pending(store, analyzer, settings=settings)
    single, _ = feedback.add(store, analyzer, RECORD.model_copy(update={"source": "web"}), settings=settings)
    bulk = feedback.get(store, feedback_id("desk", "t-1"))
    assert bulk.analysis == single.analysis
    assert bulk.customer_hash == single.customer_hash


def test_known_and_repeated_records_are_not_part_of_the_job(
    store: Store, analyzer: FakeAnalyzer, settings: Settings
) -> None:
    feedback.add(store, analyzer, records(1)[0], settings=settings)
    job = feedback.add_bulk(store, [*records(3), *records(3)], [], actor="desk", settings=settings)
    assert (job.total, job.known) == (2, 4)


def test_an_empty_bulk_request_is_done_at_once(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    assert feedback.add_bulk(store, [], [], actor="desk", settings=settings).done
    assert feedback.analyze_pending(store, analyzer, settings=settings) == 0


def test_analysis_that_failed_half_way_goes_on(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    job = feedback.add_bulk(store, records(7), [], actor="desk", settings=settings)
    feedback.analyze_pending(store, analyzer, settings=settings, stopped=lambda: len(analyzer.calls) == 1)
    assert feedback.get_job(store, job.id).analyzed == 3
    assert feedback.analyze_pending(store, analyzer, settings=settings) == 4
    assert feedback.get_job(store, job.id).done


def test_two_that_analyse_the_same_record_store_its_labels_once(
    store: Store, analyzer: FakeAnalyzer, settings: Settings
) -> None:
    feedback.add_bulk(store, records(3), [], actor="desk", settings=settings)

    class Slow(FakeAnalyzer):
        def analyze_documents(self, documents):  # type: ignore[no-untyped-def]
            feedback.analyze_pending(store, analyzer, settings=settings)  # another process is faster
            return super().analyze_documents(documents)

    assert feedback.analyze_pending(store, Slow(), settings=settings) == 0
    assert all(item.analysis for item in feedback.page(store, FeedbackFilter()).items)


def test_a_record_deleted_while_it_is_analysed_stays_deleted(
    store: Store, analyzer: FakeAnalyzer, settings: Settings
) -> None:
    job = feedback.add_bulk(store, records(2), [], actor="desk", settings=settings)
    gone = feedback_id("desk", "r-0")

    class Slow(FakeAnalyzer):
        def analyze_documents(self, documents):  # type: ignore[no-untyped-def]
            feedback.delete(store, gone)
            return super().analyze_documents(documents)

    assert feedback.analyze_pending(store, Slow(), settings=settings) == 1
    assert feedback.get_job(store, job.id).total == 1


def test_what_is_deleted_is_gone(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    stored, _ = feedback.add(store, analyzer, RECORD, settings=settings)
    feedback.delete(store, stored.id)
    for use in (feedback.get, feedback.delete):
        with pytest.raises(NotFoundError):
            use(store, stored.id)
    assert feedback.page(store, FeedbackFilter()).items == ()


@pytest.mark.parametrize("id_", ["", "x", "\0", "\ud800", "00000000-0000-0000-0000-000000000000"])
def test_ids_of_any_form_are_simply_not_found(store: Store, id_: str) -> None:
    for use in (feedback.get, feedback.delete, feedback.get_job):
        with pytest.raises(NotFoundError):
            use(store, id_)


def test_control_characters_in_ids_do_no_harm(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    record = FeedbackRecord(id="a\0b", source="c\0d", unit="\0", text="x\0y")
    stored, _ = feedback.add(store, analyzer, record, settings=settings)
    assert (stored.record_id, stored.source, stored.unit) == ("a\ufffdb", "c\ufffdd", "\ufffd")
    assert feedback.add(store, analyzer, record, settings=settings) == (stored, False)
    assert feedback.add_bulk(store, [record], [], actor="me", settings=settings).known == 1


def test_pages_go_on_from_the_cursor(store: Store, analyzer: FakeAnalyzer, settings: Settings) -> None:
    for record in records(3):
        feedback.add(store, analyzer, record, settings=settings)
    first = feedback.page(store, FeedbackFilter(), limit=2)
    second = feedback.page(store, FeedbackFilter(), cursor=first.next_cursor, limit=2)
    assert {one.record_id for one in (*first.items, *second.items)} == {"r-0", "r-1", "r-2"}
    with pytest.raises(OptionError):
        feedback.page(store, FeedbackFilter(), cursor="nonsense")
