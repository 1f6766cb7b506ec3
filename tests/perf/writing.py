"""What writing costs: the whole way of observations into the store, against the least that a database can do."""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor, Observation, Quality
from hmi.domain.records import Entry, StateChange
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.backlog import Declaration
from hmi.history.chunks.late import SealedHours
from hmi.history.database import Database
from hmi.history.recorder import Recorder
from hmi.history.rollups.growing import GrowingRollups
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from hmi.history.writer import HistoryWriter
from tests.perf.floor import SIGNALS, Floor, agent_instance, machine_name, observations
from tests.perf.rows import Row, median

_TRIES, _TRIES_FULL = 5, 9
_TRANSACTION: Final = 20_000
_TRANSACTIONS: Final = 10
_BATCH: Final = 100
_STATE_US: Final = 240_000_000
"""How long a machine stays in a state, in the mean."""
_WAIT_S: Final = 120.0
_INSERT: Final = "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?)"

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """What ten machines said in four and a half hours, as it is offered and as rows in the order of their keys."""

    declarations: tuple[Declaration, ...]
    loads: tuple[tuple[Entry, ...], ...]
    rows: tuple[Rows, ...]
    """The same for each transaction of 20,000; signals are numbered from 1 as a new store does."""

    @property
    def count(self) -> int:
        """Observations."""
        return sum(map(len, self.rows))


@cache
def work() -> Work:
    """Return the mixed floor: of each machine one signal every second, nineteen every 90 s, and its states."""
    floor = Floor(days=1)
    declarations = []
    streams: list[list[Entry]] = []
    number: dict[tuple[str, str], int] = {}
    for place in range(floor.machines):
        machine = Machine(machine_name(place), source=f"http://agent{place}:5000")
        signals = {key: Signal(machine.key, key, SignalKind.NUMBER, key, "X") for key in SIGNALS}
        declarations.append(Declaration(machine, signals))
        number.update(((machine.key, key), len(number) + 1) for key in SIGNALS)
        streams.append(list(_entries(floor, place, machine)))
    each = _TRANSACTION // _BATCH // floor.machines
    loads = [
        tuple(entry for stream in streams for entry in stream[start : start + each])
        for start in range(0, _TRANSACTIONS * each, each)
    ]
    rows = [
        sorted(
            (number[o.machine, o.signal], o.time_us, 1 + int(o.machine.split()[1]), o.sequence, o.value, int(o.quality))
            for entry in load
            if entry.batch is not None
            for o in entry.batch.observations
        )
        for load in loads
    ]
    return Work(tuple(declarations), tuple(loads), tuple(rows))


def _entries(floor: Floor, place: int, machine: Machine) -> Iterator[Entry]:
    """Yield what one agent sent, a hundred observations a time, as many as are needed."""
    said = [
        Observation(machine.key, key, ts, None if v != v else v, Quality(q), seq)  # noqa: PLR0124 - NaN
        for key, columns in zip(SIGNALS, observations(floor, place), strict=True)
        for ts, _, seq, v, q in zip(*(column.tolist() for column in columns), strict=True)
    ]
    said.sort(key=lambda o: o.sequence)
    changed_us = said[0].time_us
    needed = _TRANSACTION * _TRANSACTIONS // floor.machines
    for together in (said[start : start + _BATCH] for start in range(0, needed, _BATCH)):
        newest_us = together[-1].time_us
        states: tuple[StateChange, ...] = ()
        if newest_us >= changed_us + _STATE_US:
            changed_us = newest_us
            states = (StateChange(machine.key, changed_us, Verdict(MachineState.RUNNING, "5", Reason.CUTTING)),)
        cursor = Cursor(machine.source, agent_instance(place), together[-1].sequence + 1)
        yield Entry(Batch(cursor, tuple(together), newest_us), states)


