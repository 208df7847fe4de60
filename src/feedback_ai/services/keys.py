"""API keys: made once, shown once, told apart by a hash."""

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from feedback_ai.errors import AuthenticationError, NotFoundError, OptionError, ScopeError, StoreError
from feedback_ai.store import ApiKey, Scope, Store
from feedback_ai.store.keys import KeyRepository
from feedback_ai.store.records import is_storable

TOKEN_PREFIX = "fai_"  # noqa: S105 - what tokens begin with, so that a leaked one is recognised
TOKEN_BYTES = 32
USE_RESOLUTION = timedelta(minutes=1)
"""How exactly the last use of a key is kept: a write a request would be too dear."""


def create_key(store: Store, name: str, scopes: Sequence[str]) -> tuple[ApiKey, str]:
    """Make a key.

    Args:
        store: The store.
        name: Whose key it is, for people and audit trails.
        scopes: What it may do, names of `Scope`.

    Returns:
        The key, and its token: only its hash is stored, so it can never be shown again.

    Raises:
        OptionError: If the name is empty, or a scope is unknown or none is given.
    """
    if not name.strip() or not is_storable(name):
        raise OptionError("The key needs a name.", hint="Name the person or system that will use it.")
    unknown = [scope for scope in scopes if scope not in set(Scope)]
    if unknown or not scopes:
        what = f"There is no scope {', '.join(map(repr, unknown))}." if unknown else "The key needs a scope."
        raise OptionError(what, hint="Give one or more of them.", options=list(Scope))
    token = TOKEN_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    key = ApiKey(
        id=secrets.token_hex(8),
        name=name.strip(),
        scopes=tuple(scope for scope in Scope if scope in scopes),
        created_at=datetime.now(UTC),
    )
    with store.writing() as session:
        KeyRepository(session).add(key, _hash(token))
    return key, token


def authenticate(store: Store, token: str) -> ApiKey:
    """The key of a token.

    Raises:
        AuthenticationError: If there is none, or it is revoked.
    """
    with store.reading() as session:
        key = KeyRepository(session).find(_hash(token))
    if key is None:
        raise AuthenticationError(
            "The API key is unknown or revoked.", hint="Make one with `feedback-ai keys create` and send it as Bearer."
        )
    now = datetime.now(UTC)
    if key.last_used_at is None or now - key.last_used_at >= USE_RESOLUTION:
        # Worth noting, but no reason to lock anyone out: on a full disk one must still be able to read.
        with suppress(StoreError), store.writing() as session:
            KeyRepository(session).touch(key.id, now)
    return key


def require_scope(key: ApiKey, scope: Scope) -> None:
    """Make sure that a key may do what the scope names.

    Raises:
        ScopeError: If it may not.
    """
    if not key.allows(scope):
        raise ScopeError(f"The API key lacks the scope {scope}.", hint="Use a key that has it.")


def list_keys(store: Store) -> list[ApiKey]:
    """All keys, revoked ones too, in the order of their creation."""
    with store.reading() as session:
        return KeyRepository(session).all()


def revoke_key(store: Store, key_id: str) -> ApiKey:
    """Make a key useless from now on; revoking it again changes nothing.

    Raises:
        NotFoundError: If there is none under that id.
    """
    with store.writing() as session:
        key = KeyRepository(session).revoke(key_id) if is_storable(key_id) else None
    if key is None:
        raise NotFoundError("There is no API key under that id.", hint="`feedback-ai keys list` shows the ids.")
    return key


def _hash(token: str) -> str:
    # A fast hash is enough: the token has 256 random bits, there is nothing to guess.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
