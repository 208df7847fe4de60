from datetime import UTC, datetime, timedelta

import pytest
from fakes import FakeAnalyzer, new_feedback

from feedback_ai.schema import FeedbackRecord, RefusedRow, Severity
from feedback_ai.store import Job, Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.jobs import JobRepository
from feedback_ai.store.report import ReportRepository

START, END = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
TIMES = {"first": START, "last": END - timedelta(microseconds=1), "after": END, "never": None}


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    """Records at the edges of a quarter, none of them analysed."""
    records = {name: new_feedback(name, f"Text of {name}.", created_at=time) for name, time in TIMES.items()}
    with store.writing() as session:
        FeedbackRepository(session).add(records.values())
    return {name: record.id for name, record in records.items()}


def test_pending_and_undated_records_are_counted_apart(store: Store, ids: dict[str, str]) -> None:
    (analysis,) = FakeAnalyzer().analyze_records([FeedbackRecord(id="first", text="Text of first.")])
    with store.writing() as session:
        FeedbackRepository(session).add_analyses({ids["first"]: analysis})
    with store.reading() as session:
        repository = ReportRepository(session)
        assert repository.uncounted(START, END) == (1, 1, 0)
        assert repository.span() == (START, END)


def test_rows_that_bulk_requests_could_not_use_are_counted_by_arrival(store: Store) -> None:
    refused = tuple(RefusedRow(row=row, code="text_missing", reason="It has no text.") for row in (1, 2))
    with store.writing() as session:
        for name, time in (("a", START), ("b", END)):
            job = Job(id=name, kind="bulk", actor="tests", created_at=time, refused=refused)
            JobRepository(session).add(job)
    with store.reading() as session:
        assert ReportRepository(session).uncounted(START, END).refused == 2
        assert ReportRepository(session).span() == (None, None)


def test_the_surest_words_of_a_severity_come_first(store: Store, ids: dict[str, str]) -> None:
    records = [FeedbackRecord(id=name, text=f"Text of {name}.") for name in ids]
    given = dict(zip(ids.values(), FakeAnalyzer().analyze_records(records), strict=True))
    with store.writing() as session:
        FeedbackRepository(session).add_analyses(given)
    with store.reading() as session:
        repository = ReportRepository(session)
        found = {severity: repository.words_of_severity(severity, list(given)) for severity in Severity}
    told = {one.feedback_id: severity for severity, words in found.items() for one in words}
    assert told == {id_: own.severity.label for id_, own in given.items() if own.severity.label}
    for words in found.values():
        assert [one.probability for one in words] == sorted((one.probability for one in words), reverse=True)
        assert all(one.words == given[one.feedback_id].text for one in words)
