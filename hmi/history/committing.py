"""Commits to the store, transaction by transaction, on the one connection that writes."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, insert, update

from hmi.domain.records import Entry
from hmi.history.backlog import Declaration
from hmi.history.bulletin import Bulletin
from hmi.history.chores import Chore
from hmi.history.chunks.late import SealedHours
from hmi.history.database import Database
from hmi.history.errors import AlreadyCollecting, StoreError, Trouble
from hmi.history.recorder import Recorder
from hmi.history.schema import collector_run
from hmi.history.turns import Turns

_log = logging.getLogger(__name__)

_SAME_CONNECTION: Final = frozenset({Trouble.DISK_FULL, Trouble.LOCKED})
AWAY: Final = frozenset({Trouble.UNREACHABLE, Trouble.LOCKED, Trouble.READ_ONLY, Trouble.DISK_FULL, Trouble.DISK_ERROR})
"""What passes without anybody at this computer: one may begin to collect all the same."""

Note = Callable[[Connection], None]
"""Something to be read or written in the transaction of what is stored; may be called again after a failure."""


class CommitError(Exception):
    """Nothing of it was stored; ``trouble`` is None where the data are at fault. ``cause`` is the database's error."""

    def __init__(self, trouble: Trouble | None, cause: Exception) -> None:
        super().__init__(str(cause))
        self.trouble = trouble
        self.cause = cause


class Committer:
    """Owns the connection. The writer's thread only.

    ``prepares``: whatever is found at the other end of a new connection may have to be brought up to date first.
    """

    def __init__(
        self,
        database: Database,
        bulletin: Bulletin,
        clock_us: Callable[[], int],
        *,
        chores: Sequence[Chore] = (),
        sealed: SealedHours | None = None,
        prepares: bool = False,
    ) -> None:
        self._database = database
        self._engine = database.writing()
        self._bulletin = bulletin
        self._clock_us = clock_us
        self._prepares = prepares
        self._recorder = Recorder(database, sealed or SealedHours())
        self.turns = Turns((*self._recorder.chores, *chores), time.monotonic)
        self.last_s = time.monotonic()
        """When something was committed last, on the clock of ``time.monotonic``."""
        self._connection: Connection | None = None
        self._file: object = None
        self._run_id: int | None = None

    def commit(
        self,
        declarations: Sequence[Declaration],
        entries: Sequence[Entry],
        note: Note | None = None,
        *,
        late: bool = False,
        stopping: bool = False,
    ) -> None:
        """Store all of it in one transaction, and try once. ``late``: it has waited, which is no measure of speed.

        Raises CommitError.
        """
        now_us = self._clock_us()
        try:
            connection = self._connected()
            with connection.begin():
                outcome = self._recorder.record(connection, declarations, entries, now_us)
                run_id = self._note_run(connection, now_us, stopping=stopping)
                if note is not None:
                    note(connection)
        except BaseException as error:
            self._recorder.forget()
            if not isinstance(error, Exception):
                raise
            raise self._refusal(error) from error
        self._run_id = run_id
        self.last_s = time.monotonic()
        if late:
            outcome.arrivals.clear()
        self._bulletin.account(outcome)

    def do(self, chore: Chore) -> bool:
        """Let a chore do a slice; return whether it could."""
        began_s = time.monotonic()
        try:
            connection = self._connected()
            with connection.begin():
                chore.step(connection, self._clock_us())
        except Exception as error:  # noqa: BLE001 - what a chore cannot do must not keep batches from being written
            self.turns.failed(chore, error)
            self._refusal(error)
            return False
        self.turns.done(chore, time.monotonic() - began_s)
        return True

    def settle(self) -> None:
        """Write the rollups that were held back; where that fails their hours are marked, and computed at the start."""
        try:
            connection = self._connected()
            with connection.begin():
                self._recorder.close(connection)
        except Exception as error:  # noqa: BLE001 - everything that was taken is committed
            _log.warning("rollups are left to be computed at the next start: %r", error)

    def in_trouble(self, trouble: Trouble, error: Exception, place: str) -> None:
        """Tell everybody what is wrong with a place, until something is committed."""
        self._bulletin.in_trouble(trouble, error, place)

    def reject(self, observations: int) -> None:
        """Count observations that the database did not take."""
        self._bulletin.reject(observations)

    def close(self) -> None:
        """Close the connection."""
        self._disconnect()
        self._engine.dispose()

    def _note_run(self, connection: Connection, now_us: int, *, stopping: bool) -> int:
        if self._run_id is None:
            new = insert(collector_run).values(started=now_us, seen=now_us).returning(collector_run.c.id)
            return int(connection.execute(new).scalar_one())
        seen = {"seen": now_us, "stopped": now_us} if stopping else {"seen": now_us}
        connection.execute(update(collector_run).where(collector_run.c.id == self._run_id).values(seen))
        return self._run_id

    def _connected(self) -> Connection:
        """Return the connection; a new one when the old failed or its file is no longer the one in the folder."""
        if self._connection is not None and self._file != self._database.identity():
            self._give_up_connection()
        if self._connection is None:
            if self._prepares:
                self._database.prepare()
            self._connection = self._engine.connect()
            self._file = self._database.identity()
        return self._connection

    def _refusal(self, error: Exception) -> CommitError:
        """Return what an error means, and leave a connection that it has spoilt."""
        trouble = trouble_of(self._database, error)
        if trouble is not None and trouble not in _SAME_CONNECTION:
            self._give_up_connection()
        return CommitError(trouble, error)

    def _give_up_connection(self) -> None:
        """The connection, or the database behind it, is not to be relied on; nor is what was read through it."""
        self._disconnect()
        self._recorder.forget()
        self.turns.forget()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def trouble_of(database: Database, error: Exception) -> Trouble | None:
    """Return the trouble behind an error of a store or of its opening; None where the data are at fault."""
    if isinstance(error, StoreError) and not isinstance(error, AlreadyCollecting):
        cause = error.__cause__
        return (None if cause is None else database.trouble_of(cause)) or Trouble.UNUSABLE
    return database.trouble_of(error)
