"""Says what is behind an error of SQLite."""

from __future__ import annotations

import sqlite3

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


def trouble_of(error: BaseException) -> Trouble | None:
    """Return the trouble behind an error, or None when it is the data that SQLite did not take."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, sqlite3.Error):
        return None
    # absent where Python's sqlite3 itself, not the database, found the fault
    code = getattr(original, "sqlite_errorcode", None)
    known = None if code is None else _TROUBLES.get(code & 0xFF)
    if known is None and isinstance(original, sqlite3.OperationalError):
        return Trouble.DISK_ERROR
    return known
