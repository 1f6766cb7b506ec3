"""Gives a data folder another store: a backup, or an empty one; what was there is set aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hmi.history.backup import words
from hmi.history.backup.checking import Contents
from hmi.history.backup.restoring import put_back, set_aside
from hmi.history.database import Database
from hmi.history.errors import BackupError
from hmi.history.lease import acquire_lease
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.sqlite.engine import reading_uri

_LAST_SEEN: Final = "SELECT max(seen) FROM collector_run"


@dataclass(frozen=True, slots=True)
class Mended:
    """What a data folder has now; times in microseconds UTC."""

    contents: Contents | None
    """Of the backup; None where the history begins anew."""
    aside: str | None
    """The file or database that the store that was there is now; None where there was none."""
    last_us: int | None
    """When the store that was there was last written; None where it does not say."""


def restore(
    database: Database, backup: Path, now_us: int, progress: Callable[[float], None] = lambda _share: None
) -> Mended:
    """Put a backup in the place of a history, wherever that lives; nobody may collect into it meanwhile.

    Raises BackupError, StoreError; everything is then as it was.
    """
    if isinstance(database, SqliteDatabase):
        return restore_file(database.path, backup, progress)
    from hmi.history.backup.replacing import replace_database
    from hmi.history.postgres.database import PostgresDatabase

    if isinstance(database, PostgresDatabase):
        return Mended(*replace_database(database, backup, now_us))
    raise TypeError(f"nothing is known of backups of {database.name}")


def restore_file(store: Path, backup: Path, progress: Callable[[float], None] = lambda _share: None) -> Mended:
    """Put a backup in the place of a store and open it.

    Raises AlreadyCollecting while somebody collects into it, BackupError and StoreError.
    """
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(words.write_phrase(store.parent, error)) from error
    lease = acquire_lease(store.parent)
    try:
        last_us = _last_seen(store)
        result = put_back(backup, store, progress)
        database = SqliteDatabase(store)
        database.prepare()  # brings one of an older version up to date
        database.check_readable()
        return Mended(result.contents, _name(result.aside), last_us)
    finally:
        lease.release()


def begin_anew(store: Path, now_us: int) -> Mended:
    """Set a store aside, so that the next start makes an empty one.

    Raises AlreadyCollecting while somebody collects into it, BackupError where it cannot be renamed.
    """
    lease = acquire_lease(store.parent)
    try:
        last_us = _last_seen(store)
        return Mended(None, _name(set_aside(store, now_us)), last_us)
    except OSError as error:
        raise BackupError(words.write_phrase(store, error)) from error
    finally:
        lease.release()


def _name(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _last_seen(store: Path) -> int | None:
    """Return when a store was last written, as far as it can still be read."""
    if not store.is_file():
        return None
    try:
        with closing(sqlite3.connect(reading_uri(store), uri=True, isolation_level=None)) as connection:
            ((seen,),) = connection.execute(_LAST_SEEN)
    except sqlite3.Error:
        return None  # it is put aside because it is damaged
    return seen if isinstance(seen, int) else None  # whatever stands there in a damaged one
