"""What the writer does when the store cannot be written, or an entry cannot be stored."""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from hmi.domain.observation import Batch, Cursor, Quality
from hmi.domain.records import Entry, Gap, GapReason
from hmi.domain.signal import Signal, SignalKind
from hmi.history.bulletin import Bulletin
from hmi.history.errors import Trouble
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.sqlite.engine import write_engine
from hmi.history.sqlite.troubles import trouble_of
from hmi.history.store import FILE_NAME
from tests.history.making import (
    EXECUTION,
    FAULT,
    LOAD,
    MACHINE,
    SIGNALS,
    SOURCE,
    SYSTEM,
    WAIT_S,
    batch,
    entry,
    rows,
    said,
    seen,
    state,
    writing,
)


def until(condition: Callable[[], bool]) -> None:
    """Wait until something holds that another thread brings about."""
    pause = threading.Event()
    for _ in range(int(WAIT_S / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def sequences(folder: Path) -> list[int]:
    return [sequence for (sequence,) in rows(folder, "SELECT seq FROM sample ORDER BY seq")]


def test_a_full_disk_keeps_what_was_taken_and_goes_on_when_there_is_space(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = tmp_path / FILE_NAME
    SqliteDatabase(path).prepare()
    engine = write_engine(path)
    connections: list[sqlite3.Connection] = []

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 30}")
        connections.append(connection)

    with writing(tmp_path, engine=engine, linger_s=0.0, retry_s=0.01, capacity=20_000) as writer:
        assert writer.flush(WAIT_S)
        offered = 0
        while writer.health().ok:
            if writer.offer(entry(*(seen(LOAD, offered + i) for i in range(1, 1001)))):
                offered += 1000
        health = writer.health()
        assert health.trouble is Trouble.DISK_FULL
        assert "is full: free some space" in health.reason
        assert health.waiting_since_us is not None
        acknowledged = health.stored
        # while it waits, everything is queued until there is no room
        while writer.offer(entry(*(seen(LOAD, offered + i) for i in range(1, 1001)))):
            offered += 1000
        assert not writer.has_room()
        assert writer.health().fill > 0.5
        assert not writer.flush(0)
        assert len(sequences(tmp_path)) >= acknowledged  # what was committed can be read meanwhile
        (connection,) = connections
        connection.execute("PRAGMA max_page_count = 1000000")
        assert writer.flush(WAIT_S)
        assert writer.health().ok
        assert writer.health().reason == ""
        assert writer.has_room()
    assert sequences(tmp_path) == list(range(1, offered + 1))
    assert len(connections) == 1  # the same connection goes on
    told = [record.message for record in caplog.records if record.name == "hmi.history.bulletin"]
    assert len([text for text in told if "is full" in text]) == 1
    assert told[-1] == "the history is written again"


def test_a_store_that_another_program_locks_is_written_when_the_lock_is_gone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    SqliteDatabase(path).prepare()
    with writing(tmp_path, engine=write_engine(path, busy_s=0.01), linger_s=0.0, retry_s=0.01) as writer:
        assert writer.flush(WAIT_S)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        writer.offer(entry(seen(LOAD, 1)))
        until(lambda: writer.health().trouble is Trouble.LOCKED)
        writer.offer(Entry(batch([seen(LOAD, 2)]), (state(7),)))
        assert "locked" in writer.health().reason
        other.execute("COMMIT")
        other.close()
        assert writer.flush(WAIT_S)
    assert sequences(tmp_path) == [1, 2]
    assert rows(tmp_path, "SELECT t0 FROM state_interval") == [(7,)]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be taken away there")
def test_a_file_that_vanishes_is_told_and_written_again_when_it_is_back(tmp_path: Path) -> None:
    with writing(tmp_path, linger_s=0.0, retry_s=0.01) as writer:
        writer.offer(entry(seen(LOAD, 1)))
        assert writer.flush(WAIT_S)
        # a disk that is pulled takes the file and its log with it
        away = tmp_path / "away"
        away.mkdir()
        for ending in ("", "-wal", "-shm"):
            (tmp_path / f"{FILE_NAME}{ending}").rename(away / f"{FILE_NAME}{ending}")
        writer.offer(entry(seen(LOAD, 2)))
        until(lambda: writer.health().trouble is Trouble.UNREACHABLE)
        assert not (tmp_path / FILE_NAME).exists()  # no new store is begun in its place
        for ending in ("", "-wal", "-shm"):
            if (away / f"{FILE_NAME}{ending}").exists():
                (away / f"{FILE_NAME}{ending}").rename(tmp_path / f"{FILE_NAME}{ending}")
        assert writer.flush(WAIT_S)
    assert sequences(tmp_path) == [1, 2]


def test_a_program_that_must_end_while_the_disk_is_full_ends(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / FILE_NAME
    SqliteDatabase(path).prepare()
    engine = write_engine(path)

    @event.listens_for(engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with writing(tmp_path, engine=engine, linger_s=0.0, retry_s=0.01) as writer:
        writer.offer(entry(*(seen(LOAD, number) for number in range(1, 2001))))
        until(lambda: writer.health().trouble is Trouble.DISK_FULL)
        assert not writer.stop(0.05)
    assert "2000 observations could not be written" in caplog.text
    assert sequences(tmp_path) == []
    assert rows(tmp_path, "SELECT count(*) FROM ingest_cursor") == [(0,)]


@pytest.mark.parametrize(
    "odd",
    [
        seen(LOAD, 2**63),
        seen(LOAD, 2, time_us=2**70),
        seen(LOAD, 2, 10**400),
        seen(EXECUTION, 2, "half a \ud800 pair"),
        seen(SYSTEM, 2, said(FAULT, "1", "\udfff")),
    ],
    ids=["sequence", "time", "number", "text", "condition"],
)
def test_an_observation_that_no_database_takes_is_left_out_and_counted(
    tmp_path: Path, odd: object, caplog: pytest.LogCaptureFixture
) -> None:
    good = [seen(LOAD, 1), seen(LOAD, 3)]
    bad = Batch(Cursor(SOURCE, 1, 4), (good[0], odd, good[1]), received_us=5000)  # type: ignore[arg-type]
    with writing(tmp_path, linger_s=WAIT_S) as writer:
        writer.offer(entry(seen(LOAD, 0)))
        writer.offer(Entry(bad, (state(1),)))
        writer.offer(entry(seen(LOAD, 4)))
        assert writer.flush(WAIT_S)
        health = writer.health()
    assert health.ok
    assert (health.stored, health.rejected) == (4, 1)
    assert sequences(tmp_path) == [0, 1, 3, 4]
    assert rows(tmp_path, "SELECT t0, t1, reason, lost FROM gap") == [(5000, 5000, "dropped", 1)]
    assert rows(tmp_path, "SELECT t0 FROM state_interval") == [(1,)]
    assert rows(tmp_path, "SELECT next_seq FROM ingest_cursor") == [(5,)]
    assert "left out" in caplog.text


def test_an_entry_of_which_nothing_can_be_stored_leaves_a_gap(tmp_path: Path) -> None:
    broken = replace(batch([seen(LOAD, 1), seen(LOAD, 2)]), cursor=Cursor(SOURCE, 1, 2**64))
    with writing(tmp_path) as writer:
        writer.offer(Entry(broken, gaps=(Gap(SOURCE, 1, 2, GapReason.OVERRUN, 7),)))
        writer.offer(entry(seen(LOAD, 3)))
        writer.offer(Entry(states=(replace(state(1), start_us=2**64),)))
        writer.offer(Entry(gaps=(Gap(SOURCE, 0, 2**64, GapReason.OVERRUN),)))
        assert writer.flush(WAIT_S)
        assert writer.health().rejected == 2
    assert sequences(tmp_path) == [3]
    assert rows(tmp_path, "SELECT reason, lost FROM gap ORDER BY lost") == [("dropped", 2), ("overrun", 7)]


def test_a_machine_that_cannot_be_declared_harms_no_other(tmp_path: Path) -> None:
    with writing(tmp_path, linger_s=WAIT_S) as writer:
        odd = replace(LOAD, machine="Odd", unit="\ud800")
        writer.declare(replace(MACHINE, key="Odd"), [odd])
        writer.offer(entry(seen(LOAD, 1), seen(odd, 2)))
        assert writer.flush(WAIT_S)
    assert sequences(tmp_path) == [1]


def test_a_defect_of_the_writer_is_told_and_makes_the_sources_keep_their_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("defect")

    with writing(tmp_path) as writer:
        assert writer.flush(WAIT_S)
        monkeypatch.setattr(Bulletin, "account", fail)
        writer.offer(entry(seen(LOAD, 1)))
        until(lambda: writer.health().trouble is Trouble.INTERNAL)
        until(lambda: not writer.offer(entry(seen(LOAD, 2))))
        assert "defect of this program" in writer.health().reason
    assert "the writer of the history failed" in caplog.text


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_FULL, Trouble.DISK_FULL),
        (sqlite3.SQLITE_IOERR_WRITE, Trouble.DISK_ERROR),
        (sqlite3.SQLITE_READONLY_DBMOVED, Trouble.READ_ONLY),
        (sqlite3.SQLITE_CORRUPT, Trouble.DAMAGED),
        (sqlite3.SQLITE_ERROR, Trouble.DISK_ERROR),
        (None, Trouble.DISK_ERROR),
    ],
)
def test_an_error_of_the_database_is_known_by_its_code(code: int | None, trouble: Trouble) -> None:
    error = sqlite3.OperationalError("said so")
    if code is not None:
        error.sqlite_errorcode = code
    assert trouble_of(error) is trouble
    assert trouble_of(DatabaseError("INSERT", None, error)) is trouble


def test_data_that_are_at_fault_are_no_trouble_of_the_store() -> None:
    assert trouble_of(OverflowError()) is None
    assert trouble_of(sqlite3.IntegrityError()) is None
    assert trouble_of(ValueError()) is None


def test_a_late_signal_declared_with_its_entry_is_stored(tmp_path: Path) -> None:
    late = Signal("Mill", "late", SignalKind.NUMBER, "lt", "X")
    with writing(tmp_path) as writer:
        for number in range(1, 50):
            writer.declare(MACHINE, [*SIGNALS, late])
            writer.offer(entry(seen(late, number, quality=Quality.UNCERTAIN)))
        assert writer.flush(WAIT_S)
        assert writer.health().rejected == 0
    assert sequences(tmp_path) == list(range(1, 50))
