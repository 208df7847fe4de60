"""A whole store into another one: from SQLite to PostgreSQL when it outgrows one machine, or back."""

from sqlalchemy import Integer, exists, func, insert, select
from sqlalchemy.orm import Session

from feedback_ai.errors import StoreError
from feedback_ai.store.database import Store
from feedback_ai.store.tables import Table

ROWS_AT_A_TIME = 1000


def copy_store(source: Store, target: Store) -> dict[str, int]:
    """Copy every row of a store into an empty one, all of them or, on an error, none.

    The secret key of the customer hashes is not in the store: FEEDBACK_AI_SECRET_KEY, or the file `secret.key`, has to
    move along, else the same customer gets another hash from then on.

    Returns:
        Rows copied, by table.

    Raises:
        StoreError: If the target is not empty, or one of the databases fails.
    """
    tables = Table.metadata.sorted_tables  # what is referred to comes first
    copied = dict.fromkeys((table.name for table in tables), 0)
    with source.reading() as reading, target.writing() as writing:
        for table in tables:
            if writing.scalar(select(exists().select_from(table))):
                raise StoreError(
                    f"The store {target.display_url} is not empty.", hint="Copy into a database without tables."
                )
        for table in tables:
            rows = reading.execute(select(table).execution_options(yield_per=ROWS_AT_A_TIME)).mappings()
            for some in rows.partitions():
                writing.execute(insert(table), [dict(row) for row in some])
                copied[table.name] += len(some)
        _continue_numbers(writing)
    return copied


def _continue_numbers(session: Session) -> None:
    """Let PostgreSQL go on numbering after the ids that were copied; SQLite looks at the rows themselves."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Table.metadata.sorted_tables:
        (key, *more) = table.primary_key.columns
        if not more and isinstance(key.type, Integer) and key.autoincrement and not key.foreign_keys:
            last = select(func.max(key)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            session.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))
