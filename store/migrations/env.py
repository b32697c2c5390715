"""What Alembic runs: revisions on the connection that store/migrations/commands.py was given."""

from __future__ import annotations

from alembic import context

from store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by making it anew
    compare_type=True,
    transactional_ddl=True,  # the caller's BEGIN IMMEDIATE holds for DDL too
)
with context.begin_transaction():
    context.run_migrations()
