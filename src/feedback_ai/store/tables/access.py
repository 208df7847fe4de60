"""Keys, requests that may come twice, and jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback_ai.store.tables.base import Table


class ApiKeyRow(Table):
    """An API key; of the token only its sha256 is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_hash: Mapped[str]
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class IdempotencyRow(Table):
    """A request with an `Idempotency-Key`; without a status it is still being answered."""

    __tablename__ = "idempotency"

    principal: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]


class JobRow(Table):
    """A bulk request; its progress is that of the feedback rows that carry its id."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    actor: Mapped[str]
    created_at: Mapped[datetime]
    known: Mapped[int]
    refused: Mapped[list[Any]]
