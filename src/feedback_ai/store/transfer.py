"""A whole store into another one: from SQLite to PostgreSQL when it outgrows one machine, or back."""

from sqlalchemy import exists, insert, select

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
    return copied
