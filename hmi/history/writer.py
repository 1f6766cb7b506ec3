"""The one thread that writes the history."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from hmi.domain.machine import Machine
from hmi.domain.records import Entry
from hmi.domain.signal import Signal
from hmi.history.backlog import CAPACITY, NOTES, Backlog, Load
from hmi.history.bulletin import Bulletin
from hmi.history.chores import Chore
from hmi.history.chunks.late import SealedHours
from hmi.history.committing import Committer
from hmi.history.database import Database
from hmi.history.errors import Trouble
from hmi.history.figures import WriterStatistics
from hmi.history.health import HistoryHealth, Spooled
from hmi.history.spool.detour import Detour
from hmi.history.spool.spool import Spool
from hmi.history.straight import Straight

_log = logging.getLogger(__name__)

LINGER_S: Final = 0.25
"""How long observations are gathered before they are committed."""
_LIMIT: Final = 20_000
_RETRY_S: Final = 3.0
_HEARTBEAT_S: Final = 10.0
"""How often an idle writer notes that it still collects."""
_SLICES: Final = 20
"""How many slices a chore gets between two tries to write on a full disk."""


class Way(Protocol):
    """How loads get into the store. Called on the writer's thread only, but for ``spooled``."""

    @property
    def direct(self) -> bool:
        """Whether the store answers and has everything, so that chores may be done."""

    @property
    def pause_s(self) -> float:
        """How long it is until :meth:`beat` or :meth:`replay` has something to do."""

    @property
    def spooled(self) -> Spooled | None:
        """What waits elsewhere for the store."""

    def beat(self) -> None:
        """Say in the store that collecting goes on."""

    def write(self, load: Load) -> None:
        """Take a load; it is safe on a disk when this returns."""

    def replay(self, budget_s: float) -> bool:
        """Store what waits elsewhere for about as long as this; return whether it is to go on at once."""

    def end(self) -> None:
        """Leave everything as the next start needs it."""

    def close(self) -> None:
        """Close what is open."""


class _GivenUpError(Exception):
    """The store cannot be written and the program is to end."""


class HistoryWriter:
    """Owns the thread and its queue. Every public method may be called from any thread.

    Whatever keeps it from writing (a full disk, a lock, an error of the disk) is told by :meth:`health` and tried
    again every few seconds; nothing that was taken is lost while the program runs. With a ``spool`` what is taken goes
    there meanwhile, and outlasts the program.
    """

    def __init__(
        self,
        database: Database,
        clock_us: Callable[[], int],
        *,
        chores: Sequence[Chore] = (),
        sealed: SealedHours | None = None,
        spool: Spool | None = None,
        capacity: int = CAPACITY,
        notes: int = NOTES,
        linger_s: float = LINGER_S,
        retry_s: float = _RETRY_S,
        heartbeat_s: float = _HEARTBEAT_S,
    ) -> None:
        self._clock_us = clock_us
        self._place = database.place
        self._linger_s = linger_s
        self._retry_s = retry_s
        self._heartbeat_s = heartbeat_s
        self._backlog = Backlog(capacity, notes)
        self._bulletin = Bulletin(clock_us)
        self._committer = Committer(
            database, self._bulletin, clock_us, chores=chores, sealed=sealed, prepares=spool is not None
        )
        self._turns = self._committer.turns
        self._freeing = [chore for chore in chores if getattr(chore, "frees_space", False)]
        self._way: Way = (
            Straight(self._committer, database.place, wait=self._wait, make_room=self._make_room)
            if spool is None
            else Detour(spool, database, self._committer, clock_us, wait=self._wait)
        )
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._deadline_s = float("inf")
        self._drained = False

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
        """Wait until everything that was offered before is committed, or spooled; return whether it was in time."""
        return self._backlog.flush(timeout_s)

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Refuse batches, commit or spool what waits, and end; return whether all of it was.

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
        return self._bulletin.health(self._backlog, self._way.spooled)

    def statistics(self) -> WriterStatistics:
        """Return what was stored per machine, how fast, and the gaps per source, since the program started."""
        return self._bulletin.statistics()

    # -- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._way.beat()
            while (load := self._next()) is not None:
                self._way.write(load)
                self._backlog.done(load)
                self._do_a_chore()
            self._way.end()
            self._drained = True
        except _GivenUpError:
            _log.error("the program ends while %d observations could not be written", self._backlog.held)
        except Exception:  # noqa: BLE001 - a defect here must be seen, and not look like a quiet shop
            _log.exception("the writer of the history failed")
            self._bulletin.in_trouble(Trouble.INTERNAL, None, self._place)
        finally:
            self._backlog.close()
            self._way.close()
            self._committer.close()

    def _next(self) -> Load | None:
        """Return what is to be written next; meanwhile store what waits elsewhere, and give the chores their turns."""
        while True:
            # asked before taking, because until then what has not waited long enough is not given out
            closing = self._backlog.closing
            behind = not closing and self._way.replay(self._linger_s)
            linger_s, idle_s = (0.0, 0.0) if behind else (self._linger_s, self._idle_s())
            load = self._backlog.take(_LIMIT, linger_s, idle_s)
            if load is not None or closing:
                return load
            if not self._way.direct or time.monotonic() >= self._committer.last_s + self._heartbeat_s:
                self._way.beat()
            self._do_a_chore()

    def _idle_s(self) -> float:
        """Return how long there may be nothing to do."""
        if not self._way.direct:
            return min(self._way.pause_s, self._heartbeat_s)
        return min(self._turns.pause_s(), self._heartbeat_s) if self._backlog.has_room() else self._heartbeat_s

    def _do_a_chore(self) -> None:
        """Let the chore whose turn it is do a slice, unless so much waits that it must be written first."""
        if self._way.direct and self._backlog.has_room() and (chore := self._turns.next(self._clock_us())) is not None:
            done = self._committer.do(chore)
            if not done and self._way.spooled is not None:
                self._way.beat()  # it may be the database that is away

    def _make_room(self) -> None:
        """Let those chores go on that free space, while the disk is too full for anything else."""
        for chore in self._freeing:
            slices = 0
            while slices < _SLICES and chore.due(self._clock_us()) and self._committer.do(chore):
                slices += 1

    def _wait(self) -> None:
        if not self._backlog.closing:
            self._backlog.wait(self._retry_s)
            return
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0:
            raise _GivenUpError
        time.sleep(min(self._retry_s, left_s))
