"""Readers that take their time: the log grows no longer than they are let, and collecting goes on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from hmi.history import points
from hmi.history.errors import QueryTooLongError
from hmi.history.reader import Readers
from hmi.history.sqlite.engine import write_engine
from hmi.history.store import FILE_NAME
from tests.history.making import LOAD, WAIT_S, database_in, entry, history_in, rows, seen, writing

_ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
_COUNT = text("SELECT count(*) FROM source")


@pytest.fixture
def readers(tmp_path: Path) -> Iterator[Readers]:
    database_in(tmp_path).prepare()
    readers = Readers(database_in(tmp_path), connections=1, limit_s=0.5)
    yield readers
    readers.close()


def until(condition: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(WAIT_S / 0.01)):
        if condition():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def folds(folder: Path) -> bool:
    """Return whether the write-ahead log can be folded into the file whole, which no reader of an older moment lets."""
    with closing(sqlite3.connect(folder / FILE_NAME, timeout=0)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def write_a_source(folder: Path, name: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute("INSERT INTO source (key) VALUES (?)", (name,))


def test_a_statement_that_never_ends_is_ended(readers: Readers, caplog: pytest.LogCaptureFixture) -> None:
    def ask() -> object:
        with readers.connection() as connection:
            return connection.execute(_ENDLESS).scalar()

    for _ in range(2):
        error = readers.submit(ask).exception(WAIT_S)
        assert isinstance(error, QueryTooLongError)
        assert "more than 0.5 s" in str(error)
    assert "took more than 0.5 s" in caplog.text
    with readers.connection() as connection:
        assert connection.execute(_COUNT).scalar() == 0


def test_a_transaction_that_is_held_without_a_statement_lets_the_log_go(readers: Readers, tmp_path: Path) -> None:
    with readers.connection() as connection:
        assert connection.execute(_COUNT).scalar() == 0
        write_a_source(tmp_path, "a")
        assert not folds(tmp_path)
        until(lambda: folds(tmp_path))
        with pytest.raises(QueryTooLongError):
            connection.execute(_COUNT)
    with readers.connection() as connection:
        assert connection.execute(_COUNT).scalar() == 1


def test_what_was_read_before_a_transaction_was_ended_is_still_an_answer(readers: Readers, tmp_path: Path) -> None:
    with readers.connection() as connection:
        found = connection.execute(_COUNT).scalar()
        write_a_source(tmp_path, "a")
        until(lambda: folds(tmp_path))
    assert found == 0


def test_an_impatient_pool_leaves_short_questions_alone(readers: Readers) -> None:
    for _ in range(200):
        with readers.connection() as connection:
            assert connection.execute(_COUNT).scalar() == 0


def test_who_reads_points_slowly_holds_no_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "_PACKED_PAGE", 5)
    with writing(tmp_path, linger_s=0.0) as writer:
        writer.offer(entry(*(seen(LOAD, number) for number in range(1, 30))))
        assert writer.flush(WAIT_S)
        history = history_in(tmp_path)
        heard = []
        for point in history.points("Mill", LOAD.key, 0, 1_000_000):
            heard.append(point.sequence)
            if point.sequence < 60:  # the source goes on while the slow one thinks
                writer.offer(entry(seen(LOAD, len(heard) + 29)))
                assert writer.flush(WAIT_S)
            assert folds(tmp_path)
        history.close()
    assert heard == list(range(1, 30 + 59))


def test_collecting_goes_on_beside_a_stranger_who_reads_for_an_hour(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    log = path.with_name(f"{FILE_NAME}-wal")
    limit = 256 * 1024
    database_in(tmp_path).prepare()
    engine = write_engine(path)

    @event.listens_for(engine, "connect")
    def small(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA wal_autocheckpoint = 16")
        connection.execute(f"PRAGMA journal_size_limit = {limit}")

    with writing(tmp_path, linger_s=0.0, engine=engine) as writer, closing(sqlite3.connect(path)) as stranger:

        def commit(number: int) -> None:
            writer.offer(entry(*(seen(LOAD, 50 * number + n) for n in range(50))))
            assert writer.flush(WAIT_S)

        for number in range(40):
            commit(number)
        assert log.stat().st_size <= limit
        stranger.execute("BEGIN")
        assert stranger.execute("SELECT count(*) FROM sample").fetchone() == (2000,)
        for number in range(40, 100):
            commit(number)
        assert stranger.execute("SELECT count(*) FROM sample").fetchone() == (2000,)
        assert rows(tmp_path, "SELECT count(*) FROM sample") == [(5000,)]
        assert writer.health().ok
        grown = log.stat().st_size
        assert grown > 2 * limit  # what SQLite does, and why our own readers have a limit
        stranger.rollback()
        for number in range(100, 103):
            commit(number)
        assert log.stat().st_size <= limit
