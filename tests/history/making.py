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
        self._lent: list[Database] = []

    def name(self, folder: Path) -> str:
        """Return the name of the database that belongs to a folder; it is made when it is first asked for."""
        name = self._names.get(folder)
        if name is None:
            name = self._names[folder] = self._server.create()
        return name

    def database(self, folder: Path) -> Database:
        database = self._server.database(self.name(folder))
        self._lent.append(database)
        return database

    def rows(self, folder: Path, query: str) -> list[tuple[Any, ...]]:
        with self._server.connect(self.name(folder)) as connection:
            return connection.execute(query.encode()).fetchall()

    def clear(self) -> None:
        """Remove the databases."""
        for database in self._lent:
            database.writing().dispose()
        for name in self._names.values():
            self._server.drop(name)


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
