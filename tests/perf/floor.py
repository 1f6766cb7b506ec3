"""A floor that never was: a month of what its machines sent, stored as the product stores it.

The mixed data set that storage was measured with: of each machine's twenty signals one comes every second, and
nineteen every ninety seconds; ten machines make 31.4 million observations in thirty days.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import Connection, insert

from hmi.domain.machine import Machine
from hmi.domain.observation import Quality
from hmi.domain.signal import Signal, SignalKind
from hmi.history import schema
from hmi.history.chunks.hours import HOUR_US
from hmi.history.columns import Columns, Times, Values
from hmi.history.database import Database
from hmi.history.ids import Ids, IdStatements
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from tests.history.filling import insert_rows, plain_rows, store_observations

SECOND_US: Final = 1_000_000
DAY_US: Final = 24 * HOUR_US
END_US: Final = 1_764_092_096_789_000
"""When the floor fell silent: 2025-11-25 17:34:56.789 UTC."""

FAST: Final = "spindle_load"
"""The signal of each machine that comes every second."""

_SLOW_S: Final = 90
_SLOW: Final = (*(f"axis{n}.position" for n in range(6)), *(f"counter{n}" for n in range(4)))
_SLOW_REST: Final = (*(f"motor{n}.temperature" for n in range(5)), *(f"motor{n}.load" for n in range(4)))
SIGNALS: Final = (FAST, *_SLOW, *_SLOW_REST)


@dataclass(frozen=True, slots=True)
class Floor:
    """How large it is."""

    machines: int = 10
    days: int = 30

    @property
    def start_us(self) -> int:
        """When the first observation was made, at the latest."""
        return END_US - self.days * DAY_US


def machine_name(number: int) -> str:
    """Return the key of a machine, counted from 0."""
    return f"Machine {number + 1}"


def agent_instance(number: int) -> int:
    """Return what the agent of a machine calls its run."""
    return 1_700_000_000 + number


def observations(floor: Floor, number: int) -> list[Columns]:
    """Return what a machine sent, signal by signal in the order of :data:`SIGNALS`, with instance 1.

    Times are whole milliseconds, with jitter; sequences count all signals of the machine together, as agents do. Each
    signal is unavailable for a minute or two of every day.
    """
    chance = np.random.default_rng(number)
    times = [_times(chance, floor, 1 if key == FAST else _SLOW_S) for key in SIGNALS]
    together = np.concatenate(times)
    seq = np.empty(len(together), np.int64)
    seq[np.argsort(together, kind="stable")] = np.arange(1, len(together) + 1)
    found = []
    end = 0
    for key, ts in zip(SIGNALS, times, strict=True):
        begin, end = end, end + len(ts)
        v = _values(chance, key, ts)
        v[ts % DAY_US < 100 * SECOND_US] = np.nan
        q = np.where(np.isnan(v), np.int16(Quality.UNAVAILABLE), np.int16(Quality.GOOD))
        found.append(Columns(ts, np.ones(len(ts), np.int64), seq[begin:end], v, q))
    return found


def store_floor(database: Database, floor: Floor) -> None:
    """Fill an empty store with a floor: packed hours, rollups, the newest hours as rows, latest values, cursors."""
    database.prepare()
    engine = database.writing()
    try:
        with engine.connect() as connection:
            for number in range(floor.machines):
                with connection.begin():
                    _store_machine(connection, database, number, observations(floor, number))
    finally:
        engine.dispose()


@cache
def floor_file(floor: Floor) -> Path:
    """Return a store of the floor that is built once a run, to be read or copied; gone when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="hmi-floor-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store_floor(SqliteDatabase(folder / FILE_NAME), floor)
    return folder / FILE_NAME


def _times(chance: np.random.Generator, floor: Floor, every_s: int) -> Times:
    count = floor.days * 86_400 // every_s
    jitter = chance.integers(0, 300 if every_s == 1 else 20_000, count)
    phase = int(chance.integers(0, 500)) * 1000
    return floor.start_us + phase + np.arange(count, dtype=np.int64) * every_s * SECOND_US + jitter * 1000


def _values(chance: np.random.Generator, key: str, ts: Times) -> Values:
    """Return values of the resolution that a controller reports such a signal with."""
    count = len(ts)
    hours = ts / HOUR_US
    if key.endswith("load"):
        return np.abs(np.asarray(40 + 30 * np.sin(8 * hours) + chance.normal(0, 4, count), np.float64)).round(1)
    if key.endswith("position"):
        return np.asarray(250 + 240 * np.sin(6 * hours) + chance.normal(0, 0.02, count), np.float64).round(4)
    if key.startswith("counter"):
        return np.cumsum(chance.integers(0, 3, count)).astype(np.float64)
    single = (45 + np.cumsum(chance.normal(0, 0.05, count))).astype(np.float32)
    return single.astype(np.float64)


def _store_machine(connection: Connection, database: Database, number: int, sent: Sequence[Columns]) -> None:
    ids = Ids(connection, IdStatements(database))
    name = machine_name(number)
    address = f"http://agent-{number + 1}:5000"
    machine = Machine(name, "Plant", "Cell", "Model", address)
    ids.declare(connection, machine, [Signal(name, key, SignalKind.NUMBER, key, key.upper()) for key in SIGNALS])
    source_id = ids.source(connection, address)
    instance_id = ids.instance(connection, source_id, agent_instance(number), END_US)
    sealed_us = (END_US - 2 * HOUR_US) // HOUR_US * HOUR_US
    newest = []
    for key, columns in zip(SIGNALS, sent, strict=True):
        signal_id = ids.signals[name][key].id
        stored = columns._replace(instance=np.full(len(columns.ts), instance_id, np.int64))
        store_observations(connection, database, signal_id, stored, sealed_us)
        ts, instance, seq, v, q = next(plain_rows([column[-1:] for column in stored]))
        newest.append((signal_id, ts, instance, seq, v, None, q))
    insert_rows(connection, database, schema.latest, newest)
    connection.execute(
        insert(schema.ingest_cursor).values(
            source_id=source_id,
            instance_id=instance_id,
            next_seq=sum(len(columns.ts) for columns in sent) + 1,
            last_ts=END_US,
            updated=END_US,
        )
    )
