"""Opens the store of a data folder, to collect into it or to look back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from hmi.domain.clock import now_us
from hmi.history import migration
from hmi.history.engine import read_engine, write_engine
from hmi.history.errors import StoreError, Trouble
from hmi.history.health import sentence, trouble_of
from hmi.history.lease import Lease, acquire_lease
from hmi.history.queries import History
from hmi.history.writer import HistoryWriter

FILE_NAME: Final = "history.db"


class Store:
    """An open store: this process collects into it until :meth:`close`."""

    sqlite_version: Final = sqlite3.sqlite_version

    def __init__(self, path: Path, lease: Lease, clock_us: Callable[[], int]) -> None:
        self._path = path
        self._lease = lease
        self._engine = write_engine(path)
        self.writer = HistoryWriter(self._engine, path, clock_us)
        self.history = History(path)
        self.writer.start()

    def size_bytes(self) -> int:
        """Return how much of the disk the store takes, its write-ahead log included."""
        total = 0
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                total += self._path.with_name(f"{self._path.name}{ending}").stat().st_size
        return total

    def close(self, timeout_s: float = 10.0) -> bool:
        """Commit what waits, close everything, let others collect; return whether all was committed in time."""
        try:
            # readers first: the last connection to close folds the write-ahead log into the file
            self.history.close()
            return self.writer.stop(timeout_s)
        finally:
            self._engine.dispose()
            self._lease.release()


def open_store(folder: Path, clock_us: Callable[[], int] = now_us) -> Store:
    """Open the store in a folder, which is made when it is missing, and start its writer.

    Raises AlreadyCollecting when another process collects into it, StoreError when it cannot be used as it is; both
    say in one sentence what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The data folder {folder} cannot be made ({error}): choose another one.") from error
    lease = acquire_lease(folder)
    try:
        prepare(folder / FILE_NAME)
        return Store(folder / FILE_NAME, lease, clock_us)
    except BaseException:
        lease.release()
        raise


def open_history(folder: Path) -> History:
    """Open the history in a folder to look back, whether or not another process collects; makes no store.

    Raises StoreError when there is none, or it cannot be read by this version.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise StoreError(f"There is no history in {folder}: collect first, or name the folder that has one.")
    engine = read_engine(path, connections=1)
    try:
        with engine.begin() as connection:
            current = migration.is_current(connection)
    except DBAPIError as error:
        raise _unreadable(path, error) from error
    finally:
        engine.dispose()
    if not current:
        raise StoreError(f"{path} was written by an older version: start the program on it once, which renews it.")
    return History(path)


def prepare(path: Path) -> None:
    """Create the file of a store or bring its tables up to date; the caller holds the lease. Raises StoreError."""
    try:
        path.touch()
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error}): give this user the right to, or choose another folder."
        ) from error
    engine = write_engine(path)
    try:
        with engine.connect() as connection:
            with connection.begin():
                if not migration.is_current(connection):
                    migration.upgrade(connection)
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    except DBAPIError as error:
        raise _unreadable(path, error) from error
    finally:
        engine.dispose()
    if mode != "wal":
        raise StoreError(f"{path} is on a disk that databases cannot share safely: use a folder on a local disk.")


def _unreadable(path: Path, error: DBAPIError) -> StoreError:
    trouble = trouble_of(error) or Trouble.INTERNAL
    if trouble is Trouble.DAMAGED:
        return StoreError(f"{path} is damaged or no database ({error.orig}): move it away or put back a backup.")
    return StoreError(f"{sentence(trouble, path)} ({error.orig})")
