"""Bulk requests, analysed by one thread of the process that took them.

What waits is in the store, not here: a record without labels is pending, so whatever a process leaves undone the next
one finds with `resume`.
"""

import logging
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

from feedback_ai.errors import FeedbackError, StoreError
from feedback_ai.services.feedback import analyze_pending, unfinished_jobs
from feedback_ai.settings import Settings
from feedback_ai.store import Store

if TYPE_CHECKING:
    from feedback_ai.analyzer import Analyzer

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30
"""How long to leave a store alone that is full, locked or away."""


class InProcessWorker:
    """Analyses jobs one after the other; starts at once, and ends with `close` or the `with` block."""

    def __init__(self, store: Store, analyzer: "Analyzer", settings: Settings | None = None) -> None:
        self._store, self._analyzer, self._settings = store, analyzer, settings
        self._jobs: SimpleQueue[str | None] = SimpleQueue()  # None ends the thread
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="feedback-ai-worker", daemon=True)
        self._thread.start()

    def submit(self, job_id: str) -> None:
        """Have a job analysed after those that wait already; returns at once."""
        self._jobs.put(job_id)

    def resume(self) -> list[str]:
        """Submit all jobs that a process before this one left undone; gives their ids.

        Raises:
            StoreError: If the store cannot be read.
        """
        jobs = unfinished_jobs(self._store)
        for job_id in jobs:
            self.submit(job_id)
        return jobs

    def join(self) -> None:
        """Wait until everything submitted so far is done, and end."""
        self._jobs.put(None)
        self._thread.join()

    def close(self) -> None:
        """End after the batch in progress; what is left stays pending in the store."""
        self._closing.set()
        self.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work(self) -> None:
        while (job_id := self._jobs.get()) is not None:
            if self._closing.is_set():
                continue
            try:
                analyze_pending(
                    self._store,
                    self._analyzer,
                    job_id=job_id,
                    settings=self._settings,
                    stopped=self._closing.is_set,
                )
            except StoreError as error:
                logger.warning("Job %s is tried again in %d seconds: %s", job_id, RETRY_SECONDS, error)
                if not self._closing.wait(RETRY_SECONDS):
                    self._jobs.put(job_id)
            except FeedbackError as error:
                logger.error("Job %s stays unfinished until it is resumed: %s", job_id, error)
            except Exception as error:
                # The text of an unforeseen error may quote a customer, so only its kind is logged.
                logger.error("Job %s stays unfinished until it is resumed: %s", job_id, type(error).__name__)
