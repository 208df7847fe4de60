"""What all tables share: names of constraints, types of columns."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Double, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase

from feedback_ai.store.column_types import UtcDateTime

# Names that are the same on both databases, so that a migration can address a constraint.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

UNKNOWN_TIME = datetime(1, 1, 2, tzinfo=UTC)
"""Sorts before every real time; a day after the first one that Python knows, so that any time zone can show it."""


class Table(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012
        datetime: UtcDateTime,
        float: Double,
        bytes: LargeBinary,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }
