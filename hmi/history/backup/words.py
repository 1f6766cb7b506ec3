"""The sentences about backups, in English and marked for translation; ``%1``, ``%2`` ... stand for arguments."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

from hmi.domain.phrase import Phrase
from hmi.domain.words import QT_TRANSLATE_NOOP

NO_ROOM: Final = QT_TRANSLATE_NOOP(
    "Backup", "The backup needs %1 in %2, which has %3 free: free some space there, or name another folder."
)
NO_ROOM_TO_PUT_BACK: Final = QT_TRANSLATE_NOOP(
    "Backup", "The backup needs %1 in %2, which has %3 free: free some space there, then put it back again."
)
FULL: Final = QT_TRANSLATE_NOOP("Backup", "The disk of %1 is full: free some space there, or name another folder.")
READ_ONLY: Final = QT_TRANSLATE_NOOP(
    "Backup", "%1 may not be written: give this user the right to, or name another folder."
)
NOT_WRITTEN: Final = QT_TRANSLATE_NOOP("Backup", "%1 cannot be written (%2): see to that, or name another folder.")
NOT_READ: Final = QT_TRANSLATE_NOOP("Backup", "The history in %1 cannot be read (%2): no backup was made.")
NO_STORE: Final = QT_TRANSLATE_NOOP("Backup", "There is no history in %1: nothing can be backed up yet.")
BUSY: Final = QT_TRANSLATE_NOOP("Backup", "Another backup is just being written into %1: wait until it is done.")
STOPPED: Final = QT_TRANSLATE_NOOP("Backup", "The backup was stopped before it was done.")
STORE_DAMAGED: Final = QT_TRANSLATE_NOOP(
    "Backup", "The history in %1 is damaged (%2), so no backup was made: put back an older one. All of them are kept."
)
COPY_DAMAGED: Final = QT_TRANSLATE_NOOP(
    "Backup", "The copy in %1 came out damaged (%2), although the history is not: check that disk."
)
CHANGED: Final = QT_TRANSLATE_NOOP(
    "Backup", "%1 is no longer as it was when the backup was made, so it is of no use: take another one."
)
NO_BACKUP: Final = QT_TRANSLATE_NOOP("Backup", "%1 is no backup of a history (%2): take another one.")
NEWER: Final = QT_TRANSLATE_NOOP(
    "Backup", "%1 was made by a newer version of Shopfloor HMI: install that one, or take an older backup."
)
SAME_DISK: Final = QT_TRANSLATE_NOOP(
    "Backup", "The backups are on the same disk as the history and would be lost with it: name a folder on another one."
)
DEFECT: Final = QT_TRANSLATE_NOOP("Backup", "The backup failed because of a defect of this program: please report it.")

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_phrase(place: Path, error: OSError | sqlite3.Error) -> Phrase:
    """Return what to do about a file or folder that cannot be written."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        full, forbidden = code == sqlite3.SQLITE_FULL, code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
        said = str(error)
    else:
        full, forbidden = error.errno in _FULL, error.errno in _FORBIDDEN
        said = error.strerror or str(error)
    if full:
        return Phrase(FULL, (str(place),))
    if forbidden:
        return Phrase(READ_ONLY, (str(place),))
    return Phrase(NOT_WRITTEN, (str(place), said))


def size_words(size: int) -> str:
    """Return a size in bytes, rounded up to whole units: ``7 MB``, ``12 GB``."""
    if size < 10_000_000_000:
        return f"{-(-size // 1_000_000)} MB"
    return f"{-(-size // 1_000_000_000)} GB"
