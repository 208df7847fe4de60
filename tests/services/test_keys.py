import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback_ai.errors import AuthenticationError, NotFoundError, OptionError, ScopeError
from feedback_ai.services import keys
from feedback_ai.store import Scope, Store


def test_a_key_opens_with_its_token_and_only_the_hash_is_stored(store: Store) -> None:
    key, token = keys.create_key(store, " dashboard ", ["ingest", "read"])
    assert token.startswith("fai_")
    assert len(token) == len("fai_") + 43
    assert (key.name, key.scopes) == ("dashboard", (Scope.READ, Scope.INGEST))
    assert keys.authenticate(store, token).id == key.id
    with store.reading() as session:
        (row,) = session.execute(text("SELECT * FROM api_key"))
    assert token not in str(row)
    assert token[4:] not in str(row)


@pytest.mark.parametrize("token", ["", "fai_", "fai_unknown", "\0", "\ud800", "Bearer x"])
def test_an_unknown_token_is_refused(store: Store, token: str) -> None:
    keys.create_key(store, "one", ["read"])
    with pytest.raises(AuthenticationError, match="keys create"):
        keys.authenticate(store, token)


def test_a_revoked_key_is_refused_and_stays_listed(store: Store) -> None:
    key, token = keys.create_key(store, "one", ["read"])
    revoked = keys.revoke_key(store, key.id)
    assert revoked.revoked_at is not None
    assert keys.revoke_key(store, key.id) == revoked
    with pytest.raises(AuthenticationError):
        keys.authenticate(store, token)
    assert keys.list_keys(store) == [revoked]


@pytest.mark.parametrize("key_id", ["none", "\0"])
def test_revoking_what_is_not_there_is_told(store: Store, key_id: str) -> None:
    with pytest.raises(NotFoundError, match="keys list"):
        keys.revoke_key(store, key_id)


def test_keys_are_listed_in_the_order_of_their_creation(store: Store) -> None:
    made = [keys.create_key(store, name, ["read"])[0] for name in ("one", "two", "three")]
    assert keys.list_keys(store) == made


@pytest.mark.parametrize(("name", "scopes"), [("x", ["root"]), ("x", []), (" ", ["read"]), ("a\0", ["read"])])
def test_a_key_without_name_or_with_unknown_scopes_is_not_made(store: Store, name: str, scopes: list[str]) -> None:
    with pytest.raises(OptionError):
        keys.create_key(store, name, scopes)
    assert keys.list_keys(store) == []


def test_an_unknown_scope_names_the_valid_ones(store: Store) -> None:
    with pytest.raises(OptionError, match="Valid: read, ingest, triage, manage, admin"):
        keys.create_key(store, "x", ["root"])


def test_scopes_are_checked_and_admin_has_them_all(store: Store) -> None:
    reader, _ = keys.create_key(store, "reader", ["read"])
    admin, _ = keys.create_key(store, "admin", ["admin"])
    keys.require_scope(reader, Scope.READ)
    for scope in Scope:
        keys.require_scope(admin, scope)
    with pytest.raises(ScopeError, match="ingest"):
        keys.require_scope(reader, Scope.INGEST)


def test_the_last_use_is_kept_to_the_minute(store: Store) -> None:
    _, token = keys.create_key(store, "one", ["read"])
    before = datetime.now(UTC)
    keys.authenticate(store, token)
    (first,) = keys.list_keys(store)
    assert first.last_used_at is not None
    assert first.last_used_at >= before
    keys.authenticate(store, token)
    assert keys.list_keys(store) == [first]
    old = first.last_used_at - timedelta(hours=1)
    with store.writing() as session:
        keys.KeyRepository(session).touch(first.id, old)
    keys.authenticate(store, token)
    (later,) = keys.list_keys(store)
    assert later.last_used_at is not None
    assert later.last_used_at > old


def test_a_store_that_cannot_be_written_locks_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{path}?timeout=0.01") as store:
        key, token = keys.create_key(store, "one", ["read"])
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert keys.authenticate(store, token) == key
        other.close()
