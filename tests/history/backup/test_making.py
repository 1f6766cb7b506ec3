"""Backups are whole, of one moment, and nothing that goes wrong with one harms those that there are."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import namedtuple
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hmi.domain.backup import BackupForm
from hmi.domain.records import Entry
from hmi.history.backup import making, snapshot
from hmi.history.backup.checking import check_file
from hmi.history.backup.making import back_up_file
from hmi.history.backup.pace import Pace
from hmi.history.backup.shelf import Shelf
from hmi.history.errors import BackupError, StoreDamagedError
from hmi.history.store import FILE_NAME, open_store
from tests.history.making import LOAD, MACHINE, SIGNALS, WAIT_S, batch, rows, seen, writing

T0 = 1_790_000_000_000_000


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return connection.execute(query).fetchall()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"backup.lock", "backup.lock-journal"}


def elsewhere(function: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Call a function of this module with a folder, in a process of its own."""
    call = f"import sys, pathlib, {__name__} as module; module.{function}(pathlib.Path(sys.argv[1]))"
    return subprocess.run([sys.executable, "-c", call, str(folder)], check=False, capture_output=True, text=True)


def fill(folder: Path, observations: int = 5000) -> Path:
    with writing(folder) as writer:
        writer.offer(Entry(batch([seen(LOAD, number) for number in range(1, observations + 1)])))
        assert writer.flush(WAIT_S)
    return folder / FILE_NAME


def spoil(path: Path) -> None:
    """Overwrite the middle of a file, as a bad disk would."""
    with path.open("rb+") as stream:
        stream.seek(path.stat().st_size // 2)
        stream.write(b"\xa5" * 20_000)


def test_a_backup_holds_what_the_store_holds_and_says_so(tmp_path: Path) -> None:
    store = fill(tmp_path)
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    assert made.path == tmp_path / "backups" / "history-20260921T141320Z.db"
    assert made.rows["sample"] == 5000
    assert made.size == made.path.stat().st_size
    assert made.until_us == 1_000_000
    assert ask(made.path, "SELECT count(*) FROM sample") == [(5000,)]
    assert names(tmp_path / "backups") == {"history-20260921T141320Z.db", "history-20260921T141320Z.json"}
    assert Shelf(tmp_path / "backups", "store").backups() == [made]


def test_a_backup_made_while_a_writer_writes_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_PAGES", 16)
    store = fill(tmp_path, 60_000)
    steps: list[float] = []
    with writing(tmp_path, linger_s=0.0) as writer:
        number = 60_000

        def write_between(share: float) -> None:
            nonlocal number
            steps.append(share)
            assert writer.offer(Entry(batch([seen(LOAD, number + i) for i in range(1, 501)])))
            number += 500
            assert writer.flush(WAIT_S)

        made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0, progress=write_between)
    assert len(steps) > 5
    assert steps == sorted(steps)
    assert steps[-1] == 1
    ((cursor, count, newest),) = ask(
        made.path,
        "SELECT (SELECT next_seq FROM ingest_cursor), (SELECT count(*) FROM sample), (SELECT seq FROM latest)",
    )
    assert cursor - 1 == count == newest == 60_000
    assert rows(tmp_path, "SELECT count(*) FROM sample") == [(number,)]
    assert number > 60_000


def test_to_back_up_leaves_the_log_of_a_killed_collector_and_the_file_as_they_are(tmp_path: Path) -> None:
    assert elsewhere("be_killed", tmp_path).returncode == 9
    store, log = tmp_path / FILE_NAME, tmp_path / f"{FILE_NAME}-wal"
    before = store.read_bytes(), log.read_bytes()
    assert before[1]
    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    assert (store.read_bytes(), log.read_bytes()) == before
    assert made.rows["sample"] == 100


def be_killed(folder: Path) -> None:
    store = open_store(folder)
    store.writer.declare(MACHINE, SIGNALS)
    store.writer.offer(Entry(batch([seen(LOAD, number) for number in range(1, 101)])))
    assert store.writer.flush(WAIT_S)
    os._exit(9)


