from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fakes import FakeAnalyzer, fake_document, new_feedback
from sqlalchemy import func, select, text

from feedback_ai.errors import StoreError
from feedback_ai.schema import FeedbackRecord
from feedback_ai.store import FeedbackFilter, Store
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.tables import TopicFitRow
from feedback_ai.store.transfer import copy_store


def fill(store: Store) -> None:
    records = [new_feedback(str(number), f"Text {number}: 服务") for number in range(5)]
    analyses = FakeAnalyzer().analyze_documents(
        [fake_document(FeedbackRecord(id=record.record_id, text=record.text)) for record in records[:4]]
    )
    with store.writing() as session:
        repository = FeedbackRepository(session)
        repository.add(records)
        repository.add_analyses(dict(zip([record.id for record in records], analyses, strict=False)))
        session.execute(text("INSERT INTO job VALUES ('1', 'bulk', 'me', '2026-01-01 00:00:00.000000', 0, '[]')"))


def test_a_store_moves_from_one_database_to_the_other(store: Store, fresh_url: Callable[[], str]) -> None:
    fill(store)
    with Store.open(fresh_url()) as target:
        copied = copy_store(store, target)
        assert (copied["feedback"], copied["segment"], copied["analysis"], copied["job"]) == (5, 5, 4, 1)
        with store.reading() as one, target.reading() as other:
            before, after = (FeedbackRepository(session).page(FeedbackFilter()) for session in (one, other))
        assert after == before
        assert len(after.items) == 5


def test_a_copied_store_goes_on_numbering(store: Store, fresh_url: Callable[[], str]) -> None:
    numbered = {"created_at": datetime(2026, 1, 1, tzinfo=UTC), "model_version": "1", "n_segments": 0, "cut": 0.5}
    with store.writing() as session:
        session.add_all([TopicFitRow(**numbered, summary={}) for _ in range(3)])
        session.flush()
        last = session.scalar(select(func.max(TopicFitRow.id)))
    with Store.open(fresh_url()) as target:
        copy_store(store, target)
        with target.writing() as session:
            fresh = TopicFitRow(**numbered, summary={})
            session.add(fresh)
            session.flush()
            assert fresh.id == last + 1


def test_a_store_that_holds_something_is_not_copied_into(store: Store, fresh_url: Callable[[], str]) -> None:
    fill(store)
    with Store.open(fresh_url()) as target:
        copy_store(store, target)
        with pytest.raises(StoreError, match="not empty"):
            copy_store(store, target)
        with target.reading() as session:
            assert session.scalar(text("SELECT count(*) FROM feedback")) == 5