def write(database: Database, what: Work) -> tuple[float, float]:
    """Give everything to a writer and wait until all is committed; return the CPU and wall seconds that it took."""
    writer = HistoryWriter(database, lambda: time.time_ns() // 1000, capacity=2 * what.count)
    for declaration in what.declarations:
        writer.declare(declaration.machine, tuple(declaration.signals.values()))
    writer.start()
    done = writer.flush(_WAIT_S)

    def offer() -> None:
        nonlocal done
        for load in what.loads:
            for entry in load:
                writer.offer(entry)
        done &= writer.flush(_WAIT_S)

    took = timed(offer)
    if not writer.stop(_WAIT_S) or not done:
        raise TimeoutError("the writer did not get it done")
    return took


def _bare(database: Database, what: Work) -> tuple[float, float]:
    """Insert the same rows, sorted as they are, in as many transactions, into the same table of a file like ours."""
    engine = database.writing()
    connection = engine.raw_connection()
    driver: sqlite3.Connection = connection.driver_connection  # type: ignore[assignment]

    def insert() -> None:
        for rows in what.rows:
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany(_INSERT, rows)
            driver.execute("COMMIT")

    took = timed(insert)
    connection.close()
    engine.dispose()
    return took


def _new(folder: Path, name: str) -> SqliteDatabase:
    (folder / name).mkdir()
    database = SqliteDatabase(folder / name / FILE_NAME)
    database.prepare()
    return database


def _sqlite(tries: int) -> list[Row]:
    what = work()
    ratios, rates = [], []
    for _ in range(tries):
        with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name:
            folder = Path(name)
            bare, full = _new(folder, "bare"), _new(folder, "full")
            gc.collect()
            bare_s, _ = _bare(bare, what)
            full_s, wall_s = write(full, what)
            ratios.append(bare_s / full_s)
            rates.append(what.count / wall_s)
    longest_s, share = _slices(what)
    return [
        Row("write everything, of bare executemany, CPU time, SQLite", median(ratios), "×", 0.6, at_least=True),
        Row("observations written per second, SQLite", median(rates), "/s", 50_000, at_least=True),
        Row("share of rollups in it, SQLite", 100 * share, "%"),
        Row("longest transaction of 20,000, SQLite", 1000 * longest_s, "ms"),
    ]


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of this process."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu_s, time.perf_counter() - wall_s


def _slices(what: Work) -> tuple[float, float]:
    """Return the wall seconds of the longest transaction, and the share of the rollups in the CPU time of all."""
    with tempfile.TemporaryDirectory(prefix="hmi-perf-") as name, _clocked(GrowingRollups, "split", "add") as rollups:
        database = _new(Path(name), "full")
        recorder = Recorder(database, SealedHours())
        engine = database.writing()
        longest_s = spent_s = 0.0
        with engine.connect() as connection:
            with connection.begin():
                recorder.record(connection, what.declarations, (), 0)

            def record(load: Sequence[Entry]) -> None:
                with connection.begin():
                    recorder.record(connection, (), load, 0)

            for load in what.loads:
                cpu_s, wall_s = timed(partial(record, load))
                longest_s, spent_s = max(longest_s, wall_s), spent_s + cpu_s
        engine.dispose()
        return longest_s, sum(rollups) / spent_s


@contextmanager
def _clocked(kind: type, *names: str) -> Iterator[list[float]]:
    """Take the CPU time of every call of some methods."""
    spent: list[float] = []
    before = {name: getattr(kind, name) for name in names}

    def clocked(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            began_s = time.thread_time()
            try:
                return method(*given)
            finally:
                spent.append(time.thread_time() - began_s)

        return call

    for name, method in before.items():
        setattr(kind, name, clocked(method))
    try:
        yield spent
    finally:
        for name, method in before.items():
            setattr(kind, name, method)


def measure(*, full: bool = False) -> list[Row]:
    """Return the figures of writing into SQLite; those of PostgreSQL have a module of their own."""
    return _sqlite(_TRIES_FULL if full else _TRIES)
