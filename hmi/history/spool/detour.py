"""Decides where a load goes: into the database, or into the spool while the database is away or behind."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.backlog import Declaration, Load
from hmi.history.committing import CommitError
from hmi.history.database import Database
from hmi.history.errors import Trouble
from hmi.history.health import Spooled
from hmi.history.salvage import storable_part
from hmi.history.spool import codec
from hmi.history.spool.file import SpoolError, renew_spool
from hmi.history.spool.marks import holes
from hmi.history.spool.port import Committing
from hmi.history.spool.replay import Replay
from hmi.history.spool.spool import Spool

_log = logging.getLogger(__name__)

_SHORTEST_S: Final = 1.0
_LONGEST_S: Final = 30.0
"""How long it is at least and at most until a database that is away is tried again."""
_REMEMBER_S: Final = 60.0


class Detour:
    """The way of every load to a database that may be away; see :class:`hmi.history.writer.Way`.

    The writer's thread only, but for :attr:`spooled`, which any thread may read.

    While anything waits in the spool, later loads go behind it, so that all are stored in the order in which they came.
    """

    def __init__(
        self,
        spool: Spool,
        database: Database,
        committing: Committing,
        clock_us: Callable[[], int],
        *,
        wait: Callable[[], None],
        clock_s: Callable[[], float] = time.monotonic,
        shortest_s: float = _SHORTEST_S,
    ) -> None:
        """Use ``wait`` before the spool's file is tried again; it may raise what ends the writer."""
        self._file = spool.file
        self._knowledge = spool.knowledge
        self._database = database
        self._committing = committing
        self._clock_us = clock_us
        self._wait = wait
        self._clock_s = clock_s
        self._shortest_s = shortest_s
        self._replay = Replay(database, committing)
        self._away: CommitError | None = None
        self._pause_s = 0.0
        self._try_at_s = 0.0
        self._remembered_s = 0.0
        self._blind_since_us = spool.blind_since_us
        self.spooled = spool.file.spooled()
        """What waits; another value after every change."""

    # -- what the writer calls -----------------------------------------------------------------------------------------

    @property
    def direct(self) -> bool:
        """Whether the database answers and has everything, so that chores may be done."""
        return self._away is None and not self.spooled.loads

    @property
    def pause_s(self) -> float:
        """How long it is until the database is to be tried again; nothing where it answers."""
        return max(0.0, self._try_at_s - self._clock_s())

    def beat(self) -> None:
        """Say in the database that collecting goes on, or try whether it is back."""
        if not self.spooled.loads and self._may_try():
            try:
                self._tell_hole()
                self._committing.commit((), ())
            except CommitError as error:
                self._refused(error)
            else:
                self._answered()

    def write(self, load: Load) -> None:
        """Take a load; it is in the database or in the spool when this returns."""
        if not self._committed(load.declarations, load.entries):
            self._knowledge.take(load.declarations, load.entries)
            self._append(load.declarations, load.entries)

    def replay(self, budget_s: float) -> bool:
        """Store what waits for about as long as this; return whether it is to go on at once."""
        until_s = self._clock_s() + budget_s
        while self.spooled.loads and self._may_try() and self._clock_s() < until_s:
            self._replay_one()
        return self.spooled.loads > 0 and self._may_try()

    def end(self) -> None:
        """Leave everything as the next start needs it."""
        try:
            self._remember()
            if self.direct:
                self._committing.settle()
                self._committing.commit((), (), stopping=True)
        except CommitError as error:
            self._refused(error)
        except SpoolError as error:
            _log.error("%s could not be brought up to date: %s", self._file.path, error)

    def close(self) -> None:
        """Close the spool's file."""
        self._file.close()

    # -- the database --------------------------------------------------------------------------------------------------

    def _may_try(self) -> bool:
        return self._clock_s() >= self._try_at_s

    def _committed(self, declarations: Sequence[Declaration], entries: Sequence[Entry]) -> bool:
        """Store it in the database, unless something waits that came before; return whether it is stored."""
        if self.spooled.loads or not self._may_try():
            return False
        try:
            self._tell_hole()
            self._committing.commit(declarations, entries)
        except CommitError as error:
            self._refused(error)
            return False
        self._knowledge.take(declarations, entries)
        if not self.spooled.takes_more:
            self.spooled = replace(self.spooled, takes_more=True)  # nobody knows before it is needed again
        self._answered()
        return True

    def _answered(self) -> None:
        if self._away is not None:
            _log.info("%s answers again", self._database.place)
        self._away = None
        self._pause_s = self._try_at_s = 0.0
        if self._clock_s() >= self._remembered_s + _REMEMBER_S:
            try:
                self._remember()
            except SpoolError as error:
                self._cannot(error)

    def _refused(self, error: CommitError) -> None:
        if error.trouble is None:
            _log.warning("what was not taken goes the long way: %r", error.cause)
            return
        self._away = error
        self._pause_s = min(max(self._shortest_s, 2 * self._pause_s), _LONGEST_S)
        self._try_at_s = self._clock_s() + self._pause_s
        self._replay.forget()
        self._committing.in_trouble(error.trouble, error.cause, self._database.place)

    def _replay_one(self) -> None:
        try:
            self._tell_hole()
            waiting = self._file.first()
            if waiting is None:
                self.spooled = replace(self._file.spooled(), set_aside=self._replay.set_aside)
                return
            self._replay.store(self._file, waiting, self._clock_us())
            self._answered()
            known = self.spooled
            self.spooled = Spooled(
                loads=known.loads - 1,
                observations=known.observations - waiting.observations,
                size=known.size - len(waiting.payload),
                since_us=self._file.oldest_us(),
                takes_more=known.takes_more,
                set_aside=self._replay.set_aside,
            )
            if not self.spooled.loads:
                self._file.shrink()
                _log.info("the database has everything that waited for it")
        except CommitError as error:
            self._refused(error)
        except SpoolError as error:
            self._cannot(error)
            self._wait()

    def _tell_hole(self) -> None:
        """After a start that knew nothing, say that what lies between the database's end and that start is missing."""
        since_us = self._blind_since_us
        if since_us is None:
            return
        found: list[Gap] = []

        def look(connection: Connection) -> None:
            found[:] = holes(connection, since_us)

        self._committing.commit((), (), look)
        if found:
            self._committing.commit((), (Entry(gaps=tuple(found)),))
        self._blind_since_us = None

    # -- the spool -----------------------------------------------------------------------------------------------------

    def _append(self, declarations: tuple[Declaration, ...], entries: tuple[Entry, ...]) -> None:
        try:
            payload = codec.pack(declarations, entries)
        except ValueError:  # a whole number of thousands of digits, which no database takes either
            entries = tuple(map(storable_part, entries))
            payload = codec.pack(declarations, entries)
        observations = sum(len(entry.batch.observations) for entry in entries if entry.batch is not None)
        while not self._appended(payload, observations):
            self._wait()
            self.replay(0.1)
            if self._committed(declarations, entries):
                return  # it is back, while this computer's own disk is still full
        if self._away is not None and self._away.trouble is not None:
            self._committing.in_trouble(self._away.trouble, self._away.cause, self._database.place)

    def _appended(self, payload: bytes, observations: int) -> bool:
        now_us = self._clock_us()
        news = self._knowledge.news()
        try:
            self._file.append(payload, observations=observations, received_us=now_us, known=news)
        except SpoolError as error:
            self._cannot(error)
            return False
        self._knowledge.remembered()
        known = self.spooled
        self.spooled = replace(
            known,
            loads=known.loads + 1,
            observations=known.observations + observations,
            size=known.size + len(payload),
            since_us=now_us if known.since_us is None else known.since_us,
            takes_more=True,
        )
        return True

    def _count(self) -> None:
        self.spooled = replace(self._file.spooled(), set_aside=self._replay.set_aside)

    def _remember(self) -> None:
        self._file.remember(self._knowledge.news())
        self._knowledge.remembered()
        self._remembered_s = self._clock_s()

    def _cannot(self, error: SpoolError) -> None:
        """The spool fails; one that is damaged is set aside, and what waited in it is told as a gap."""
        self.spooled = replace(self.spooled, takes_more=False)
        self._committing.in_trouble(error.trouble, error, str(self._file.path))
        if error.trouble is not Trouble.DAMAGED:
            return
        now_us = self._clock_us()
        since_us = self.spooled.since_us
        self._file.close()
        try:
            self._file = renew_spool(self._file.path, error, now_us, quota=self._file.quota)
        except SpoolError as still:
            self._committing.in_trouble(still.trouble, still, str(self._file.path))
            return
        self.spooled = replace(self._file.spooled(), set_aside=self._replay.set_aside)
        self._replay.forget()
        self._knowledge.forget_remembered()
        if since_us is not None:
            _log.error("what waited in it since is missing until it is repaired")
            gaps = (Gap(source, since_us, now_us, GapReason.DROPPED) for source in self._knowledge.sources)
            self._append(self._knowledge.declarations, (Entry(gaps=tuple(gaps)),))
