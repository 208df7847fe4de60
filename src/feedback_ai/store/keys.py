"""API keys."""

from datetime import UTC, datetime

from sqlalchemy import select

from feedback_ai.store.records import ApiKey, Scope
from feedback_ai.store.repository import Repository
from feedback_ai.store.tables import ApiKeyRow


class KeyRepository(Repository):
    """Reads and writes API keys inside the caller's transaction; knows hashes of tokens only."""

    def add(self, key: ApiKey, token_hash: str) -> None:
        """Store a new key."""
        self.session.add(
            ApiKeyRow(
                id=key.id,
                name=key.name,
                token_hash=token_hash,
                scopes=[str(scope) for scope in key.scopes],
                created_at=key.created_at,
            )
        )

    def find(self, token_hash: str) -> ApiKey | None:
        """The key of a token that is not revoked; None if there is none."""
        statement = select(ApiKeyRow).where(ApiKeyRow.token_hash == token_hash, ApiKeyRow.revoked_at.is_(None))
        row = self.session.scalar(statement)
        return None if row is None else _from_row(row)

    def all(self) -> list[ApiKey]:
        """All keys, revoked ones too, in the order of their creation."""
        rows = self.session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.created_at, ApiKeyRow.id))
        return [_from_row(row) for row in rows]

    def revoke(self, key_id: str) -> ApiKey | None:
        """Revoke a key (again changes nothing) and give it; None if there is none under that id."""
        row = self.session.get(ApiKeyRow, key_id)
        if row is None:
            return None
        row.revoked_at = row.revoked_at or datetime.now(UTC)
        return _from_row(row)

    def touch(self, key_id: str, now: datetime) -> None:
        """Note that a key was used."""
        row = self.session.get(ApiKeyRow, key_id)
        if row is not None:
            row.last_used_at = now


def _from_row(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
