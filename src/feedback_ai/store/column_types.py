"""Column types that read back the same from both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

MAX_ID = 2**31 - 1
"""Largest id that both databases take."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC, to the microsecond: `timestamptz` on PostgreSQL, ISO text on SQLite.

    A value without a zone is taken as UTC; what is read always carries it.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value as the database keeps it."""
        if value is None:
            return None
        try:
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError:  # a filter may name a time whose offset leads beyond an end of the calendar
            return (datetime.min if value.year == 1 else datetime.max).replace(tzinfo=UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The value with its zone, which SQLite does not keep."""
        return self.process_bind_param(value, dialect)
