"""Puts a backup in the place of the store, or begins anew; what was there is set aside, never deleted."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hmi.domain.backup import BackupForm
from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.backup.checking import Contents, DamagedError, check_file
from hmi.history.backup.note import read_note
from hmi.history.errors import BackupError
from hmi.settings import durable

_ENDINGS: Final = ("-wal", "-shm", "")
"""The files of a SQLite store. The log goes first: SQLite deletes one that lies beside no store."""
_BLOCK: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came of putting a backup back."""

    contents: Contents
    aside: Path | None
    """Where the store that was there is now; None where there was none."""


def put_back(backup: Path, store: Path, progress: Callable[[float], None] = lambda _share: None) -> PutBack:
    """Put a SQLite backup in the place of the store; the caller holds the lease, and nobody has the store open.

    The backup is copied beside the store and checked there, so that whatever is wrong with it leaves everything as it
    was. Once it is ready, a program that is killed has it done by :func:`finish` at its next start. Raises BackupError.
    """
    draft = _beside(store, "draft")
    note = read_note(backup)
    if note is not None and note.form is not BackupForm.SQLITE:
        raise BackupError(Phrase(words.OTHER_KIND, (str(backup),)))
    try:
        _require_room(backup, store.parent)
        digest = _copy(backup, draft, progress)
        if note is not None and note.sha256 != digest:
            raise BackupError(Phrase(words.CHANGED, (str(backup),)))
        contents = _check(draft, backup)
        _let_write_ahead(draft)
        durable.write_out(draft)
        os.utime(draft)  # its moment names what it sets aside
        draft.replace(_ready(store))
        durable.settle(store.parent)
        aside = _finish_now(store)
    except OSError as error:
        raise BackupError(words.write_phrase(store.parent, error)) from error
    finally:
        draft.unlink(missing_ok=True)
    return PutBack(contents, aside)


def _finish_now(store: Path) -> Path | None:
    """Do :func:`finish`, or take back that it is to be done: nobody expects it at the next start. Raises OSError."""
    try:
        return finish(store)
    except OSError:
        if store.exists():  # otherwise it was set aside, and nothing but the backup can take its place
            _ready(store).unlink(missing_ok=True)
        raise


def finish(store: Path) -> Path | None:
    """Put a backup in its place that was ready when a program was killed; return where the old store is now.

    None where there is nothing to do, or there was no store. Raises OSError.
    """
    ready = _ready(store)
    if not ready.exists():
        return None
    # the same name after a kill in between, so that the files that were renamed before and after it belong together
    aside = set_aside(store, ready.stat().st_mtime_ns // 1000)
    ready.replace(store)
    durable.settle(store.parent)
    return aside


def set_aside(store: Path, now_us: int) -> Path | None:
    """Give the files of a store another name, under which it can still be opened; return the name.

    None where there is no store. The caller holds the lease. Raises OSError; all names are then as they were.
    """
    moment = datetime.fromtimestamp(now_us // 1_000_000, UTC)
    aside = store.with_name(f"{store.name}.set-aside-{moment:%Y%m%dT%H%M%SZ}")
    number = 1
    while aside.exists():
        number += 1
        aside = store.with_name(f"{store.name}.set-aside-{moment:%Y%m%dT%H%M%SZ}-{number}")
    renamed: list[str] = []
    try:
        for ending in _ENDINGS:
            if _with(store, ending).exists():
                _with(store, ending).rename(_with(aside, ending))
                renamed.append(ending)
    except OSError:  # on Windows, while another program has it open
        for ending in renamed:
            _with(aside, ending).rename(_with(store, ending))
        raise
    durable.settle(store.parent)
    return aside if renamed else None


def _with(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}{ending}")


def _beside(store: Path, what: str) -> Path:
    return store.with_name(f"{store.name}.{what}")


def _ready(store: Path) -> Path:
    return _beside(store, "put-back")


def _require_room(backup: Path, folder: Path) -> None:
    needed, free = backup.stat().st_size, shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            Phrase(words.NO_ROOM_TO_PUT_BACK, (words.size_words(needed), str(folder), words.size_words(free)))
        )


def _copy(backup: Path, draft: Path, progress: Callable[[float], None]) -> str:
    """Copy a file and return its checksum."""
    digest = hashlib.sha256()
    size = max(backup.stat().st_size, 1)
    done = 0
    with backup.open("rb") as source, draft.open("wb") as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
            done += len(block)
            progress(done / size)
    return digest.hexdigest()


def _check(draft: Path, backup: Path) -> Contents:
    """Check the copy; it is the backup that sentences are about."""
    try:
        return check_file(draft, name=backup)
    except DamagedError as error:
        raise BackupError(Phrase(words.NO_BACKUP, (str(backup), str(error)))) from error


def _let_write_ahead(draft: Path) -> None:
    """Set the journal mode that a store has, whatever the copy was left in."""
    connection = sqlite3.connect(draft, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL").close()
    except sqlite3.Error as error:
        raise BackupError(words.write_phrase(draft.parent, error)) from error
    finally:
        connection.close()  # the only one: its log goes with it
