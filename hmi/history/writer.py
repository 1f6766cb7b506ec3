"""The one thread that writes the history."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, insert, update

from hmi.domain.machine import Machine
from hmi.domain.records import Entry
from hmi.domain.signal import Signal
from hmi.history.backlog import CAPACITY, NOTES, Backlog, Declaration, Load
from hmi.history.chores import Chore
from hmi.history.database import Database
from hmi.history.errors import Trouble
from hmi.history.figures import Figures, WriterStatistics
from hmi.history.health import HistoryHealth, sentence
from hmi.history.recorder import Outcome, Recorder
from hmi.history.salvage import remains, storable_part
from hmi.history.schema import collector_run

_log = logging.getLogger(__name__)

LINGER_S: Final = 0.25
"""How long observations are gathered before they are committed."""
_LIMIT: Final = 20_000
_RETRY_S: Final = 3.0
_HEARTBEAT_S: Final = 10.0
"""How often an idle writer notes that it still collects."""
_SAME_CONNECTION: Final = frozenset({Trouble.DISK_FULL, Trouble.LOCKED})


class _DefectError(Exception):
    """The database does not take the data as they are; its cause says why."""


class _GivenUpError(Exception):
    """The store cannot be written and the program is to end."""


class HistoryWriter:
    """Owns the one write connection. Every public method may be called from any thread.

    Whatever keeps it from writing (a full disk, a lock, an error of the disk) is told by :meth:`health` and tried
    again every few seconds; nothing that was taken is lost while the program runs.
    """

    def __init__(
        self,
        database: Database,
        clock_us: Callable[[], int],
        *,
        chores: Sequence[Chore] = (),
        capacity: int = CAPACITY,
        notes: int = NOTES,
        linger_s: float = LINGER_S,
        retry_s: float = _RETRY_S,
        heartbeat_s: float = _HEARTBEAT_S,
    ) -> None:
        self._database = database
        self._engine = database.writing()
        self._clock_us = clock_us
        self._linger_s = linger_s
        self._retry_s = retry_s
        self._heartbeat_s = heartbeat_s
        self._backlog = Backlog(capacity, notes)
        self._recorder = Recorder(database)
        self._chores = (*self._recorder.chores, *chores)
        self._figures = Figures()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._deadline_s = float("inf")
        self._drained = False
        # of the writer's thread
        self._connection: Connection | None = None
        self._file: object = None
        self._run_id: int | None = None
        self._reported: set[tuple[str, str]] = set()
        # what health tells, under the lock
        self._lock = threading.Lock()
        self._stored = 0
        self._rejected = 0
        self._last_commit_us: int | None = None
        self._trouble: Trouble | None = None
        self._waiting_since_us: int | None = None

    # -- for everybody -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start writing."""
        self._thread.start()

    def offer(self, entry: Entry) -> bool:
        """Queue an entry; never blocks. False: its batch was not taken, its states and gaps were."""
        return self._backlog.put(entry)

    def declare(self, machine: Machine, signals: Sequence[Signal]) -> None:
        """Make a machine and its signals known before the entries that are offered later; never blocks."""
        self._backlog.declare(machine, signals)

    def has_room(self) -> bool:
        """Return whether batches should be offered again after one was refused."""
        return self._backlog.has_room()

    @property
    def fill(self) -> float:
        """How full the queue is, 0 to 1."""
        return self._backlog.fill

    def flush(self, timeout_s: float) -> bool:
        """Wait until everything that was offered before is committed; return whether it was in time."""
        return self._backlog.flush(timeout_s)

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Refuse batches, commit what waits, and end; return whether all of it was committed.

        What could not be committed within the time is read again from the stored cursors at the next start, as far as
        the sources still have it.
        """
        self._deadline_s = time.monotonic() + timeout_s
        self._backlog.close()
        if self._thread.ident is not None:
            self._thread.join()
        return self._drained

    def health(self) -> HistoryHealth:
        """Return how the writing goes."""
        with self._lock:
            trouble = self._trouble
            return HistoryHealth(
                ok=trouble is None,
                fill=self._backlog.fill,
                queued=self._backlog.held,
                stored=self._stored,
                last_commit_us=self._last_commit_us,
                rejected=self._rejected,
                merged=self._backlog.merged,
                waiting_since_us=self._waiting_since_us,
                trouble=trouble,
                reason="" if trouble is None else sentence(trouble, self._database.place),
            )

    def statistics(self) -> WriterStatistics:
        """Return what was stored per machine, how fast, and the gaps per source, since the program started."""
        return self._figures.statistics()

    # -- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._persist((), ())
            while (load := self._next()) is not None:
                self._write(load)
                self._backlog.done(load)
                self._do_chores()
            self._persist((), (), stopping=True)
            self._drained = True
        except _GivenUpError:
            _log.error("the program ends while %d observations could not be written", self._backlog.held)
        except Exception:  # noqa: BLE001 - a defect here must be seen, and not look like a quiet shop
            _log.exception("the writer of the history failed")
            self._in_trouble(Trouble.INTERNAL)
        finally:
            self._backlog.close()
            self._disconnect()
            self._engine.dispose()

    def _next(self) -> Load | None:
        while True:
            load = self._backlog.take(_LIMIT, self._linger_s, self._heartbeat_s)
            if load is not None or self._backlog.closing:
                return load
            self._persist((), ())
            self._do_chores()

    def _do_chores(self) -> None:
        """Give every chore that is due its turns, until something waits to be written."""
        for chore in self._chores:
            more = chore.due(self._clock_us())
            while more and not self._backlog.closing and self._backlog.has_room():
                more = self._do(chore) and not self._backlog.waiting

    def _do(self, chore: Chore) -> bool:
        try:
            connection = self._connected()
            with connection.begin():
                return chore.step(connection, self._clock_us())
        except Exception as error:  # noqa: BLE001 - what a chore cannot do must not keep batches from being written
            chore.forget()
            _log.warning("%s has to wait: %r", chore.name, error)
            if self._database.trouble_of(error) not in _SAME_CONNECTION:
                self._disconnect()
            return False

    def _write(self, load: Load) -> None:
        """Commit a load; if the database does not take it as it is, commit all of it that it does take."""
        try:
            self._persist(load.declarations, load.entries)
        except _DefectError as defect:
            _log.warning("a batch is written piece by piece, because it was not taken whole: %r", defect.__cause__)
            for declaration in load.declarations:
                self._write_one(declaration, None)
            for entry in load.entries:
                self._write_one(None, entry)

    def _write_one(self, declaration: Declaration | None, entry: Entry | None) -> None:
        attempts = [entry] if entry is None else [entry, storable_part(entry), remains(entry)]
        for attempt in attempts:
            try:
                self._persist((declaration,) if declaration else (), (attempt,) if attempt else ())
            except _DefectError as defect:
                _log.error("what the database does not take is left out: %r", defect.__cause__)
            else:
                left_out = _size(entry) - _size(attempt)
                with self._lock:
                    self._rejected += left_out
                return

    def _persist(
        self, declarations: Sequence[Declaration], entries: Sequence[Entry], *, stopping: bool = False
    ) -> None:
        """Commit in one transaction, however long it takes until the store can be written.

        Raises _DefectError when the data are at fault, _GivenUpError when the program ends first.
        """
        while True:
            try:
                outcome = self._transact(declarations, entries, stopping=stopping)
            except Exception as error:  # whatever one load does, the next must be written
                trouble = self._database.trouble_of(error)
                if trouble is None:
                    raise _DefectError from error
                self._in_trouble(trouble, error)
                if trouble not in _SAME_CONNECTION:
                    self._disconnect()
                self._wait()
            else:
                self._account(outcome)
                return

    def _transact(self, declarations: Sequence[Declaration], entries: Sequence[Entry], *, stopping: bool) -> Outcome:
        now_us = self._clock_us()
        try:
            connection = self._connected()
            with connection.begin():
                outcome = self._recorder.record(connection, declarations, entries, now_us)
                run_id = self._note_run(connection, now_us, stopping=stopping)
        except BaseException:
            self._recorder.forget()
            raise
        self._run_id = run_id
        return outcome

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
            self._disconnect()
        if self._connection is None:
            self._connection = self._engine.connect()
            self._file = self._database.identity()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _wait(self) -> None:
        if not self._backlog.closing:
            self._backlog.wait(self._retry_s)
            return
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0:
            raise _GivenUpError
        time.sleep(min(self._retry_s, left_s))

    def _account(self, outcome: Outcome) -> None:
        now_us = self._clock_us()
        self._figures.add(outcome, now_us)
        with self._lock:
            over = self._trouble
            self._stored += outcome.stored.total()
            self._rejected += outcome.rejected
            self._last_commit_us = now_us
            self._trouble = self._waiting_since_us = None
        if over is not None:
            _log.info("the history is written again")
        for machine, key in outcome.unknown - self._reported:
            _log.error("%s reports a signal that was never declared, which is not stored: %s", machine, key)
        self._reported |= outcome.unknown

    def _in_trouble(self, trouble: Trouble, error: BaseException | None = None) -> None:
        with self._lock:
            new = trouble is not self._trouble
            self._trouble = trouble
            if self._waiting_since_us is None:
                self._waiting_since_us = self._clock_us()
        if new:
            _log.error("%s (%s)", sentence(trouble, self._database.place), error)


def _size(entry: Entry | None) -> int:
    return 0 if entry is None or entry.batch is None else len(entry.batch.observations)
