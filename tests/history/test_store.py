"""Opening a store: what it takes, and what is said when it cannot be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hmi.domain.records import Entry
from hmi.domain.retention import Retention
from hmi.history.errors import AlreadyCollecting, StoreError
from hmi.history.store import FILE_NAME, open_history, open_store
from hmi.settings.site import StoreSettings
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, rows, seen

_ALL = 2**62


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Take the right to write into a folder from this user, where the system can."""
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        yield
    finally:
        folder.chmod(0o700)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_store_goes_on_where_it_was_closed(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    assert store.writer.offer(Entry(batch([seen(LOAD, 1, 4.0)])))
    assert store.close()
    assert files(folder) == {FILE_NAME, "collector.lock"}  # the write-ahead log is folded in
    again = open_store(folder)
    assert [latest.value for latest in again.history.memory().latest] == [4.0]
    again.writer.declare(MACHINE, SIGNALS)
    assert again.writer.flush(WAIT_S)
    assert len(again.history.collecting(0, _ALL)) == 2
    assert again.close()


def test_a_store_tells_its_size_and_its_database(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert store.database.size_bytes() > 8192
    assert store.database.version == sqlite3.sqlite_version
    store.close()
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"{FILE_NAME}{ending}").unlink(missing_ok=True)
    assert store.database.size_bytes() == 0


def test_a_second_collector_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with pytest.raises(AlreadyCollecting) as refused:
        open_store(tmp_path)
    assert refused.value.pid == os.getpid()
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, 1)])))
    assert store.writer.flush(WAIT_S)
    history = open_history(tmp_path)
    assert len(list(history.points("Mill", "sl", 0, _ALL))) == 1
    history.close()
    assert store.close()


def test_looking_back_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no history in"):
        open_history(tmp_path)
    with pytest.raises(StoreError, match="no history in"):
        open_history(tmp_path / "missing")
    assert files(tmp_path) == set()


def test_looking_back_leaves_the_store_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / FILE_NAME).read_bytes()
    history = open_history(tmp_path)
    assert history.machines() == []
    history.close()
    assert (tmp_path / FILE_NAME).read_bytes() == before
    store = open_store(tmp_path)  # nothing that stayed behind is in the way
    store.close()


def test_a_store_on_read_only_media_can_be_looked_at(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with unwritable(tmp_path):
        history = open_history(tmp_path)
        assert history.machines() == []
        history.close()
        assert files(tmp_path) == {FILE_NAME, "collector.lock"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"this is no database, it is a letter" * 100, "damaged or no database"),
        (b"SQLite format 3\x00" + b"\xff" * 8192, "damaged or no database"),
    ],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    for attempt in (open_store, open_history):
        with pytest.raises(StoreError, match=said):
            attempt(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content
    with pytest.raises(StoreError, match=said):  # the lease was given back
        open_store(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be made .*choose another"):
        open_store(tmp_path / "file" / "folder")


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="no history in"):
        open_history(tmp_path)


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    with unwritable(tmp_path), pytest.raises(StoreError, match="cannot be written"):
        open_store(tmp_path)


def test_a_store_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    path = tmp_path / FILE_NAME
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("this user may write everywhere")
    with pytest.raises(StoreError, match=r"cannot be written|may not be written|cannot be opened"):
        open_store(tmp_path)


def test_an_older_store_is_not_renewed_by_looking_back(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with pytest.raises(StoreError, match="older version"):
        open_history(tmp_path)
    assert files(tmp_path) >= {FILE_NAME}
    assert (tmp_path / FILE_NAME).stat().st_size == 0


def test_a_locked_store_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.history.sqlite.engine.write_engine.__kwdefaults__", {"busy_s": 0.01})
    open_store(tmp_path).close()
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked: end it"):
        open_store(tmp_path)
    other.close()


def test_an_open_store_keeps_no_longer_than_it_is_told(tmp_path: Path) -> None:
    day_us = 86_400_000_000
    clock = [100 * day_us]
    store = open_store(tmp_path, lambda: clock[0], StoreSettings(retention=Retention(samples_days=2)))
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch(seen(LOAD, day, time_us=day * day_us) for day in range(1, 101))))
    for _ in range(30):  # after every load the chores get a turn
        assert store.writer.flush(WAIT_S)
        store.writer.offer(Entry(batch([seen(LOAD, 100, time_us=100 * day_us)])))
    assert store.close()
    assert [ts // day_us for (ts,) in rows(tmp_path, "SELECT ts FROM sample ORDER BY ts")] == [97, 98, 99, 100]
