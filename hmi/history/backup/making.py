"""Makes a backup of a store, also while it is written: copied aside, checked, given its name, older ones rotated."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from hmi import __version__
from hmi.domain.backup import Backup, BackupForm
from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.backup.checking import DamagedError, check_file, check_whole
from hmi.history.backup.pace import Pace
from hmi.history.backup.shelf import Shelf
from hmi.history.backup.snapshot import copy_store, snapshot, store_size
from hmi.history.database import Database
from hmi.history.errors import BackupError, StoreDamagedError
from hmi.history.sqlite.database import SqliteDatabase
from hmi.settings import durable


def back_up(database: Database, shelf: Shelf, now_us: int, pace: Pace, progress: Callable[[float], None]) -> Backup:
    """Make a backup of whatever database the history lives in; see :func:`back_up_file`."""
    if isinstance(database, SqliteDatabase):
        return back_up_file(database.path, shelf, now_us, pace, progress)
    from hmi.history.backup.postgres import back_up_database
    from hmi.history.postgres.database import PostgresDatabase

    if isinstance(database, PostgresDatabase):
        return back_up_database(database, shelf, now_us, pace, progress)
    raise TypeError(f"nothing is known of backups of {database.name}")


def back_up_file(
    store: Path,
    shelf: Shelf,
    now_us: int,
    pace: Pace | None = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> Backup:
    """Make a backup of a SQLite store and return it.

    Whatever fails leaves the older backups as they were. Raises BackupError, StoreDamagedError when it is the store
    that does not pass the check.
    """
    pace = pace or Pace()
    if not store.is_file():
        raise BackupError(Phrase(words.NO_STORE, (str(store.parent),)))
    with shelf.drafting(now_us, BackupForm.SQLITE) as (draft, made_us):
        try:
            shelf.require_room(store_size(store))
            copy_store(store, draft, pace, progress)
            contents = check_file(draft, pace)
        except DamagedError as error:
            raise _whose_damage(store, shelf, error) from error
        made = Backup(
            path=draft,
            form=BackupForm.SQLITE,
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
    shelf.rotate()
    return made


def _whose_damage(store: Path, shelf: Shelf, error: DamagedError) -> BackupError | StoreDamagedError:
    """Return whether it is the store or only its copy that is damaged; this once the whole store is read for it."""
    try:
        with snapshot(store) as source:
            check_whole(source)
    except (DamagedError, sqlite3.DatabaseError) as found:
        return StoreDamagedError(str(store), str(found), folder=str(store.parent))
    return BackupError(Phrase(words.COPY_DAMAGED, (str(shelf.folder), str(error))))
