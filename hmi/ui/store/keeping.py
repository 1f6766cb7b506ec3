"""Gathers what the page about the history shows, from the history, its backups and the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hmi.domain.backup import BackupStatus
from hmi.domain.retention import Retention
from hmi.domain.stock import NO_COPIES, Copies, Stock
from hmi.history.errors import HistoryError, Trouble
from hmi.history.health import HistoryHealth
from hmi.ui.store.port import SpoolStatus, StoreFacts

_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def engine_words(name: str, version: str) -> str:
    """Return the program that keeps a history, by the name of its kind; its version may not be known yet."""
    return f"{_ENGINES[name]} {version}".rstrip()


class Place(Protocol):
    """The database that a history lives in; see :class:`hmi.history.database.Database`."""

    @property
    def name(self) -> str:
        """``sqlite`` or ``postgresql``."""

    @property
    def place(self) -> str:
        """The file or the address."""

    @property
    def version(self) -> str:
        """The version of the database's own program."""


class Backups(Protocol):
    """Makes backups; see :class:`hmi.history.backup.keeper.BackupKeeper`."""

    def status(self) -> BackupStatus:
        """Return how it goes."""

    def request(self) -> None:
        """Make a backup now."""


class HistoryKeeping:
    """A :class:`hmi.ui.store.port.Keeping`. ``backups`` and ``spool`` are None in a window that only reads along.

    ``kept`` is how many backups are kept in the end.
    """

    def __init__(
        self,
        database: Place,
        stock: Callable[[], Stock],
        retention: Retention,
        *,
        settings: Path | None,
        backups: Backups | None,
        kept: int = 0,
        spool: Callable[[], SpoolStatus | None] | None = None,
    ) -> None:
        self._database = database
        self._stock = stock
        self._retention = retention
        self._settings = settings
        self._backups = backups
        self._kept = kept
        self._spool = spool
        self._last: Stock | None = None

    def facts(self) -> StoreFacts:
        """Return all about the history. Raises HistoryError where it does not answer, OSError for its disk."""
        database = self._database
        in_file = database.name == "sqlite"
        status = None if self._backups is None else self._backups.status()
        spool = None if self._spool is None else self._spool()
        there = in_file and status is not None and _on_one_disk(Path(database.place), status.folder)
        return StoreFacts(
            place=database.place,
            engine=engine_words(database.name, database.version),
            in_file=in_file,
            stock=self._stock_or_last(away=spool is not None),
            retention=self._retention,
            settings="" if self._settings is None else str(self._settings),
            collects=self._backups is not None,
            backup=status,
            copies=Copies(self._kept, _bytes_in(status.folder)) if status is not None and there else NO_COPIES,
            spool=spool,
        )

    def _stock_or_last(self, *, away: bool) -> Stock:
        """Return what the history holds; of a database that may be ``away``, what it held when it last answered."""
        try:
            self._last = self._stock()
        except HistoryError:
            if not away or self._last is None:
                raise
        return self._last

    def back_up(self) -> None:
        """Have a backup made."""
        if self._backups is not None:
            self._backups.request()


def _on_one_disk(store: Path, folder: Path) -> bool:
    there = next((place for place in (folder, *folder.parents) if place.exists()), None)
    return there is not None and there.stat().st_dev == store.parent.stat().st_dev


def _bytes_in(folder: Path) -> int:
    """Return what the files of a folder take; one that is not there yet has none."""
    try:
        return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    except FileNotFoundError:
        return 0


def spool_status(health: HistoryHealth) -> SpoolStatus | None:
    """Return what the writer says of its spool; None where it has none."""
    spool = health.spool
    if spool is None:
        return None
    # with any other trouble it answers, and that trouble is told
    away = health.trouble is Trouble.UNREACHABLE
    away_us = (spool.since_us if spool.loads else health.waiting_since_us) if away else None
    return SpoolStatus(away_us, spool.observations, spool.size, spool.set_aside)
