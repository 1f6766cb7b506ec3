"""Puts a backup in the place of a history in PostgreSQL; the database that was there gets another name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import errors, sql
from sqlalchemy.exc import DBAPIError

from hmi.domain.backup import Backup, BackupForm
from hmi.domain.phrase import Phrase
from hmi.history.backup import tools, words
from hmi.history.backup.checking import Contents
from hmi.history.backup.note import read_note
from hmi.history.backup.pace import Pace
from hmi.history.backup.postgres import contents_of
from hmi.history.backup.shelf import ENDINGS, verify
from hmi.history.errors import BackupError, StoreError
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.transfer.copying import copy_store
from hmi.settings.secrets import SecretError

_MAINTENANCE: Final = "postgres"
"""The database that every server has, from which others are made and renamed."""
_LONGEST: Final = 30
"""Of a name, so that what is added to it fits into PostgreSQL's 63 bytes."""


def replace_database(database: PostgresDatabase, file: Path, now_us: int) -> tuple[Contents, str | None, int | None]:
    """Put a backup in the place of a database, which nobody may use meanwhile.

    It is put into a new database first and counted there, so that whatever goes wrong leaves everything as it was.
    Return what it holds, the name that the old database has now (None where there was none), and when that was last
    written. Raises BackupError.
    """
    note = read_note(file)
    if note is not None:
        verify(note)
    stamp = f"{datetime.fromtimestamp(now_us // 1_000_000, UTC):%Y%m%dt%H%M%Sz}"
    fresh = database.beside(f"{database.database[:_LONGEST]}_put_back_{stamp}")
    aside = f"{database.database[:_LONGEST]}_set_aside_{stamp}"
    try:
        with database.beside(_MAINTENANCE).connect() as server:
            server.autocommit = True
            there = _exists(server, database.database)
            with _new(server, fresh):
                _fill(fresh, file, note)
                contents = _counted(fresh, file, note)
                last_us = _last_seen(database) if there else None
                with server.transaction():
                    if there:
                        _rename(server, database.database, aside)
                    _rename(server, fresh.database, database.database)
    except errors.InsufficientPrivilege as error:
        raise BackupError(Phrase(words.NO_RIGHT, (database.place, _said(error)))) from error
    except errors.ObjectInUse as error:
        raise BackupError(Phrase(words.IN_USE, (database.place, _said(error)))) from error
    except (psycopg.Error, SecretError, StoreError, DBAPIError, OSError) as error:
        raise BackupError(Phrase(words.NOT_PUT_BACK, (str(file), database.place, _said(error)))) from error
    return contents, aside if there else None, last_us


@contextmanager
def _new(server: psycopg.Connection[Any], fresh: PostgresDatabase) -> Iterator[None]:
    """Make a database, which is removed again unless it gets the name that it is made for."""
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh.database)))
    try:
        yield
    except BaseException:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh.database)))
        raise


def _fill(fresh: PostgresDatabase, file: Path, note: Backup | None) -> None:
    form = note.form if note is not None else next((f for f in ENDINGS if ENDINGS[f] == file.suffix), None)
    if form is BackupForm.PG_DUMP:
        _from_dump(fresh, file)
    else:
        _from_file(fresh, file)


def _from_dump(fresh: PostgresDatabase, file: Path) -> None:
    with fresh.connect():  # tells the server's version
        pass
    tool = tools.find("pg_restore", fresh.version)
    if tool is None:
        raise BackupError(Phrase(words.NO_TOOL, (str(file), fresh.version)))
    connection, secret = fresh.for_tools()
    what = ["--exit-on-error", "--no-owner", "--no-privileges", "--dbname", connection]
    try:
        tools.run([tool, *what, file], secret, Pace())
    except tools.ToolError as error:
        raise BackupError(Phrase(words.NO_BACKUP, (str(file), str(error)))) from error


def _from_file(fresh: PostgresDatabase, file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="hmi-restore-") as folder:
        copy = SqliteDatabase(Path(folder) / file.name)
        shutil.copyfile(file, copy.path)
        copy.prepare()  # brings one of an older version up to date
        try:
            copy_store(copy, fresh)
        finally:
            fresh.writing().dispose()


def _counted(fresh: PostgresDatabase, file: Path, note: Backup | None) -> Contents:
    with fresh.connect() as connection:
        contents = contents_of(connection)
    if note is not None and note.form is BackupForm.PG_DUMP and contents.rows != note.rows:
        raise BackupError(Phrase(words.NO_BACKUP, (str(file), "other counts of rows than when it was made")))
    return contents


def _exists(server: psycopg.Connection[Any], name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _last_seen(database: PostgresDatabase) -> int | None:
    try:
        with database.connect() as connection:
            (seen,) = connection.execute("SELECT max(seen) FROM collector_run").fetchone() or (None,)
    except errors.UndefinedTable:
        return None
    return seen


def _rename(server: psycopg.Connection[Any], name: str, to: str) -> None:
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))


def _said(error: Exception) -> str:
    return " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
