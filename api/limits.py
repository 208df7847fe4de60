"""How much one request may ask, and how many requests may wait for the model."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from feedback_ai.errors import OverloadedError

MAX_ANALYZE = 256
"""Records of one request to `/v1/analyze`."""
MAX_EXPLAIN = 8
"""Records of one request to `/v1/analyze` that asks for explanations: each costs as much as some hundred others."""
MAX_BULK = 1_000
"""Records of one request to `/v1/feedback`."""
MAX_PAGE = 200
"""Records of one page."""

SYNC_S = 20.0
"""After so many seconds one request to `/v1/trackers/sync` reads no further issue."""

MODEL_THREADS = 4
"""Requests that are worked on at the same time, so that a short one need not wait for the end of a long one."""

Result = TypeVar("Result")


class ModelGate:
    """Lets a few requests at a time redact texts and use the model, in threads of their own; a bounded number waits.

    The event loop never waits for the model, and neither do the threads that read the store.
    """

    def __init__(self, max_waiting: int, threads: int = MODEL_THREADS) -> None:
        self._max_waiting = max_waiting
        self._limiter = CapacityLimiter(threads)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do the work in a thread when it is this request's turn.

        Raises:
            OverloadedError: If too many requests wait already.
        """
        if self._limiter.statistics().tasks_waiting >= self._max_waiting:
            raise OverloadedError("Too many requests wait for the model.", hint="Send the request again in a moment.")
        return await to_thread.run_sync(work, limiter=self._limiter)
