"""Backs up a PostgreSQL database as it is at one moment: by its own program, or else as a SQLite store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import IsolationLevel, sql
from sqlalchemy.exc import DBAPIError

from hmi import __version__
from hmi.domain.backup import Backup, BackupForm
from hmi.domain.phrase import Phrase
from hmi.history.backup import tools, words
from hmi.history.backup.checking import Contents, DamagedError, check_file
from hmi.history.backup.pace import Pace
from hmi.history.backup.shelf import Shelf
from hmi.history.errors import BackupError, StoreError
from hmi.history.postgres.database import PostgresDatabase
from hmi.history.schema import metadata
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.transfer.copying import copy_store
from hmi.settings import durable
from hmi.settings.secrets import SecretError

_PATIENCE_S: Final = 5.0
_TABLES = "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'alembic_version' AND pg_table_is_visible(oid)"


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a session sees that lasts as long as the backup."""

    snapshot: str
    contents: Contents
    size: int


def back_up_database(
    database: PostgresDatabase, shelf: Shelf, now_us: int, pace: Pace, progress: Callable[[float], None]
) -> Backup:
    """Make a backup of a PostgreSQL database, also while it is written, and return it. Raises BackupError."""
    try:
        with _moment(database, pace) as moment:
            tool = tools.find("pg_dump", database.version)
            reader = tools.find("pg_restore", database.version)
            if tool is None or reader is None:
                return _export(database, moment, shelf, now_us, pace, progress)
            return _dump((tool, reader), database, moment, shelf, now_us, pace)
    except (psycopg.Error, SecretError, DBAPIError, StoreError) as error:
        pace.check()
        raise BackupError(Phrase(words.NOT_READ, (database.place, " ".join(str(error).split())))) from error


def _dump(
    programs: tuple[str, str], database: PostgresDatabase, moment: _Moment, shelf: Shelf, now_us: int, pace: Pace
) -> Backup:
    dump, restore = programs
    connection, secret = database.for_tools()
    with shelf.drafting(now_us, BackupForm.PG_DUMP) as (draft, made_us):
        shelf.require_room(_likely_size(shelf, moment, BackupForm.PG_DUMP))
        what = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment.snapshot}"]
        try:
            tools.run([dump, *what, "--dbname", connection, "--file", draft], secret, pace)
        except tools.ToolError as error:
            raise BackupError(Phrase(words.NOT_READ, (database.place, str(error)))) from error
        durable.write_out(draft)
        try:  # it reads and unpacks all of it
            tools.run([restore, "--file", os.devnull, draft], {}, pace)
        except tools.ToolError as error:
            raise BackupError(Phrase(words.COPY_DAMAGED, (str(shelf.folder), str(error)))) from error
        made = _keep(shelf, draft, made_us, BackupForm.PG_DUMP, moment.contents, pace)
    shelf.rotate()
    return made


def _export(
    database: PostgresDatabase,
    moment: _Moment,
    shelf: Shelf,
    now_us: int,
    pace: Pace,
    progress: Callable[[float], None],
) -> Backup:
    total = max(sum(moment.contents.rows.values()), 1)
    done: dict[str, int] = {}

    def tell(table: str, rows: int) -> None:
        done[table] = rows
        progress(min(sum(done.values()) / total, 1))
        pace.rest()

    with shelf.drafting(now_us, BackupForm.SQLITE) as (draft, made_us):
        shelf.require_room(_likely_size(shelf, moment, BackupForm.SQLITE))
        target = SqliteDatabase(draft)
        draft.touch()
        try:
            pace.begin()
            copy_store(database.seen_at(moment.snapshot), target, tell)
            durable.write_out(draft)
            contents = check_file(draft, pace)
        except DamagedError as error:
            raise BackupError(Phrase(words.COPY_DAMAGED, (str(shelf.folder), str(error)))) from error
        made = _keep(shelf, draft, made_us, BackupForm.SQLITE, contents, pace)
    shelf.rotate()
    return made


def _keep(shelf: Shelf, draft: Path, made_us: int, form: BackupForm, contents: Contents, pace: Pace) -> Backup:
    made = Backup(
        path=draft,
        form=form,
        store=shelf.store,
        made_us=made_us,
        until_us=contents.until_us,
        size=draft.stat().st_size,
        sha256=durable.sha256(draft, pace.rest),
        revision=contents.revision,
        version=__version__,
        rows=contents.rows,
    )
    made = shelf.keep(draft, made)
    durable.forget_pages(made.path)
    return made


def _likely_size(shelf: Shelf, moment: _Moment, form: BackupForm) -> int:
    """Return about how large the backup becomes: like the last one, or half of the database without its indexes."""
    last = next((backup for backup in shelf.backups() if backup.form is form), None)
    return moment.size // 2 if last is None else last.size * 5 // 4


@contextmanager
def _moment(database: PostgresDatabase, pace: Pace) -> Iterator[_Moment]:
    """Hold a session that sees one moment, which other sessions can see too."""
    with database.connect() as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # a large backup takes longer than a session may usually rest
        connection.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
        connection.execute("SELECT set_config('statement_timeout', '0', true)")
        if not _value(connection, _TABLES):
            raise BackupError(Phrase(words.NO_STORE, (database.place,)))
        with pace.ending(lambda: _end(connection)):  # it takes long where tables are large, or locked by others
            contents = contents_of(connection)
        size = _value(connection, "SELECT pg_database_size(current_database())")
        yield _Moment(_value(connection, "SELECT pg_export_snapshot()"), contents, size)


def _end(connection: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.Error):  # it is asked for again
        connection.cancel_safe(timeout=_PATIENCE_S)


def contents_of(connection: psycopg.Connection[Any]) -> Contents:
    """Return what a history in PostgreSQL holds, as the connection's transaction sees it. Raises psycopg.Error."""
    revision = _value(connection, "SELECT version_num FROM alembic_version")
    until_us = _value(connection, "SELECT max(seen) FROM collector_run")
    rows = {}
    for table in metadata.sorted_tables:
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table.name))
        rows[table.name] = int(_value(connection, count))
    return Contents(str(revision), until_us, rows)


def _value(connection: psycopg.Connection[Any], query: str | sql.Composed) -> Any:
    (value,) = connection.execute(query if isinstance(query, sql.Composed) else query.encode()).fetchone() or (None,)
    return value
