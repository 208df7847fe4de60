"""Run by Alembic for every upgrade; `store/revisions.py` hands over an open connection inside a transaction."""

from alembic import context

from feedback_ai.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite changes a column by copying its table
)
with context.begin_transaction():
    context.run_migrations()
