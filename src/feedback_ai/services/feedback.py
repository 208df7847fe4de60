"""Single and bulk feedback, as the API takes and gives it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedback_ai.errors import NotFoundError
from feedback_ai.schema import FeedbackRecord, RefusedRow
from feedback_ai.services.labelled import store_labelled
from feedback_ai.services.preparation import prepare_to_store, storable
from feedback_ai.services.privacy import Privacy
from feedback_ai.settings import Settings, get_settings
from feedback_ai.store import FeedbackFilter, FeedbackPage, Job, JobView, Store, StoredFeedback, feedback_id
from feedback_ai.store.answers import AnswerRepository
from feedback_ai.store.feedback import FeedbackRepository
from feedback_ai.store.jobs import JobRepository
from feedback_ai.store.records import is_id

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer

BULK = "feedback.bulk"
"""Kind of the jobs that `add_bulk` makes."""


def add(
    store: Store, analyzer: "Analyzer", record: FeedbackRecord, *, settings: Settings | None = None
) -> tuple[StoredFeedback, bool]:
    """Redact, analyse and store one record.

    Returns:
        What is stored under its source and id, and whether it is new; a record that is known stays as it was.

    Raises:
        StoreError: If the store cannot be written.
        SettingError: If its customer id needs a secret key and none can be made.
    """
    record = storable(record)
    key = feedback_id(record.source, record.id)
    if (known := _find(store, key)) is not None:
        return known, False
    document, feedback = prepare_to_store(record, Privacy(settings or get_settings()))
    (labelled,) = analyzer.label_documents([document])
    with store.writing() as session:
        repository = FeedbackRepository(session)
        added = repository.add([feedback])
        store_labelled(session, dict.fromkeys(added, labelled))
        stored = repository.get(key)
    if stored is None:
        raise AssertionError("a record vanished inside the transaction that stored it")
    return stored, bool(added)


def add_bulk(
    store: Store,
    records: Sequence[FeedbackRecord],
    refused: Sequence[RefusedRow],
    *,
    actor: str,
    settings: Settings | None = None,
) -> JobView:
    """Redact and store records that are analysed later; all of them or, on an error, none.

    Args:
        store: The store.
        records: The records of the request; those that are known stay as they were and are not part of the job.
        refused: Rows of the request that could not become records; kept with the job.
        actor: Who sent the request.
        settings: Settings in force; the process's own if None.

    Raises:
        StoreError: If the store cannot be written.
        SettingError: If a customer id needs a secret key and none can be made.
    """
    privacy = Privacy(settings or get_settings())
    job_id = str(uuid.uuid4())
    prepared = [prepare_to_store(storable(record), privacy, job_id) for record in records]
    job = Job(id=job_id, kind=BULK, actor=actor, created_at=datetime.now(UTC), refused=tuple(refused))
    with store.writing() as session:
        jobs = JobRepository(session)
        jobs.add(job)
        added = FeedbackRepository(session).add(feedback for _, feedback in prepared)
        jobs.set_known(job_id, len(prepared) - len(added))
    return get_job(store, job_id)


def analyze_pending(
    store: Store,
    analyzer: "Analyzer",
    *,
    job_id: str | None = None,
    settings: Settings | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Analyse the records of bulk requests that have no labels yet, a batch a transaction.

    Several processes may do this at once: a record that two of them analyse gets its labels once.

    Args:
        store: The store.
        analyzer: The model.
        job_id: Only this job's records; those of all jobs if None.
        settings: Settings in force; the process's own if None.
        stopped: Asked before each batch whether to leave the rest for later.

    Returns:
        How many records got labels.

    Raises:
        StoreError: If the store fails; what was analysed before is kept.
    """
    batch_size = (settings or get_settings()).batch_size
    done, last = 0, ""
    while not stopped():
        with store.reading() as session:
            documents = FeedbackRepository(session).pending(job_id, after=last, limit=batch_size)
        if not documents:
            break
        labelled = analyzer.label_documents(list(documents.values()))
        with store.writing() as session:
            done += len(store_labelled(session, dict(zip(documents, labelled, strict=True))))
        last = next(reversed(documents))
    return done


def get(store: Store, feedback_id: str) -> StoredFeedback:
    """One stored record.

    Raises:
        NotFoundError: If there is none under that id.
    """
    found = _find(store, feedback_id) if is_id(feedback_id) else None
    if found is None:
        raise _no_feedback()
    return found


def delete(store: Store, feedback_id: str) -> None:
    """Delete a record with all its labels, and kept answers that repeat it.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.writing() as session:
        if not is_id(feedback_id) or not FeedbackRepository(session).delete(feedback_id):
            raise _no_feedback()
        AnswerRepository(session).forget_mentions(feedback_id)


def page(store: Store, wanted: FeedbackFilter, *, cursor: str | None = None, limit: int = 50) -> FeedbackPage:
    """Some records that pass the filter, newest first, and the cursor of the next ones.

    Raises:
        OptionError: If the cursor is not one that a page gave.
    """
    with store.reading() as session:
        return FeedbackRepository(session).page(wanted, cursor, limit)


def get_job(store: Store, job_id: str) -> JobView:
    """A bulk request and how far it is.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.reading() as session:
        job = JobRepository(session).get(job_id) if is_id(job_id) else None
        if job is None:
            raise NotFoundError("There is no job under that id.", hint="Take the id that the bulk request was given.")
        total, analyzed = FeedbackRepository(session).progress(job_id)
    return JobView(**job.model_dump(), total=total, analyzed=analyzed)


def unfinished_jobs(store: Store) -> list[str]:
    """Ids of the jobs that have records without labels."""
    with store.reading() as session:
        return FeedbackRepository(session).unfinished_jobs()


def _find(store: Store, feedback_id: str) -> StoredFeedback | None:
    with store.reading() as session:
        return FeedbackRepository(session).get(feedback_id)


def _no_feedback() -> NotFoundError:
    return NotFoundError("There is no feedback under that id.", hint="List feedback to see the ids there are.")
