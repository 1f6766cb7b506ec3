"""What sealing takes: room on the disk, time of the writer, and time to read what was sealed."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from time import perf_counter, thread_time
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy import Connection, Engine, select

from hmi.domain.machine import Machine
from hmi.domain.signal import Signal, SignalKind
from hmi.history import schema
from hmi.history.chunks.codec import decode_values
from hmi.history.chunks.hours import HOUR_US, hour_of
from hmi.history.chunks.late import SealedHours
from hmi.history.chunks.sealer import WAIT_US, Sealer
from hmi.history.chunks.stored import read_chunks
from hmi.history.columns import Columns
from hmi.history.ids import Ids, IdStatements
from hmi.history.raw import read_values
from hmi.history.sqlite.database import SqliteDatabase
from tests.perf.floor import END_US, FAST, SIGNALS, Floor, machine_name, observations
from tests.perf.rows import Row, median

_MACHINES: Final = 10
_NOW_US: Final = hour_of(END_US) + WAIT_US
"""When the last whole hour of the floor can be sealed."""
_REPEATS: Final = 5
"""How often the decoding of all chunks is timed."""
_INGEST: Final = 50_000
"""Observations a second that a store is to take in; sealing must be five times as fast."""


class _Slice(NamedTuple):
    """What one transaction took, in seconds: by the clock, and of the processor, which neighbours do not lengthen."""

    held: float
    busy: float


def measure(*, full: bool) -> list[Row]:
    """Seal some hours of the mixed floor, of 20 signals on each of 10 machines, and read them back."""
    hours = 24 if full else 6
    with tempfile.TemporaryDirectory(prefix="hmi-sealing-") as folder:
        database = SqliteDatabase(Path(folder) / "history.db")
        database.prepare()
        engine = database.writing()
        try:
            from_us = hour_of(END_US) - hours * HOUR_US
            points, fast = _store(engine, database, from_us)
            slices = _seal(engine)
            with engine.begin() as connection:
                if connection.execute(select(schema.sample.c.ts).limit(1)).first() is not None:
                    raise AssertionError("not everything was sealed")
                decoding = median([_decoding_s(connection, fast) for _ in range(_REPEATS)])
                reading = median([_reading_s(connection, fast) for _ in range(_REPEATS)])
            size = _size_sealed(Path(folder))
        finally:
            engine.dispose()
    held = [each.held for each in slices]
    busy = sum(each.busy for each in slices)
    of_fast = hours * 3600 * len(fast)
    return [
        Row("bytes per stored point, sealed, mixed floor", size / points, "B", goal=6),
        Row("seal rate, of the processor's time", points / busy, "points/s", goal=5 * _INGEST, at_least=True),
        Row("seal rate, by the clock", points / sum(held), "points/s"),
        Row("the writer is held by a slice of sealing, median", 1000 * median(held), "ms"),
        Row("the writer is held by a slice of sealing, longest", 1000 * max(held), "ms"),
        Row("decode rate, times and values at 1 Hz", of_fast / decoding, "points/s", goal=10_000_000, at_least=True),
        Row("read rate, times and values at 1 Hz from the store", of_fast / reading, "points/s"),
    ]


def _store(engine: Engine, database: SqliteDatabase, from_us: int) -> tuple[int, list[int]]:
    """Insert what the floor sent since a moment as rows; return how many and which signals come every second."""
    floor = Floor(machines=_MACHINES, days=2)
    insert = database.loader(schema.sample.insert(), schema.sample.columns.keys())
    points, fast = 0, []
    for number in range(floor.machines):
        name = machine_name(number)
        signals = [Signal(name, key, SignalKind.NUMBER, key, key.upper()) for key in SIGNALS]
        with engine.begin() as connection:
            ids = Ids(connection, IdStatements(database))
            ids.declare(connection, Machine(name, "Plant", "Cell", "Model", name), signals)
            for key, columns in zip(SIGNALS, observations(floor, number), strict=True):
                signal_id = ids.signals[name][key].id
                points += insert.run(connection, _rows(signal_id, columns, from_us, hour_of(END_US)))
                newest = {"signal_id": signal_id, "ts": _NOW_US, "instance_id": 1, "seq": int(columns.seq[-1]), "q": 0}
                connection.execute(schema.latest.insert(), newest)
            fast.append(ids.signals[name][FAST].id)
    return points, fast


def _rows(signal_id: int, columns: Columns, start_us: int, end_us: int) -> list[tuple[object, ...]]:
    inside = (columns.ts >= start_us) & (columns.ts < end_us)
    known = (value if value == value else None for value in columns.v[inside].tolist())  # noqa: PLR0124 - NaN
    ts, instance, seq, _, q = (column[inside].tolist() for column in columns)
    return list(zip([signal_id] * len(ts), ts, instance, seq, known, q, strict=True))


def _seal(engine: Engine) -> list[_Slice]:
    """Go round once, a transaction a slice as the writer does."""
    sealer = Sealer(SealedHours())
    slices = []
    more = True
    while more:
        begun, busy = perf_counter(), thread_time()
        with engine.begin() as connection:
            more = sealer.step(connection, _NOW_US)
        slices.append(_Slice(perf_counter() - begun, thread_time() - busy))
    return slices


def _decoding_s(connection: Connection, signals: list[int]) -> float:
    """Return the seconds that it takes to decode what is sealed of the signals, without reading it from the store."""
    chunks = [chunk for signal_id in signals for _, chunk in read_chunks(connection, signal_id, 0, END_US)]
    most = max(chunk.n for chunk in chunks)
    ts, v = np.empty(most, np.int64), np.empty(most, np.float64)
    begun = perf_counter()
    for chunk in chunks:
        decode_values(chunk, ts[: chunk.n], v[: chunk.n])
    return perf_counter() - begun


def _reading_s(connection: Connection, signals: list[int]) -> float:
    begun = perf_counter()
    for signal_id in signals:
        read_values(connection, signal_id, 0, END_US)
    return perf_counter() - begun


def _size_sealed(folder: Path) -> int:
    """Return the bytes that the table of chunks takes in a file of its own, with all that belongs to it."""
    alone = folder / "chunks.db"
    connection = sqlite3.connect(folder / "history.db")
    try:
        (create,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'sample_chunk'").fetchone()
        connection.execute("ATTACH ? AS alone", (str(alone),))
        connection.execute("PRAGMA alone.page_size = 8192")
        connection.execute(create.replace("sample_chunk", "alone.sample_chunk", 1))
        # in the order in which hours are sealed from day to day
        connection.execute("INSERT INTO alone.sample_chunk SELECT * FROM main.sample_chunk ORDER BY t0, signal_id")
        connection.commit()
    finally:
        connection.close()
    return alone.stat().st_size
