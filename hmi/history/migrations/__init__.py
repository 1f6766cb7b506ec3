"""The way from each schema of the history to the next, run by alembic."""
