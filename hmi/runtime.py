"""The composition root below the window: what starts, in which order, and what stops."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hmi.domain.clock import now_us
from hmi.domain.english import english
from hmi.domain.inspection import Inspection
from hmi.domain.phrase import NOTHING
from hmi.domain.records import Memory
from hmi.history.backup.keeper import BackupKeeper
from hmi.history.backup.making import back_up
from hmi.history.backup.shelf import FOLDER_NAME, Shelf, store_id
from hmi.history.database import Database
from hmi.history.errors import QueryError, StoreDamagedError, Trouble
from hmi.history.figures import WriterStatistics
from hmi.history.health import Spooled
from hmi.history.queries import History
from hmi.history.store import Store, database_of, open_store
from hmi.live.feed import Feed
from hmi.live.hub import Hub
from hmi.settings.site import MachineSettings, Site, SourceSettings, SourceType
from hmi.sources.loop_thread import LoopThread
from hmi.sources.supervisor import Supervisor

if TYPE_CHECKING:
    from hmi.sources.port import Sink, Source

_log = logging.getLogger(__name__)

_RATE_WINDOW_S = 10.0
"""The span over which observations per second are counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How collecting goes, at one moment; ``trouble`` is None while the store takes what it is offered."""

    stored: int
    """Observations since the start."""
    per_second: float
    queue_fill: float
    trouble: Trouble | None
    waiting_since_us: int | None
    last_commit_us: int | None
    folder: Path
    store_bytes: int | None
    """None while it does not answer."""
    database: str
    """What keeps the store, ``sqlite`` or ``postgresql``, and its version."""
    version: str
    defective: bool = False
    """The hub has failed: what the window shows of the machines may be old."""
    damaged: bool = False
    """The store turned out damaged: :meth:`Runtime.damage` has the particulars."""
    trouble_place: str = ""
    """What the trouble is with."""
    spool: Spooled | None = None
    """What waits for a database that is away; None where the history is a file."""


class Runtime:
    """Everything that collects: history, hub, background loop, one source per endpoint.

    ``start`` and ``stop`` block, so a window calls them from a worker thread. Start: the store, what it remembers, the
    hub, the loop, the sources, the backups. Stop: the backups, the sources, the loop with the hub, the writer with what
    is queued, the store.
    """

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self._store: Store | None = None
        self._hub: Hub | None = None
        self._loop = LoopThread()
        self._supervisor: Supervisor | None = None
        self._backups: BackupKeeper | None = None
        self._stopped: bool | None = None
        self._hub_task: asyncio.Task[None] | None = None
        self._adding = asyncio.Lock()
        self._counted: deque[tuple[float, int]] = deque(maxlen=64)

    @property
    def feed(self) -> Feed:
        """The live side; there after ``start``."""
        if self._hub is None:
            raise RuntimeError("the runtime has not been started")
        return self._hub

    @property
    def history(self) -> History:
        """The past; there after ``start``."""
        return self.store.history

    @property
    def store(self) -> Store:
        """The history; there after ``start``."""
        if self._store is None:
            raise RuntimeError("the runtime has not been started")
        return self._store

    def start(self) -> None:
        """Open the store and begin to collect.

        Raises StoreError when the store cannot be opened or is taken; where it is damaged, StoreDamagedError with the
        newest good backup, which takes some seconds to find.
        """
        try:
            self._store, memory = self._open()
        except StoreDamagedError as error:
            raise error.knowing(shelf_for(self.site, self.folder).newest_good()) from error
        machines = [machine.machine for machine in self.site.machines]
        known = frozenset(latest.machine for latest in memory.latest)
        self._hub = Hub(machines, self._store.writer, memory, now_us)
        self._loop.start()
        self._loop.submit(self._begin(self._hub, known)).result()
        self._backups = keeper_for(self.site, self.folder, self._store.database)
        self._backups.start()
        spare_the_window()

    def _open(self) -> tuple[Store, Memory]:
        store = open_store(self.folder, settings=self.site.store)
        try:
            return store, store.remember()
        except QueryError as error:
            store.close()
            cause = error.__cause__
            if cause is not None and store.database.trouble_of(cause) is Trouble.DAMAGED:
                raise StoreDamagedError(store.database.place, str(cause), folder=str(self.folder)) from error
            raise

    async def _begin(self, hub: Hub, known: frozenset[str]) -> None:
        rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._supervisor = Supervisor(hub, now_us, rng)
        self._hub_task = asyncio.create_task(hub.run(), name="hub")
        for machines in by_endpoint(self.site.machines):
            self._supervisor.start(make_source(machines, hub, known))

    @property
    def backups(self) -> BackupKeeper:
        """The backups of the history; there after ``start``."""
        if self._backups is None:
            raise RuntimeError("the runtime has not been started")
        return self._backups

    def damage(self) -> StoreDamagedError | None:
        """Return what is to be done about a store that turned out damaged while it was collected, None while none did.

        Reads the newest backup whole, which takes seconds.
        """
        database = self.store.database
        if not self._is_damaged(self.store.writer.health().trouble):
            return None
        detail = english(self.backups.status().failure) or "found while writing"
        error = StoreDamagedError(database.place, detail, folder=str(self.folder))
        return error.knowing(shelf_for(self.site, self.folder).newest_good())

    def _is_damaged(self, trouble: Trouble | None) -> bool:
        ours = self.site.store.url is None  # a server's database is its administrator's to mend
        return ours and (trouble is Trouble.DAMAGED or self.backups.status().damaged)

    def add(self, machine: MachineSettings) -> Future[None]:
        """Collect from one more machine from now on. Any thread; raises RuntimeError when nothing is collected.

        Where its endpoint is already read, that one connection is made anew for all its machines; nothing is lost.
        Raises ValueError in the future when the site has a machine of that name.
        """
        if self._hub is None or self._supervisor is None:
            raise RuntimeError("the runtime has not been started")
        return self._loop.submit(self._add(self._hub, self._supervisor, machine))

    async def _add(self, hub: Hub, supervisor: Supervisor, machine: MachineSettings) -> None:
        async with self._adding:  # two machines of one endpoint at once would start it twice
            known = frozenset(one.name for one in self.site.machines)
            if machine.name in known:
                raise ValueError(f"there is already a machine {machine.name}")
            self.site = replace(self.site, machines=(*self.site.machines, machine))
            hub.add(machine.machine)
            url = machine.source.url
            await supervisor.stop(url)
            supervisor.start(make_source([one for one in self.site.machines if one.source.url == url], hub, known))

    def inspect(self, source: SourceSettings) -> Future[Inspection]:
        """Take a first look at an endpoint that is not read yet. Any thread; the future takes some seconds."""
        from hmi.live.first_look import first_look

        return self._loop.submit(first_look(source, now_us))

    def stop(self) -> bool:
        """End collecting, also after a start that failed; return whether everything that had arrived was stored.

        A second call does nothing.
        """
        if self._stopped is not None:
            return self._stopped
        try:
            if self._backups is not None:
                self._backups.stop()
            if self._supervisor is not None:
                self._loop.submit(self._supervisor.stop_all()).result()
        finally:
            self._loop.stop()
            self._stopped = self._store is None or self._store.close()
        return self._stopped

    def statistics(self) -> WriterStatistics:
        """Return what was stored since the start, per machine and source. Any thread, also after ``stop``."""
        return self.store.writer.statistics()

    def figures(self) -> Figures:
        """Return how collecting goes. Any thread."""
        store = self.store
        health = store.writer.health()
        moment = time.monotonic()
        self._counted.append((moment, health.stored))
        while len(self._counted) > 1 and moment - self._counted[0][0] > _RATE_WINDOW_S:
            self._counted.popleft()
        since, before = self._counted[0]
        span = moment - since
        return Figures(
            stored=health.stored,
            per_second=(health.stored - before) / span if span > 0.5 else 0.0,
            queue_fill=health.fill,
            trouble=health.trouble,
            waiting_since_us=health.waiting_since_us,
            last_commit_us=health.last_commit_us,
            folder=self.folder,
            store_bytes=self._store_bytes(store, health.trouble),
            database=store.database.name,
            version=store.database.version,
            defective=self._hub is not None and self._hub.defective,
            damaged=self._is_damaged(health.trouble),
            trouble_place=health.place,
            spool=health.spool,
        )

    def _store_bytes(self, store: Store, trouble: Trouble | None) -> int | None:
        if trouble in (Trouble.UNREACHABLE, Trouble.REFUSED):
            return None  # to ask would take as long as to find out that it is still away, or be one more wrong password
        try:
            return store.database.size_bytes()
        except QueryError:
            return None  # it has gone this moment, which the writer is about to tell


def shelf_for(site: Site, folder: Path) -> Shelf:
    """Return the shelf with the backups of the history in a data folder."""
    return Shelf(site.store.backup.folder or folder / FOLDER_NAME, store_id(database_of(folder, site.store)))


def keeper_for(site: Site, folder: Path, database: Database) -> BackupKeeper:
    """Return what keeps backups of a database as the site says; it is still to be started."""
    shelf = shelf_for(site, folder)
    at = site.store.backup.at if site.store.backup.daily else None
    warning = shelf.warning(folder) if site.store.url is None else NOTHING  # a server's disk cannot be seen from here
    return BackupKeeper(
        partial(back_up, database), shelf, site.time_zone, daily_at=at, warning=warning, clock_us=now_us
    )


def spare_the_window() -> None:
    """Keep Python's collector of cycles from holding up every thread at once.

    With its defaults it walked through all objects for 140 ms at a time, eight times in half a minute of 200 machines
    (Python 3.11). What has been loaded by now stays, so it is left out; the rest makes few cycles and is looked at
    in larger lots.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def by_endpoint(machines: Sequence[MachineSettings]) -> list[list[MachineSettings]]:
    """Return the machines grouped by the endpoint that they share, in the order of the site file."""
    groups: dict[tuple[SourceType, str], list[MachineSettings]] = {}
    for machine in machines:
        groups.setdefault((machine.source.type, machine.source.url), []).append(machine)
    return list(groups.values())


def make_source(machines: Sequence[MachineSettings], sink: Sink, known: frozenset[str]) -> Source:
    """Return the source for the machines behind one endpoint; ``known`` are those that the history has something of."""
    from hmi.sources.mtconnect.source import MTConnectSource

    rng = random.Random()  # noqa: S311 - spreads retries, guards nothing
    return MTConnectSource(machines, sink, now_us, rng, knows=known.__contains__)
