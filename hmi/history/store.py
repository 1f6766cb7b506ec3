"""Opens the store of a data folder, to collect into it or to look back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hmi.domain.clock import now_us
from hmi.domain.records import Memory
from hmi.domain.retention import Retention
from hmi.history.backup.restoring import finish
from hmi.history.chores import Chore
from hmi.history.chunks.late import SealedHours
from hmi.history.chunks.sealer import Sealer
from hmi.history.committing import AWAY, trouble_of
from hmi.history.database import Database
from hmi.history.errors import QueryError, StoreError
from hmi.history.lease import Lease, acquire_lease
from hmi.history.queries import History
from hmi.history.retention.chore import RetentionChore
from hmi.history.spool.spool import Spool, spool_in
from hmi.history.sqlite.database import SqliteDatabase
from hmi.history.writer import HistoryWriter
from hmi.settings.site import StoreSettings

_log = logging.getLogger(__name__)

FILE_NAME: Final = "history.db"
_USUAL: Final = StoreSettings()


class Store:
    """An open store: this process collects into it until :meth:`close`."""

    def __init__(
        self,
        database: Database,
        lease: Lease,
        clock_us: Callable[[], int],
        retention: Retention,
        spool: Spool | None = None,
        *,
        away: bool = False,
    ) -> None:
        """Start to collect; ``away``: the database is, so that what is taken goes to the ``spool`` first."""
        self.database = database
        self._lease = lease
        self.history = History(database)
        # the spool is the writer's own once that runs
        self._memory = None if spool is None else self._with(spool, clock_us(), away=away)
        sealed = SealedHours()
        self.writer = HistoryWriter(
            database, clock_us, chores=chores(database, retention, sealed), sealed=sealed, spool=spool
        )
        self.writer.start()

    def remember(self) -> Memory:
        """Return what was known when the store was opened. Raises QueryError when it cannot be read."""
        return self.history.memory() if self._memory is None else self._memory

    def _with(self, spool: Spool, now_us: int, *, away: bool) -> Memory:
        if away or not spool.is_empty:
            # what waits is newer than all that the database knows
            return spool.memory(now_us)
        try:
            memory = self.history.memory()
        except QueryError as error:
            _log.error("what the database remembers is taken from the spool: %s", error)
            return spool.memory(now_us)
        spool.knowledge.learn(memory)
        return memory

    def close(self, timeout_s: float = 10.0) -> bool:
        """Commit what waits, close everything, let others collect; return whether all was committed in time."""
        try:
            # readers first: the last connection to close folds the write-ahead log into the file
            self.history.close()
            return self.writer.stop(timeout_s)
        finally:
            self._lease.release()


def chores(database: Database, retention: Retention, sealed: SealedHours) -> Sequence[Chore]:
    """Return what the writer has to do to a store between batches."""
    return (
        *database.chores(retention),
        Sealer(sealed, database.packs_itself),
        RetentionChore(retention, packs_itself=database.packs_itself),
    )


def database_of(folder: Path, settings: StoreSettings = _USUAL) -> Database:
    """Return the database that the settings name, or the file in the folder where they name none."""
    if settings.url is None:
        return SqliteDatabase(folder / FILE_NAME)
    from hmi.history.postgres.database import PostgresDatabase

    return PostgresDatabase(settings.url, settings.password)


def open_store(folder: Path, clock_us: Callable[[], int] = now_us, settings: StoreSettings = _USUAL) -> Store:
    """Open the store of a folder, which is made when it is missing, and start its writer, which keeps the retention.

    Where the settings name a database, the folder is only this computer's own: one program collects into it, and
    begins without the database where that is away.
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
            _finish_restore(database.path)
            database.prepare()
            return Store(database, lease, clock_us, settings.retention)
        return _with_spool(database, lease, folder, clock_us, settings.retention)
    except BaseException:
        lease.release()
        raise


def _finish_restore(store: Path) -> None:
    try:
        finish(store)
    except OSError as error:
        raise StoreError(
            f"A backup waits to be put in the place of {store}, which cannot be renamed ({error}): end other programs "
            "that have it open, then start again."
        ) from error


def _with_spool(
    database: Database, lease: Lease, folder: Path, clock_us: Callable[[], int], retention: Retention
) -> Store:
    """Open a store that may be away, now or later."""
    spool = spool_in(folder, clock_us())
    try:
        away = False
        try:
            database.prepare()
        except StoreError as error:
            if trouble_of(database, error) not in AWAY:
                raise
            _log.error("collecting begins without the database: %s", error)
            away = True
        return Store(database, lease, clock_us, retention, spool, away=away)
    except BaseException:
        spool.file.close()
        database.writing().dispose()
        raise


def open_history(folder: Path, settings: StoreSettings = _USUAL) -> History:
    """Open the history of a folder to look back, whether or not another process collects; makes no store.

    Raises StoreError when there is none, or it cannot be read by this version.
    """
    database = database_of(folder, settings)
    database.check_readable()
    return History(database)
