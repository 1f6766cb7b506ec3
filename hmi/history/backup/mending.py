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
    aside: Path | None
    """Where the store that was there is now; None where there was none."""
    last_us: int | None
    """When the store that was there was last written; None where it does not say."""


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
        return Mended(result.contents, result.aside, last_us)
    finally:
        lease.release()


def begin_anew(store: Path, now_us: int) -> Mended:
    """Set a store aside, so that the next start makes an empty one.

    Raises AlreadyCollecting while somebody collects into it, BackupError where it cannot be renamed.
    """
    lease = acquire_lease(store.parent)
    try:
        last_us = _last_seen(store)
        return Mended(None, set_aside(store, now_us), last_us)
    except OSError as error:
        raise BackupError(words.write_phrase(store, error)) from error
    finally:
        lease.release()


def _last_seen(store: Path) -> int | None:
    """Return when a store was last written, as far as it can still be read."""
    if not store.is_file():
        return None
    try:
        with closing(sqlite3.connect(reading_uri(store), uri=True, isolation_level=None)) as connection:
            ((seen,),) = connection.execute(_LAST_SEEN)
    except sqlite3.Error:
        return None  # it is put aside because it is damaged
    return None if seen is None else int(seen)
