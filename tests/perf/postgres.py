"""What the history costs in PostgreSQL: all of writing, against the least that a COPY can do."""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from typing import Any, Final

import psycopg

from hmi.history.postgres.binary import copy_of, field_of
from hmi.history.schema import sample
from tests.peers.postgresql import OwnServer
from tests.perf.querying import newest
from tests.perf.rows import Row, median
from tests.perf.writing import Work, timed, work, write

_TRIES, _TRIES_FULL = 3, 7
_BARE: Final = "CREATE TABLE bare (signal_id int4, ts int8, instance_id int4, seq int8, v float8, q int2)"
_COPY: Final = "COPY bare FROM STDIN (FORMAT BINARY)"


def _bare(server: OwnServer, what: Work) -> float:
    """Copy the same rows, sorted as they are, in as many transactions, into a table without a key; return seconds."""
    name = server.create(empty=True)
    fields = [field_of(column) for column in sample.columns]
    with server.connect(name) as connection:
        connection.execute(_BARE)

        def copy() -> None:
            for rows in what.rows:
                _copy(connection, copy_of(tuple(zip(*rows, strict=True)), fields))

        _, wall_s = timed(copy)
    server.drop(name)
    return wall_s


def _copy(connection: psycopg.Connection[Any], content: bytes) -> None:
    with connection.transaction(), connection.cursor() as cursor, cursor.copy(_COPY) as stream:
        stream.write(content)


def _writing(server: OwnServer, tries: int) -> list[Row]:
    what = work()
    ratios, rates, shares = [], [], []
    for _ in range(tries):
        gc.collect()
        bare_s = _bare(server, what)
        name = server.create()
        database = server.database(name)
        database.prepare()
        cpu_s, wall_s = write(database, what)
        database.writing().dispose()
        server.drop(name)
        ratios.append(bare_s / wall_s)
        rates.append(what.count / wall_s)
        shares.append(cpu_s / wall_s)
    return [
        Row("write everything, of a bare COPY, time, PostgreSQL", median(ratios), "×", 0.2, at_least=True),
        Row("observations written per second, PostgreSQL", median(rates), "/s"),
        Row("share of our own CPU in that time, PostgreSQL", 100 * median(shares), "%"),
    ]


def measure(*, full: bool = False) -> list[Row]:
    """Return the figures of a server that waits for its disk, as it comes."""
    with tempfile.TemporaryDirectory(prefix="hmi-postgresql-") as folder:
        server = OwnServer(Path(folder) / "data")
        try:
            rows = _writing(server, _TRIES_FULL if full else _TRIES)
            database = server.database(server.create())
            database.prepare()
            return [*rows, newest(database)]
        finally:
            server.close()
