"""Fills a store with observations as the product keeps them once they are old: packed, with their rollups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table

from hmi.history import schema
from hmi.history.chunks.codec import encode
from hmi.history.chunks.hours import HOUR_US
from hmi.history.columns import Columns
from hmi.history.database import Database
from hmi.history.rollups.arithmetic import TEN_MINUTES_US, coarser, roll_up


def store_observations(
    connection: Connection, database: Database, signal_id: int, columns: Columns, sealed_us: int
) -> None:
    """Store what a number signal said: packed before the hour that begins at ``sealed_us``, as rows from it on."""
    insert_rows(connection, database, schema.sample_chunk, _chunks(signal_id, columns, sealed_us))
    begin = int(np.searchsorted(columns.ts, sealed_us))
    rows = plain_rows([column[begin:] for column in columns])
    insert_rows(connection, database, schema.sample, ((signal_id, *row) for row in rows))
    of_signal = np.full(len(columns.ts), signal_id, np.int64)
    ten_minutes = roll_up(of_signal, columns.ts, columns.v, columns.q, TEN_MINUTES_US)
    insert_rows(connection, database, schema.rollup_10m, plain_rows(ten_minutes))
    insert_rows(connection, database, schema.rollup_1h, plain_rows(coarser(ten_minutes, HOUR_US)))


def plain_rows(columns: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Return the rows of columns as Python's own numbers; NaN as None."""
    return zip(*map(_listed, columns), strict=True)


def insert_rows(connection: Connection, database: Database, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows that hold all columns of a table."""
    database.loader(database.insert(table), table.columns.keys()).run(connection, list(rows))


def _chunks(signal_id: int, columns: Columns, sealed_us: int) -> Iterator[tuple[Any, ...]]:
    if not len(columns.ts):
        return
    hours = np.arange(int(columns.ts[0]) // HOUR_US, sealed_us // HOUR_US + 1, dtype=np.int64) * HOUR_US
    at = np.searchsorted(columns.ts, hours).tolist()
    for t0, begin, end in zip(hours.tolist(), at, at[1:], strict=False):
        if end > begin:
            yield (signal_id, t0, *encode(Columns._make(column[begin:end] for column in columns)))


def _listed(column: Any) -> list[Any]:
    plain = column.astype(object)
    if column.dtype.kind == "f":
        plain[np.isnan(column)] = None
    listed: list[Any] = plain.tolist()
    return listed
