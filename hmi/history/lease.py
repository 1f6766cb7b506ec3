"""The lease on a data folder: while one process holds it, no other collects into it."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from pathlib import Path

from hmi.domain.clock import now_us
from hmi.history.errors import AlreadyCollecting, StoreError

LOCK_FILE = "collector.lock"
HOLDER_FILE = "collector.json"


class Lease:
    """The right to collect into a folder, held until :meth:`release` or the end of the process, however it ends."""

    def __init__(self, lock: sqlite3.Connection, holder: Path) -> None:
        self._lock = lock
        self._holder = holder
        self._released = False

    def release(self) -> None:
        """Let others collect. Any thread; twice is harmless."""
        if not self._released:
            self._released = True  # from here on the note may be the next holder's
            self._holder.unlink(missing_ok=True)
            self._lock.close()


def acquire_lease(folder: Path) -> Lease:
    """Take the lease on a folder that exists.

    It is the write lock of an empty SQLite file, which the operating system takes back from a killed process and which
    works alike on Windows and Linux. Who holds it stands beside it in a text file, because a lock has no words.

    Raises AlreadyCollecting when a process (this one included) holds it, StoreError when the folder takes no files.
    """
    try:
        lock = sqlite3.connect(folder / LOCK_FILE, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise _unusable(folder, error) from error
    holder = folder / HOLDER_FILE
    try:
        lock.execute("BEGIN IMMEDIATE")
        note = {"pid": os.getpid(), "host": platform.node(), "since_us": now_us()}
        draft = holder.with_suffix(f".{os.getpid()}.tmp")
        draft.write_text(json.dumps(note), encoding="utf-8")
        draft.replace(holder)
    except sqlite3.Error as error:
        lock.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise _holder_of(holder, folder) from error
        raise _unusable(folder, error) from error
    except OSError as error:
        lock.close()
        raise _unusable(folder, error) from error
    return Lease(lock, holder)


def _holder_of(holder: Path, folder: Path) -> AlreadyCollecting:
    try:
        note = json.loads(holder.read_text(encoding="utf-8"))
        return AlreadyCollecting(int(note["pid"]), int(note["since_us"]), str(note["host"]), folder=str(folder))
    except (OSError, ValueError, KeyError, TypeError):
        return AlreadyCollecting(None, None, folder=str(folder))  # it has the lock and has not yet said who it is


def _unusable(folder: Path, error: Exception) -> StoreError:
    return StoreError(
        f"The data folder {folder} cannot be written ({error}): choose one on a local disk that is yours."
    )
