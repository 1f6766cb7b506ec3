"""Makes machines, signals and entries for the tests of the history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality, Value
from hmi.domain.records import Entry, StateChange
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.database import Database
from hmi.history.queries import History
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from hmi.history.writer import HistoryWriter

if TYPE_CHECKING:
    import psycopg

    from tests.peers.postgresql import Server

WAIT_S = 30.0
"""Longer than anything here takes; a test that waits this long has failed."""

SOURCE = "http://agent:5000"
MACHINE = Machine("Mill", "Plant", "Cell", "M1", SOURCE)
LOAD = Signal("Mill", "spindle_load", SignalKind.NUMBER, "sl", "LOAD", unit="PERCENT")
SPEED = Signal("Mill", "spindle_speed", SignalKind.NUMBER, "ss", "ROTARY_VELOCITY")
EXECUTION = Signal("Mill", "execution", SignalKind.TEXT, "ex", "EXECUTION")
SYSTEM = Signal("Mill", "system", SignalKind.CONDITION, "sy", "SYSTEM")
SIGNALS = (LOAD, SPEED, EXECUTION, SYSTEM)

FAULT, WARNING, NORMAL = ConditionLevel.FAULT, ConditionLevel.WARNING, ConditionLevel.NORMAL
GOOD, UNAVAILABLE = Quality.GOOD, Quality.UNAVAILABLE


def seen(
    signal: Signal, sequence: int, value: Value = 1.0, time_us: int | None = None, quality: Quality = GOOD
) -> Observation:
    """Return an observation; its time follows its sequence unless it is given."""
    return Observation(
        signal.machine, signal.key, 1000 * sequence if time_us is None else time_us, value, quality, sequence
    )


def batch(
    observations: Iterable[Observation], instance: int = 1, received_us: int = 0, *, snapshot: bool = False
) -> Batch:
    """Return a batch whose cursor follows its last observation."""
    listed = tuple(observations)
    after = max((o.sequence for o in listed), default=0) + 1
    return Batch(Cursor(SOURCE, instance, after), listed, received_us, snapshot=snapshot)


def entry(*observations: Observation, instance: int = 1, snapshot: bool = False) -> Entry:
    """Return an entry with one batch."""
    return Entry(batch(observations, instance, snapshot=snapshot))


def said(level: ConditionLevel, code: str = "", text: str = "") -> Condition:
    """Return a condition."""
    return Condition(level, "SYSTEM", code, text)


def state(start_us: int, value: MachineState = MachineState.RUNNING, machine: str = "Mill") -> StateChange:
    """Return a change into a state."""
    return StateChange(machine, start_us, Verdict(value, "5", Reason.CUTTING, f"since {start_us}"))


class _OverEngine(SqliteDatabase):
    """A database that is written through an engine with a fault of its own."""

    def __init__(self, path: Path, engine: Engine) -> None:
        super().__init__(path)
        self._engine = engine

    def writing(self) -> Engine:
        return self._engine


class Places:
    """Where the stores of data folders are: each in a file in its folder."""

    def database(self, folder: Path) -> Database:
        """Return the database that belongs to a folder."""
        return SqliteDatabase(folder / FILE_NAME)

    def rows(self, folder: Path, query: str) -> list[tuple[Any, ...]]:
        """Return what a store holds, read past the program."""
        connection = sqlite3.connect(folder / FILE_NAME)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


class PostgresPlaces(Places):
    """Each in a PostgreSQL database of its own."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._names: dict[Path, str] = {}
        self._lent: dict[str, list[Database]] = {}
        self._looking: dict[str, psycopg.Connection[Any]] = {}

    def name(self, folder: Path) -> str:
        """Return the name of the database of a folder, which it has from the first question on until it is gone."""
        name = self._names.get(folder)
        if name is None:
            for gone in [known for known in self._names if not known.exists()]:
                self._give_back(self._names.pop(gone))
            name = self._names[folder] = self._server.lend()
        return name

    def database(self, folder: Path) -> Database:
        name = self.name(folder)
        database = self._server.database(name)
        self._lent.setdefault(name, []).append(database)
        return database

    def rows(self, folder: Path, query: str) -> list[tuple[Any, ...]]:
        name = self.name(folder)
        connection = self._looking.get(name)
        if connection is None:
            connection = self._looking[name] = self._server.connect(name)
        return connection.execute(query.encode()).fetchall()

    def clear(self) -> None:
        """Give the databases back."""
        for name in self._names.values():
            self._give_back(name)

    def _give_back(self, name: str) -> None:
        for database in self._lent.pop(name, ()):
            database.writing().dispose()
        if name in self._looking:
            self._looking.pop(name).close()
        self._server.take_back(name)


places: Places = Places()
"""Where stores are now; the fixture ``each_database`` lets a test run once in each kind of place."""


def database_in(folder: Path) -> Database:
    """Return the database of a data folder."""
    return places.database(folder)


def history_in(folder: Path) -> History:
    """Return the read side of the store in a data folder."""
    return History(database_in(folder))


@contextmanager
def writing(
    folder: Path, signals: Sequence[Signal] = SIGNALS, engine: Engine | None = None, **options: Any
) -> Iterator[HistoryWriter]:
    """Run a writer on a store in ``folder`` that knows the machine of this module."""
    database = database_in(folder)
    database.prepare()
    if engine is not None:
        database = _OverEngine(folder / FILE_NAME, engine)
    writer = HistoryWriter(database, options.pop("clock_us", lambda: 1_000_000), **options)
    if signals:
        writer.declare(MACHINE, signals)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop(WAIT_S)


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a store holds, read past the program."""
    return places.rows(folder, query)
