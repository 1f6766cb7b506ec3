"""What the writer does between batches."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from hmi.history.backlog import Backlog, Load
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.sqlite.engine import write_engine
from hmi.history.writer import HistoryWriter
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, database_in, entry, rows, seen, writing

pytestmark = pytest.mark.usefixtures("each_database")


class _Sweeping:
    """A chore of a few slices that can fail."""

    name = "sweeping"

    def __init__(self, slices: int, *, failing: bool = False) -> None:
        self.left = slices
        self.failing = failing
        self.forgot = 0
        self.done = threading.Event()

    def due(self, _now_us: int) -> bool:
        return self.left > 0

    def step(self, connection: Connection, _now_us: int) -> bool:
        connection.execute(text("DELETE FROM sample WHERE seq = :seq"), {"seq": self.left})
        self.left -= 1
        if self.left == 0:
            self.done.set()
        if self.failing:
            raise ValueError("the broom is broken")
        return self.left > 0

    def forget(self) -> None:
        self.forgot += 1


def test_a_chore_gets_its_slices_once_batches_are_written(tmp_path: Path) -> None:
    sweeping = _Sweeping(3)
    with writing(tmp_path, linger_s=0.0, chores=(sweeping,)) as writer:
        writer.offer(entry(*(seen(LOAD, number) for number in range(1, 6))))
        assert sweeping.done.wait(WAIT_S)
        assert writer.flush(WAIT_S)
    left = {seq for (seq,) in rows(tmp_path, "SELECT seq FROM sample")}
    assert {4, 5} <= left


def test_a_chore_that_fails_changes_nothing_and_keeps_nothing_from_being_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = _Sweeping(1, failing=True)
    with writing(tmp_path, linger_s=0.0, chores=(broken,)) as writer:
        writer.offer(entry(seen(LOAD, 1)))
        assert broken.done.wait(WAIT_S)
        writer.offer(entry(seen(LOAD, 2)))
        assert writer.flush(WAIT_S)
    assert rows(tmp_path, "SELECT seq FROM sample ORDER BY seq") == [(1,), (2,)]
    assert broken.forgot == 1
    assert "the broom is broken" in caplog.text


def test_what_frees_space_goes_on_while_the_disk_is_full(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    if not isinstance(database, SqliteDatabase):
        pytest.skip("a server has its own disk")
    database.prepare()
    engine = write_engine(database.path)
    connections: list[sqlite3.Connection] = []

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 30}")
        connections.append(connection)

    class Room(_Sweeping):
        """Makes room while the disk is full, as deleting does."""

        frees_space = True

        def step(self, connection: Connection, now_us: int) -> bool:
            connections[0].execute("PRAGMA max_page_count = 1000000")
            return super().step(connection, now_us)

        def due(self, _now_us: int) -> bool:
            return self.left > 0 and bool(writer and not writer[0].health().ok)

    room = Room(1)
    writer: list[HistoryWriter] = []
    with writing(tmp_path, engine=engine, linger_s=0.0, retry_s=0.01, chores=(room,)) as running:
        writer.append(running)
        offered = 0
        while not room.done.is_set():
            if running.offer(entry(*(seen(LOAD, offered + i) for i in range(1, 1001)))):
                offered += 1000
        assert running.flush(WAIT_S)
        assert running.health().ok


def test_what_was_still_gathering_between_two_slices_is_written_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, closed = Backlog.take, threading.Event()

    def then_closed(backlog: Backlog, limit: int, linger_s: float, idle_s: float) -> Load | None:
        load = take(backlog, limit, linger_s, idle_s)
        if load is None and backlog.held:
            backlog.close()  # as another thread may, at the very moment
            closed.set()
        return load

    monkeypatch.setattr(Backlog, "take", then_closed)
    with writing(tmp_path, signals=(), linger_s=WAIT_S, heartbeat_s=0.01) as writer:
        writer.declare(MACHINE, SIGNALS)
        writer.offer(entry(seen(LOAD, 1)))
        assert closed.wait(WAIT_S)
    assert rows(tmp_path, "SELECT seq FROM sample") == [(1,)]
