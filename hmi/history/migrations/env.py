"""Runs the revisions inside the transaction that the caller has begun."""

from __future__ import annotations

from alembic import context

from hmi.history.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column by copying its table
)
context.run_migrations()
