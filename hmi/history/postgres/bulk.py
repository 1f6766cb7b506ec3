"""Inserts many rows in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from numpy.typing import NDArray
from psycopg import errors
from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from hmi.history.database import Row
from hmi.history.postgres.binary import Values, array_of, copy_of, field_of
from hmi.history.postgres.engine import SENT
from hmi.history.postgres.partitions import make_partitions
from hmi.history.schema import sample

_ONE_ROW: Final = re.compile(r" VALUES \([^()]*\)")
_WORTH_A_COPY: Final = 256
"""Rows from which on COPY is faster than one statement, which needs no savepoint."""


class BulkLoad:
    """An insert of rows that hold ``columns`` in this order.

    One statement takes them all, as arrays that numpy has written: as fast as COPY into a temporary table and INSERT
    from there, in one round trip. Rows of numbers of which none is expected twice are first tried by COPY into the
    table itself, which takes twice as many a second (PostgreSQL 18, rows of samples: 350,000/s against 200,000).
    """

    def __init__(self, insert: Insert, columns: Sequence[str]) -> None:
        table = insert.table
        if not isinstance(table, Table):
            raise TypeError(f"rows are inserted into a table, not into {table!r}")
        self._fields = [field_of(table.c[name]) for name in columns]
        arrays = ", ".join(f"%s::{field.kind.name}[]" for field in self._fields)
        dialect: Any = postgresql.dialect(paramstyle="format")  # type: ignore[no-untyped-call]
        text = str(insert.inline().compile(dialect=dialect, column_keys=list(columns)))
        self._text, found = _ONE_ROW.subn(f" SELECT * FROM unnest({arrays})", text)  # noqa: S608 - names of ours
        if found != 1 or self._text.count("%s") != len(columns):
            raise ValueError(f"not an insert whose parameters are one row: {text}")
        self._types = [SENT[field.kind] for field in self._fields]
        self._key = [columns.index(name) for name in _updated_by(insert)]
        numbers = all(field.kind.numbers for field in self._fields)
        names = ", ".join(f'"{name}"' for name in columns)
        self._copy = None if self._key or not numbers else f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)'
        self._time = columns.index("ts") if table is sample else None

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Insert the rows in their order and return how many the database took or changed."""
        return self._load(connection, tuple(zip(*rows, strict=True))) if rows else 0

    def load(self, connection: Connection, columns: Sequence[NDArray[Any]]) -> int:
        """Do the same with equally long arrays, one for each column; NaN stands for NULL."""
        return self._load(connection, columns) if len(columns[0]) else 0

    def _load(self, connection: Connection, columns: Sequence[Values]) -> int:
        if self._time is None:
            return self._take(connection, columns)
        try:
            with connection.begin_nested():
                return self._take(connection, columns)
        except (DBAPIError, errors.CheckViolation) as error:
            if not isinstance(error.orig if isinstance(error, DBAPIError) else error, errors.CheckViolation):
                raise
            make_partitions(connection, columns[self._time])
            return self._take(connection, columns)

    def _take(self, connection: Connection, columns: Sequence[Values]) -> int:
        if self._copy is not None and len(columns[0]) >= _WORTH_A_COPY:
            try:
                with connection.begin_nested():
                    self._copy_in(connection, self._copy, columns)
            except errors.UniqueViolation:
                pass  # some are there already
            else:
                return len(columns[0])
        return sum(self._insert(connection, part) for part in self._parts(columns))

    def _copy_in(self, connection: Connection, copy: str, columns: Sequence[Values]) -> None:
        content = copy_of(columns, self._fields)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(copy) as stream:
            stream.write(content)

    def _insert(self, connection: Connection, columns: Sequence[Values]) -> int:
        arrays = tuple(
            sent(array_of(values, field))
            for values, field, sent in zip(columns, self._fields, self._types, strict=True)
        )
        return connection.exec_driver_sql(self._text, arrays).rowcount

    def _parts(self, columns: Sequence[Values]) -> Iterator[Sequence[Values]]:
        """Yield the rows so that none is updated twice by one statement, which PostgreSQL refuses."""
        seen: set[object] = set()
        start = 0
        for place, key in enumerate(zip(*(columns[index] for index in self._key), strict=True)):
            if key in seen:
                yield [values[start:place] for values in columns]
                start = place
                seen.clear()
            seen.add(key)
        yield [values[start:] for values in columns] if start else columns


def _updated_by(insert: Insert) -> list[str]:
    """Return the key by which an insert finds the row that it updates; nothing where it leaves that row alone."""
    conflict = insert._post_values_clause  # SQLAlchemy has no public name for it
    if isinstance(conflict, postgresql.dml.OnConflictDoUpdate):
        return [str(element) for element in conflict.inferred_target_elements or ()]
    return []
