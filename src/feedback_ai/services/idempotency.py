"""Requests that may be sent twice but are carried out once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from feedback_ai.errors import IdempotencyError, IdempotencyPendingError, StoreError
from feedback_ai.store import Answer, Store
from feedback_ai.store.answers import AnswerRepository

ANSWERS_LAST = timedelta(hours=24)
"""How long an answer is kept and given again."""
CLAIMS_LAST = timedelta(minutes=10)
"""How long a request may take; then its process must have died, and it may be sent again."""


def run_once(
    store: Store, *, key: str, principal: str, body_hash: str, action: Callable[[], tuple[int, str]]
) -> tuple[int, str]:
    """Carry out a request, or give the answer of the first time it came.

    An action that raises is not remembered. One whose process dies is carried out again when the request is sent again
    after `CLAIMS_LAST`, so it must itself be harmless to repeat.

    Args:
        store: The store.
        key: The request's `Idempotency-Key`.
        principal: Who sent it; others' keys are of no matter.
        body_hash: Hash of everything that makes it this request.
        action: Carries it out; gives HTTP status and body.

    Returns:
        Status and body.

    Raises:
        IdempotencyError: If the key came with another body before.
        IdempotencyPendingError: If the first request is still being carried out.
    """
    now = datetime.now(UTC)
    with store.writing() as session:
        answers = AnswerRepository(session)
        answers.forget(answered_before=now - ANSWERS_LAST, claimed_before=now - CLAIMS_LAST)
        first = answers.claim(principal, key, body_hash)
        earlier = None if first else answers.get(principal, key)
    if not first:
        return _repeat(earlier, body_hash)
    try:
        status, body = action()
    except BaseException:
        with suppress(StoreError), store.writing() as session:
            AnswerRepository(session).release(principal, key)
        raise
    with store.writing() as session:
        AnswerRepository(session).complete(principal, key, status, body)
    return status, body


def _repeat(earlier: Answer | None, body_hash: str) -> tuple[int, str]:
    if earlier is not None and earlier.body_hash != body_hash:
        raise IdempotencyError(
            "The Idempotency-Key was used for another request.", hint="Use a new key for each new request."
        )
    if earlier is None or earlier.status is None:
        raise IdempotencyPendingError(
            "The first request with this Idempotency-Key is still being carried out.", hint="Ask again in a moment."
        )
    return earlier.status, earlier.body or ""
