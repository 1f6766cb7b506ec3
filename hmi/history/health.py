"""Says how the writing goes, in words that tell what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from hmi.history.errors import Trouble

_TROUBLES = {
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Trouble.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Trouble.DISK_ERROR,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}

_SENTENCES = {
    Trouble.DISK_FULL: "The disk of {path} is full: free some space there. Nothing is lost while the machines' agents "
    "still hold what is waiting.",
    Trouble.LOCKED: "Another program holds {path} locked: end it.",
    Trouble.READ_ONLY: "{path} may not be written: give this user the right to.",
    Trouble.UNREACHABLE: "{path} cannot be opened: bring its disk back.",
    Trouble.DISK_ERROR: "The disk of {path} reports an error: check the disk.",
    Trouble.DAMAGED: "{path} is damaged: close the program, move the file away or put back a backup, and start again.",
    Trouble.INTERNAL: "The history is not written because of a defect of this program: start it again, and report it.",
}


@dataclass(frozen=True, slots=True)
class HistoryHealth:
    """How the writing goes; times in microseconds UTC on this computer's clock."""

    ok: bool
    fill: float
    """How full the queue is, 0 to 1."""
    queued: int
    """Observations that wait or are being written."""
    stored: int
    """Observations stored since the program started; what was there already is not counted again."""
    last_commit_us: int | None
    rejected: int = 0
    """Observations that could not be stored because they or their signal were not understood; each is in a gap."""
    merged: int = 0
    """State changes and gaps that were merged into later ones because writing was impossible for too long."""
    waiting_since_us: int | None = None
    trouble: Trouble | None = None
    reason: str = ""
    """A sentence that says what to do; empty while all is well."""


def trouble_of(error: BaseException) -> Trouble | None:
    """Return the trouble behind a database error, or None when it is the data that the database did not take."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, sqlite3.Error):
        return None
    # absent where Python's sqlite3 itself, not the database, found the fault
    code = getattr(original, "sqlite_errorcode", None)
    known = None if code is None else _TROUBLES.get(code & 0xFF)
    if known is None and isinstance(original, sqlite3.OperationalError):
        return Trouble.DISK_ERROR
    return known


def sentence(trouble: Trouble, path: Path) -> str:
    """Return what the user should do about a trouble."""
    return _SENTENCES[trouble].format(path=path)
