"""Copies a SQLite store as it is at one moment, while another connection goes on writing it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.backup.checking import DamagedError
from hmi.history.backup.pace import Pace
from hmi.history.errors import BackupError
from hmi.history.sqlite.engine import BUSY_S, reading_uri

_PAGES: Final = 512
"""Pages that are copied at once, 4 MB of them."""
_NO_CHECKPOINT_ON_CLOSE: Final = 1006
_WRITING: Final = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)


@contextmanager
def snapshot(store: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection that sees the store as it is now, however long it takes. Raises sqlite3.Error.

    It cannot write, and never folds the write-ahead log into the file: SQLite before 3.51.3 may corrupt a file that two
    connections do that to at once. Opened without the right to write the file, SQLite cannot take the lock that it
    needs for that, not even when it is the last one to close.
    """
    connection = sqlite3.connect(
        reading_uri(store), uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        if hasattr(connection, "setconfig"):  # Python 3.12
            connection.setconfig(_NO_CHECKPOINT_ON_CLOSE, True)
        for pragma in ("query_only = ON", "wal_autocheckpoint = 0"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on it sees this moment
        yield connection
    finally:
        connection.close()


def copy_store(store: Path, draft: Path, pace: Pace, progress: Callable[[float], None]) -> None:
    """Copy the store into a new file and wait until that is on its disk; ``progress`` hears 0 to 1.

    SQLite begins a copy in steps anew whenever somebody else has written, but not inside a transaction that sees one
    moment. So the steps rest in between, the file reaches its disk bit by bit in place of one burst that every other
    fsync would wait for, and stopping takes no longer than a step.

    Raises BackupError, DamagedError when SQLite finds the store damaged meanwhile.
    """
    try:
        target = sqlite3.connect(draft, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise BackupError(words.write_phrase(draft.parent, error)) from error
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # it is no store before it is whole
            target.execute(f"PRAGMA {pragma}").close()
        with draft.open("rb+") as file:

            def rest(_status: int, remaining: int, total: int) -> None:
                os.fsync(file.fileno())
                progress(1 - remaining / max(total, 1))
                pace.rest()

            pace.begin()
            with snapshot(store) as source:
                source.backup(target, pages=_PAGES, progress=rest)
            target.close()
            os.fsync(file.fileno())
    except OSError as error:
        raise BackupError(words.write_phrase(draft.parent, error)) from error
    except sqlite3.Error as error:
        raise fault_of(error, store, draft.parent) from error
    finally:
        target.close()


def store_size(store: Path) -> int:
    """Return the bytes of the store at this moment, those in its write-ahead log included. Raises like a copy."""
    try:
        with snapshot(store) as source:
            ((size,),) = source.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    except sqlite3.Error as error:
        raise fault_of(error, store, store.parent) from error
    return int(size)


def fault_of(error: sqlite3.Error, store: Path, folder: Path) -> BackupError | DamagedError:
    """Return what failed: SQLite tells of a store and of its copy in ``folder`` in the same way."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedError(str(error))
    if code & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY) or code in _WRITING:
        return BackupError(words.write_phrase(folder, error))
    return BackupError(Phrase(words.NOT_READ, (str(store), str(error))))