def test_a_store_that_is_damaged_is_not_backed_up_and_the_older_backup_stays(tmp_path: Path) -> None:
    store = fill(tmp_path, 50_000)
    there = Shelf(tmp_path / "backups", "store")
    good = back_up_file(store, there, T0)
    spoil(store)
    with pytest.raises(StoreDamagedError, match="damaged or no database"):
        back_up_file(store, there, T0 + 1_000_000)
    assert there.backups() == [good]
    assert len(names(there.folder)) == 2


@pytest.mark.parametrize("content", [b"no database, but a letter" * 999, b"SQLite format 3\x00" + b"\xff" * 8192])
def test_a_file_that_is_no_database_is_not_backed_up(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreDamagedError):
        back_up_file(tmp_path / FILE_NAME, Shelf(tmp_path / "backups", "store"), T0)
    assert names(tmp_path / "backups") == set()


def test_a_copy_that_comes_out_damaged_is_told_from_a_damaged_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = fill(tmp_path, 50_000)
    copy = snapshot.copy_store

    def copy_badly(source: Path, draft: Path, *rest: Any) -> None:
        copy(source, draft, *rest)
        spoil(draft)

    monkeypatch.setattr(making, "copy_store", copy_badly)
    with pytest.raises(BackupError, match="although the history is not: check that disk"):
        back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    assert names(tmp_path / "backups") == set()


def test_a_folder_without_a_store_has_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no history in"):
        back_up_file(tmp_path / FILE_NAME, Shelf(tmp_path / "backups", "store"), T0)
    assert not (tmp_path / "backups").exists()


def test_where_there_is_too_little_room_no_copy_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill(tmp_path)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage(10**9, 10**9 - 10**7, 10**7))
    with pytest.raises(BackupError, match=r"needs \d+ MB in .*, which has 10 MB free"):
        back_up_file(store, Shelf(tmp_path / "backups", "store"), T0)
    assert names(tmp_path / "backups") == set()


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_a_disk_that_becomes_full_leaves_the_older_backups_and_no_half_one(tmp_path: Path) -> None:
    store = fill(tmp_path, 50_000)
    there = Shelf(tmp_path / "backups", "store")
    good = back_up_file(store, there, T0)
    full = (
        "import sys, tests.history.backup.test_making as t, pathlib; t.back_up_without_room(pathlib.Path(sys.argv[1]))"
    )
    result = subprocess.run([sys.executable, "-c", full, str(tmp_path)], check=False, capture_output=True, text=True)
    assert "backups" in result.stdout, result.stderr
    assert "free some space there" in result.stdout or "see to that" in result.stdout
    assert there.backups() == [good]
    assert len(names(there.folder)) == 2


def back_up_without_room(folder: Path) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        back_up_file(folder / FILE_NAME, Shelf(folder / "backups", "store"), T0 + 1_000_000)
    except BackupError as error:
        print(error)


def test_a_backup_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    store = fill(tmp_path, 50_000)
    stop = threading.Event()
    with pytest.raises(BackupError, match="was stopped"):
        back_up_file(store, Shelf(tmp_path / "backups", "store"), T0, Pace(1.0, stop), lambda _share: stop.set())
    assert names(tmp_path / "backups") == set()


def test_a_check_that_takes_long_is_stopped_too(tmp_path: Path) -> None:
    made = back_up_file(fill(tmp_path, 50_000), Shelf(tmp_path / "backups", "store"), T0)
    stop = threading.Event()
    interrupted = threading.Event()
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.raises(BackupError, match="was stopped"))
        stack.enter_context(Pace(1.0, stop).ending(interrupted.set))
        stop.set()
        assert interrupted.wait(WAIT_S)
    with pytest.raises(BackupError, match="was stopped"):
        check_file(made.path, Pace(1.0, stop))


