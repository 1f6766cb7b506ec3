"""The folder of the backups: which there are, which are whole, which have had their time."""

from __future__ import annotations

import platform
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hmi.domain.backup import Backup, BackupForm
from hmi.domain.phrase import NOTHING, Phrase
from hmi.history.backup import words
from hmi.history.backup.note import ENDING, note_of, read_note
from hmi.history.backup.rotation import outdated
from hmi.history.database import Database
from hmi.history.errors import BackupError
from hmi.history.sqlite.database import SqliteDatabase
from hmi.settings import durable

FOLDER_NAME: Final = "backups"
"""Where backups lie in the data folder, unless the site file names another place."""
ENDINGS: Final = {BackupForm.SQLITE: ".db", BackupForm.PG_DUMP: ".dump"}
_DRAFT: Final = ".draft"
_LOCK: Final = "backup.lock"
_NAME: Final = re.compile(r"history-\d{8}T\d{6}Z")
_ROOM_TO_SPARE: Final = 1_000_000_000


def store_id(database: Database) -> str:
    """Return what a backup's note calls a store: the computer and file, or the database that several may share."""
    if isinstance(database, SqliteDatabase):
        return f"{platform.node()}:{database.path.resolve()}"
    return database.place


class Shelf:
    """Backups are called ``history-20261125T033000Z.db``, with a note of the same name beside each.

    The note is written first and the backup gets its name when it is whole, so a file with that name and a note that
    fits it is a backup that was finished. Everything else in the folder is left alone. Several stores may share a
    folder; ``store`` says whose backups are offered and rotated here. Methods read the disk.
    """

    def __init__(self, folder: Path, store: str) -> None:
        self.folder = folder
        self.store = store

    def backups(self) -> list[Backup]:
        """Return the finished backups of this store, newest first."""
        return [backup for backup in self.everyones() if backup.store == self.store]

    def everyones(self) -> list[Backup]:
        """Return the finished backups of all stores, newest first; an unreadable folder has none."""
        found = []
        try:
            for path in self.folder.iterdir():
                if _NAME.fullmatch(path.stem) and path.suffix in ENDINGS.values():
                    backup = read_note(path)
                    if backup is not None and path.stat().st_size == backup.size:
                        found.append(backup)
        except OSError:
            return []
        return sorted(found, key=lambda backup: backup.made_us, reverse=True)

    def newest_good(self, between: Callable[[], None] = lambda: None) -> Backup | None:
        """Return the newest backup that still is as it was made; reads the whole of it, and of bad ones before it."""
        for backup in self.backups():
            try:
                verify(backup, between)
            except BackupError:
                continue
            return backup
        return None

    @contextmanager
    def drafting(self, now_us: int, form: BackupForm) -> Iterator[tuple[Path, int]]:
        """Lend a path for the draft of a backup, gone afterwards, and the moment that it is to be known by.

        One process at a time. Raises BackupError.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with _alone(self.folder):
                for left in self.folder.glob(f"history-*{_DRAFT}*"):  # by a program that was killed
                    left.unlink(missing_ok=True)
                made_us = now_us
                # two stores were backed up in one second; backups of any form have notes of the same name
                while any(self._path(made_us, one).exists() for one in BackupForm):
                    made_us += 1_000_000
                draft = self._path(made_us, form).with_suffix(f"{ENDINGS[form]}{_DRAFT}")
                try:
                    yield draft, made_us
                finally:
                    draft.unlink(missing_ok=True)
        except OSError as error:
            raise BackupError(words.write_phrase(self.folder, error)) from error

    def keep(self, draft: Path, backup: Backup) -> Backup:
        """Give a checked draft its name and note; return the backup as it is called now. Raises OSError."""
        finished = self._path(backup.made_us, backup.form)
        durable.write_text(finished.with_suffix(ENDING), note_of(backup))
        draft.replace(finished)
        durable.settle(self.folder)
        return replace(backup, path=finished)

    def rotate(self) -> list[Path]:
        """Delete the backups that have had their time; return them. Raises BackupError."""
        backups = self.backups()
        old = outdated([backup.made_us for backup in backups])
        gone = [backup.path for backup in backups if backup.made_us in old]
        try:
            for path in gone:
                path.unlink(missing_ok=True)
                path.with_suffix(ENDING).unlink(missing_ok=True)
        except OSError as error:
            raise BackupError(words.write_phrase(self.folder, error)) from error
        return gone

    def require_room(self, size: int) -> None:
        """Raise BackupError where a backup of ``size`` bytes has no room; the folder is there already."""
        needed = size + _ROOM_TO_SPARE
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            figures = (words.size_words(needed), str(self.folder), words.size_words(free))
            raise BackupError(Phrase(words.NO_ROOM, figures))

    def warning(self, data_folder: Path) -> Phrase:
        """Return what is unwise about the folder, for a history in ``data_folder``."""
        try:
            there = next(place for place in (self.folder, *self.folder.parents) if place.exists())
            same = there.stat().st_dev == data_folder.stat().st_dev
        except (OSError, StopIteration):
            return NOTHING
        return Phrase(words.SAME_DISK) if same else NOTHING

    def _path(self, made_us: int, form: BackupForm) -> Path:
        moment = datetime.fromtimestamp(made_us // 1_000_000, UTC)
        return self.folder / f"history-{moment:%Y%m%dT%H%M%SZ}{ENDINGS[form]}"


def verify(backup: Backup, between: Callable[[], None] = lambda: None) -> None:
    """Read the whole of a backup and raise BackupError unless it still is as it was made."""
    try:
        same = durable.sha256(backup.path, between) == backup.sha256
        durable.forget_pages(backup.path)
    except OSError as error:
        raise BackupError(Phrase(words.NO_BACKUP, (str(backup.path), error.strerror or str(error)))) from error
    if not same:
        raise BackupError(Phrase(words.CHANGED, (str(backup.path),)))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from writing backups here meanwhile; a killed one does not. Raises BackupError."""
    try:
        lock = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise BackupError(words.write_phrase(folder, error)) from error
    try:
        try:
            lock.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BackupError(Phrase(words.BUSY, (str(folder),))) from error
            raise BackupError(words.write_phrase(folder, error)) from error
        yield
    finally:
        lock.close()
