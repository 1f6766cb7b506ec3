"""Opens the store of a data folder, to collect into it or to look back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hmi.domain.clock import now_us
from hmi.domain.retention import Retention
from hmi.history.backup.restoring import finish
from hmi.history.chores import Chore
from hmi.history.database import Database
from hmi.history.errors import StoreError
from hmi.history.lease import Lease, acquire_lease
from hmi.history.queries import History
from hmi.history.retention.chore import RetentionChore
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.writer import HistoryWriter
from hmi.settings.site import StoreSettings

FILE_NAME: Final = "history.db"
_USUAL: Final = StoreSettings()


class Store:
    """An open store: this process collects into it until :meth:`close`."""

    def __init__(self, database: Database, lease: Lease, clock_us: Callable[[], int], retention: Retention) -> None:
        self.database = database
        self._lease = lease
        self.writer = HistoryWriter(database, clock_us, chores=chores(database, retention))
        self.history = History(database)
        self.writer.start()

    def close(self, timeout_s: float = 10.0) -> bool:
        """Commit what waits, close everything, let others collect; return whether all was committed in time."""
        try:
            # readers first: the last connection to close folds the write-ahead log into the file
            self.history.close()
            return self.writer.stop(timeout_s)
        finally:
            self._lease.release()


def chores(database: Database, retention: Retention) -> Sequence[Chore]:
    """Return what the writer has to do to a store between batches."""
    return (*database.chores(), RetentionChore(retention))


def database_of(folder: Path, settings: StoreSettings = _USUAL) -> Database:
    """Return the database that the settings name, or the file in the folder where they name none."""
    if settings.url is None:
        return SqliteDatabase(folder / FILE_NAME)
    from hmi.history.postgres.database import PostgresDatabase

    return PostgresDatabase(settings.url, settings.password)


def open_store(folder: Path, clock_us: Callable[[], int] = now_us, settings: StoreSettings = _USUAL) -> Store:
    """Open the store of a folder, which is made when it is missing, and start its writer, which keeps the retention.

    Where the settings name a database, the folder is only this computer's own: one program collects into it.
    Raises AlreadyCollecting when another process collects into it, StoreError when it cannot be used as it is; both
    say in one sentence what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The data folder {folder} cannot be made ({error}): choose another one.") from error
    lease = acquire_lease(folder)
    try:
        database = database_of(folder, settings)
        if isinstance(database, SqliteDatabase):
            finish(database.path)
        database.prepare()
        return Store(database, lease, clock_us, settings.retention)
    except BaseException:
        lease.release()
        raise


def open_history(folder: Path, settings: StoreSettings = _USUAL) -> History:
    """Open the history of a folder to look back, whether or not another process collects; makes no store.

    Raises StoreError when there is none, or it cannot be read by this version.
    """
    database = database_of(folder, settings)
    database.check_readable()
    return History(database)
