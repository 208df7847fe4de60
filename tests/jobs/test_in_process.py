import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import FakeAnalyzer

from feedback_ai.errors import StoreBusyError
from feedback_ai.jobs import in_process
from feedback_ai.jobs.in_process import InProcessWorker
from feedback_ai.schema import Analysis, Document, FeedbackRecord
from feedback_ai.services import feedback
from feedback_ai.settings import Settings
from feedback_ai.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, batch_size=2)


def submit_bulk(store: Store, settings: Settings, n: int, source: str = "desk") -> str:
    records = [FeedbackRecord(id=str(number), source=source, text=f"Text {number}") for number in range(n)]
    return feedback.add_bulk(store, records, [], actor="me", settings=settings).id


class Gated(FakeAnalyzer):
    """Waits inside each batch until the test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.gate = threading.Event(), threading.Event()

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        self.entered.set()
        assert self.gate.wait(30)
        return super().analyze_documents(documents)


def test_submitted_jobs_are_done_in_order(store: Store, settings: Settings) -> None:
    jobs = [submit_bulk(store, settings, 5, source) for source in ("a", "b")]
    worker = InProcessWorker(store, FakeAnalyzer(), settings)
    for job_id in jobs:
        worker.submit(job_id)
    worker.join()
    assert [feedback.get_job(store, job_id).done for job_id in jobs] == [True, True]


def test_submitting_does_not_wait_for_the_model(store: Store, settings: Settings) -> None:
    job_id = submit_bulk(store, settings, 1)
    analyzer = Gated()
    with InProcessWorker(store, analyzer, settings) as worker:
        worker.submit(job_id)
        assert analyzer.entered.wait(30)
        assert not feedback.get_job(store, job_id).done
        analyzer.gate.set()


def test_closing_ends_after_the_batch_and_the_next_worker_goes_on(store: Store, settings: Settings) -> None:
    jobs = [submit_bulk(store, settings, 5, source) for source in ("a", "b")]
    analyzer = Gated()
    worker = InProcessWorker(store, analyzer, settings)
    for job_id in jobs:
        worker.submit(job_id)
    assert analyzer.entered.wait(30)
    closing = threading.Thread(target=worker.close)
    closing.start()
    while not worker._closing.is_set():
        pass
    analyzer.gate.set()
    closing.join()
    assert [feedback.get_job(store, job_id).analyzed for job_id in jobs] == [2, 0]

    second = InProcessWorker(store, FakeAnalyzer(), settings)
    assert second.resume() == sorted(jobs)
    second.join()
    assert [feedback.get_job(store, job_id).done for job_id in jobs] == [True, True]


def test_there_is_nothing_to_resume_in_a_store_where_all_is_done(store: Store, settings: Settings) -> None:
    with InProcessWorker(store, FakeAnalyzer(), settings) as worker:
        assert worker.resume() == []


def test_a_job_that_fails_is_logged_without_its_text_and_the_next_one_is_done(
    store: Store, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = (submit_bulk(store, settings, 1, source) for source in ("a", "b"))

    class Failing(FakeAnalyzer):
        def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
            if documents[0].record.source == "a":
                raise ValueError(documents[0].record.text)
            return super().analyze_documents(documents)

    with caplog.at_level(logging.ERROR):
        worker = InProcessWorker(store, Failing(), settings)
        worker.submit(first)
        worker.submit(second)
        worker.join()
    assert (feedback.get_job(store, first).done, feedback.get_job(store, second).done) == (False, True)
    assert f"Job {first} stays unfinished until it is resumed: ValueError" in caplog.text
    assert "Text 0" not in caplog.text
    assert feedback.unfinished_jobs(store) == [first]


def test_a_job_that_met_a_store_error_is_tried_again(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = submit_bulk(store, settings, 1)
    done = threading.Event()
    tries: list[str] = []

    def analyze(*arguments: object, job_id: str, **options: object) -> None:
        tries.append(job_id)
        if len(tries) == 1:
            raise StoreBusyError("The store is locked.", hint="Wait.")
        done.set()

    monkeypatch.setattr(in_process, "RETRY_SECONDS", 0)
    monkeypatch.setattr(in_process, "analyze_pending", analyze)
    with InProcessWorker(store, FakeAnalyzer(), settings) as worker:
        worker.submit(job_id)
        assert done.wait(30)
    assert tries == [job_id, job_id]
