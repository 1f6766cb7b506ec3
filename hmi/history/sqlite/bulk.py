"""Inserts many rows with few statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

from numpy.typing import NDArray
from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import sqlite

from hmi.history.database import Row

_MOST: Final = 512
"""Rows in one statement; a power of two. 512 rows of 12 columns stay below SQLite's limit of 32,766 parameters."""


class BulkInsert:
    """An insert of rows that hold ``columns`` in this order.

    Several hundred rows go into one statement, because Python's sqlite3 lets go of the interpreter lock for every step:
    with one row a step a busy neighbour thread holds the writer down to 3,000 rows/s, with 500 a step to 80,000
    (measured on two cores; without a neighbour it is 1.3 times as fast as ``executemany``). The statement is compiled
    from the Core insert, so that the table stays the only definition.
    """

    def __init__(self, insert: Insert, columns: Sequence[str]) -> None:
        self._width = len(columns)
        self._one_row = f"({', '.join('?' * len(columns))})"
        self._text = str(insert.compile(dialect=sqlite.dialect(paramstyle="qmark"), column_keys=list(columns)))
        self._statements: dict[int, str] = {}

    def run(self, connection: Connection, rows: Iterable[Row]) -> int:
        """Insert the rows in their order and return how many the database took or changed."""
        values = tuple(chain.from_iterable(rows))
        taken = 0
        start = 0
        size = _MOST
        left = len(values) // self._width
        while left:
            while size > left:
                size //= 2
            end = start + size * self._width
            taken += connection.exec_driver_sql(self._statement(size), values[start:end]).rowcount
            start = end
            left -= size
        return taken

    def load(self, connection: Connection, columns: Sequence[NDArray[Any]]) -> int:
        """Do the same with equally long arrays, one for each column; SQLite itself takes NaN for NULL."""
        return self.run(connection, zip(*(column.tolist() for column in columns), strict=True))

    def _statement(self, size: int) -> str:
        statement = self._statements.get(size)
        if statement is None:
            values = ", ".join([self._one_row] * size)
            statement = self._statements[size] = self._text.replace(self._one_row, values, 1)
        return statement