def test_a_backup_that_is_killed_leaves_no_half_one_under_a_good_name(tmp_path: Path) -> None:
    store = fill(tmp_path, 50_000)
    there = Shelf(tmp_path / "backups", "store")
    assert elsewhere("die_copying", tmp_path).returncode == 9
    assert [name for name in names(there.folder) if not name.endswith(".draft")] == []
    assert there.backups() == []
    made = back_up_file(store, there, T0 + 1_000_000)
    assert there.backups() == [made]
    assert len(names(there.folder)) == 2  # what was left behind is gone


def die_copying(folder: Path) -> None:
    def die(share: float) -> None:
        if 0 < share < 1:
            os._exit(9)

    snapshot._PAGES = 16  # type: ignore[misc]  # so that there is a middle
    back_up_file(folder / FILE_NAME, Shelf(folder / "backups", "store"), T0, progress=die)


def test_two_backups_at_once_do_not_meet(tmp_path: Path) -> None:
    store = fill(tmp_path)
    refused: list[str] = []

    def second(_share: float) -> None:
        with pytest.raises(BackupError) as caught:
            back_up_file(store, Shelf(tmp_path / "backups", "store"), T0 + 1_000_000)
        refused.append(str(caught.value))

    made = back_up_file(store, Shelf(tmp_path / "backups", "store"), T0, progress=second)
    assert "wait until it is done" in refused[0]
    assert Shelf(tmp_path / "backups", "store").backups() == [made]


def test_a_damaged_backup_is_passed_over_for_an_older_good_one(tmp_path: Path) -> None:
    store = fill(tmp_path)
    there = Shelf(tmp_path / "backups", "store")
    day_us = 86_400_000_000
    made = [back_up_file(store, there, T0 + day * day_us) for day in range(3)]
    assert there.newest_good() == made[2]
    spoil(made[2].path)
    assert there.newest_good() == made[1]
    made[1].path.write_bytes(b"short")
    assert there.newest_good() == made[0]
    made[0].path.unlink()
    assert there.newest_good() is None


def test_only_backups_are_ever_deleted(tmp_path: Path) -> None:
    store = fill(tmp_path, 10)
    folder = tmp_path / "backups"
    there = Shelf(folder, "store")
    folder.mkdir()
    foreign = {"history-20200101T000000Z.db", "photo.jpg", "history-20200101T000000Z.json", "other.db"}
    for name in foreign:
        (folder / name).write_text("not ours")
    for hour in range(5):
        back_up_file(store, there, T0 + hour * 3_600_000_000)
    assert names(folder) >= foreign
    assert len(names(folder)) == len(foreign) + 2
    assert len(there.backups()) == 1


def test_stores_that_share_a_folder_keep_out_of_each_others_way(tmp_path: Path) -> None:
    store = fill(tmp_path, 10)
    mill, lathe = Shelf(tmp_path / "backups", "mill"), Shelf(tmp_path / "backups", "lathe")
    first = back_up_file(store, mill, T0)
    second = back_up_file(store, lathe, T0)  # in the same second
    assert (mill.backups(), lathe.backups()) == ([first], [second])
    back_up_file(store, lathe, T0 + 3_600_000_000)
    assert mill.backups() == [first]
    assert mill.newest_good() == first
    assert len(mill.everyones()) == 2


def test_backups_of_two_forms_in_one_second_have_a_note_each(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "backups", "mill")
    made = back_up_file(fill(tmp_path, 10), shelf, T0)
    with shelf.drafting(T0, BackupForm.PG_DUMP) as (draft, made_us):
        draft.write_bytes(b"a dump")
        dump = replace(made, form=BackupForm.PG_DUMP, made_us=made_us, size=6)
        dump = shelf.keep(draft, dump)
    assert shelf.backups() == [dump, made]


def test_backups_beside_the_history_are_warned_of(tmp_path: Path) -> None:
    there = Shelf(tmp_path / "backups" / "not" / "yet", "store")
    assert "on the same disk" in there.warning(tmp_path).template
