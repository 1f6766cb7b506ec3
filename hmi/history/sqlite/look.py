"""A quick look at the tables of a store that is being opened."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hmi.history.schema import metadata


def look_over(connection: Connection) -> None:
    """Read the first and the last row of every table, which takes milliseconds however large they are.

    It finds a file that was cut off or half overwritten, not every bad page: a backup's check looks at all. Raises
    DBAPIError where SQLite finds damage.
    """
    for table in metadata.sorted_tables:
        key = tuple(table.primary_key.columns)
        connection.execute(select(table).order_by(*key).limit(1)).all()
        connection.execute(select(table).order_by(*(column.desc() for column in key)).limit(1)).all()
