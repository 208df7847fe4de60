"""Inserts of many rows at once; those that are there already can be left alone, so that work can be repeated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback_ai.store.tables import Table

INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Else SQLAlchemy leaves out what is None, and rows of different shape become a statement each.
ALIKE = {"render_nulls": True}


def insert_all(session: Session, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are new for certain; none of them if one is not."""
    if rows:
        session.execute(insert(table), rows, execution_options=ALIKE)


def insert_new(
    session: Session, table: type[Table], rows: Iterable[Mapping[str, Any]], key: InstrumentedAttribute[str]
) -> set[str]:
    """Insert rows, skipping those that a primary key or unique constraint holds already.

    Args:
        session: A writing transaction.
        table: Their table.
        rows: Column values by attribute name. Sorted by key here: two writers of the same rows then wait for each
            other instead of locking each other out.
        key: The column whose values tell which rows were inserted.

    Returns:
        The keys of the rows that are new.
    """
    values: Sequence[Mapping[str, Any]] = sorted(rows, key=lambda row: str(row[key.key]))
    if not values:
        return set()
    dialect_insert: Any = INSERTS[session.get_bind().dialect.name]
    statement = dialect_insert(table).on_conflict_do_nothing().returning(key)
    return set(session.scalars(statement, values, execution_options=ALIKE))
