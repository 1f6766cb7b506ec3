"""A backup that is put back is the store again, and what was there is set aside."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from hmi.domain.records import Entry
from hmi.history.backup.making import back_up_file
from hmi.history.backup.mending import restore_file
from hmi.history.backup.restoring import put_back, set_aside
from hmi.history.backup.shelf import Shelf
from hmi.history.errors import BackupError, StoreError
from hmi.history.store import FILE_NAME, open_store
from hmi.settings import durable
from tests.history.backup.test_making import T0, fill, spoil
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, rows, seen


def add_later(folder: Path, first: int, last: int) -> None:
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, number) for number in range(first, last + 1)])))
    assert store.writer.flush(WAIT_S)
    assert store.close()


def test_a_store_that_is_put_back_goes_on_where_the_backup_was_made(tmp_path: Path) -> None:
    store = fill(tmp_path, 100)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    add_later(tmp_path, 101, 150)
    steps: list[float] = []
    result = put_back(made.path, store, steps.append)
    assert steps[-1] == 1
    assert result.contents.rows == made.rows
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(100,)]
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]
    assert result.aside is not None
    with closing(sqlite3.connect(result.aside)) as before:  # it is a store still
        assert before.execute("SELECT count(*) FROM sample").fetchall() == [(150,)]
    again = open_store(tmp_path)
    (cursor,) = again.history.memory().cursors
    assert cursor.next_sequence == 101
    assert again.close()
    add_later(tmp_path, 101, 120)
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(120,)]


def test_the_log_of_a_killed_collector_goes_aside_with_its_store(tmp_path: Path) -> None:
    store = fill(tmp_path, 100)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    opened = sqlite3.connect(store)
    opened.execute("INSERT INTO text_value (text) VALUES ('in the log')")
    opened.commit()
    for ending in ("", "-wal", "-shm"):  # as a kill would leave them
        shutil.copy(f"{store}{ending}", tmp_path / f"killed{ending}")
    opened.close()
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"killed{ending}").replace(f"{store}{ending}")
    result = put_back(made.path, store)
    assert result.aside is not None
    with closing(sqlite3.connect(result.aside)) as before:
        assert before.execute("SELECT text FROM text_value").fetchall() == [("in the log",)]
    assert rows(tmp_path, "SELECT count(*) FROM text_value") == [(0,)]


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    store = fill(tmp_path, 50_000)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    before, files = store.read_bytes(), {path.name for path in tmp_path.iterdir()}
    spoil(made.path)
    with pytest.raises(BackupError, match="no longer as it was"):
        put_back(made.path, store)
    made.path.with_suffix(".json").unlink()  # without a note, SQLite's own check has to find it
    with pytest.raises(BackupError, match="is no backup of a history"):
        put_back(made.path, store)
    assert store.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == files


def test_another_database_is_not_put_back(tmp_path: Path) -> None:
    store = fill(tmp_path, 10)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipe (name)")
    with pytest.raises(BackupError, match="is no backup of a history"):
        put_back(other, store)
    shutil.copy(store, other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BackupError, match=r"other\.db was made by a newer version"):
        put_back(other, store)
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(10,)]


def test_without_room_nothing_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill(tmp_path, 10)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10, 10, 0))
    with pytest.raises(BackupError, match="free some space there, then put it back again"):
        put_back(made.path, store)
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(10,)]


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_a_restore_that_is_killed_is_completed_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    store = fill(tmp_path, 100)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    add_later(tmp_path, 101, 150)
    (tmp_path / f"{FILE_NAME}-wal").write_bytes(b"")
    rename = Path.rename
    left = renames

    def die(path: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", die)
    if renames == 2:  # there are two files to be renamed, so the third step is the backup's
        monkeypatch.setattr(durable, "settle", lambda _folder: die(tmp_path, tmp_path))
        left = 3
    with pytest.raises(KeyboardInterrupt):
        put_back(made.path, store)
    monkeypatch.undo()
    open_store(tmp_path).close()
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(100,)]
    (aside,) = [path for path in tmp_path.glob(f"{FILE_NAME}.set-aside-*") if not path.name.endswith("-wal")]
    with closing(sqlite3.connect(aside)) as before:
        assert before.execute("SELECT count(*) FROM sample").fetchall() == [(150,)]
    assert not list(tmp_path.glob("*.put-back"))


def test_a_store_that_cannot_be_renamed_stays_with_its_log_and_is_not_replaced_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = fill(tmp_path, 100)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    add_later(tmp_path, 101, 150)
    log = tmp_path / f"{FILE_NAME}-wal"
    log.write_bytes(b"")
    rename = Path.rename

    def held(path: Path, target: Path) -> Path:
        if path == store:
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(BackupError, match="may not be written"):
        put_back(made.path, store)
    monkeypatch.undo()
    assert log.exists()
    open_store(tmp_path).close()
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(150,)]
    assert not list(tmp_path.glob(f"{FILE_NAME}.*"))


def test_a_restore_that_cannot_be_completed_at_a_start_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill(tmp_path, 10)
    shutil.copy(store, tmp_path / f"{FILE_NAME}.put-back")

    def held(_path: Path, _target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(StoreError, match="end other programs that have it open"):
        open_store(tmp_path)
    monkeypatch.undo()
    open_store(tmp_path).close()
    assert not (tmp_path / f"{FILE_NAME}.put-back").exists()


def test_a_store_whose_last_moment_makes_no_sense_is_put_aside_all_the_same(tmp_path: Path) -> None:
    store = fill(tmp_path, 10)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE collector_run SET seen = 'rubbish'")
        connection.commit()
    assert restore_file(store, made.path).last_us is None


def test_what_is_set_aside_twice_in_a_second_is_kept_twice(tmp_path: Path) -> None:
    store = tmp_path / FILE_NAME
    names = []
    for content in ("first", "second", "third"):
        store.write_text(content)
        names.append(set_aside(store, T0))
    assert [path.read_text() for path in names if path] == ["first", "second", "third"]
    assert set_aside(store, T0) is None
