"""Requests with an `Idempotency-Key`: carried out once, answered the same each time they are sent."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import Response

from feedback_ai.ingest.identity import ContentIds
from feedback_ai.services.idempotency import run_once
from feedback_ai.services.secret_key import secret_key
from feedback_ai.settings import Settings
from feedback_ai.store import Store

REPLAYED = "Idempotency-Replayed"
"""Header of an answer that was given before."""


class Claim(NamedTuple):
    """What makes a request recognisable.

    Attributes:
        principal: Who sent it.
        key: Its `Idempotency-Key`.
        content: Path and body.
    """

    principal: str
    key: str
    content: bytes


def answer(
    store: Store, settings: Settings, claim: Claim | None, action: Callable[[], tuple[int, str]]
) -> tuple[int, str, bool]:
    """Carry out a request, or give the answer of the first time it came.

    Args:
        store: The store.
        settings: Settings in force.
        claim: None for a request without a key, which is always carried out.
        action: Carries it out; gives HTTP status and JSON body.

    Returns:
        Status, body, and whether it was given before.

    Raises:
        IdempotencyError: If the key came with another body before.
        IdempotencyPendingError: If the first request is still being carried out.
    """
    if claim is None:
        return *action(), False
    carried_out = False

    def first_time() -> tuple[int, str]:
        nonlocal carried_out
        carried_out = True
        return action()

    status, body = run_once(
        store,
        key=claim.key,
        principal=claim.principal,
        body_hash=_keyed_hash(settings, claim.content).hex(),
        action=first_time,
    )
    return status, body, not carried_out


def content_ids(settings: Settings, claim: Claim | None) -> ContentIds:
    """What names records that come without an id.

    Two customers may write the same words, so each request has ids of its own; but a repeated one, whose first answer
    was lost with its process, must find its records again.
    """
    if claim is None:
        return ContentIds(secrets.token_bytes(32))
    return ContentIds(_keyed_hash(settings, json.dumps([claim.principal, claim.key]).encode()))


def respond(status: int, body: str, location: str, *, replayed: bool) -> Response:
    """The HTTP response of an answer."""
    headers = {"Location": location} | ({REPLAYED: "true"} if replayed else {})
    return Response(body, status, headers, "application/json")


def _keyed_hash(settings: Settings, content: bytes) -> bytes:
    # Keyed, because the content is not redacted: a bare hash would let anyone try all phone numbers until it fits.
    return hmac.digest(secret_key(settings), content, hashlib.sha256)
