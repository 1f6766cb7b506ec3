"""What the page about the history asks for, and where it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from hmi.domain.backup import BackupStatus
from hmi.domain.retention import Retention
from hmi.domain.stock import NO_COPIES, Copies, Stock


@dataclass(frozen=True, slots=True)
class SpoolStatus:
    """What waits on this computer's disk because the database is away, and what the database did not take.

    ``away_since_us`` is None while the database answers. ``waiting`` counts observations, ``set_aside`` batches.
    """

    away_since_us: int | None = None
    waiting: int = 0
    waiting_bytes: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """All about a history at one moment.

    ``place`` is the file or the address of the database, never with a password; ``engine`` the program that keeps it.
    ``settings`` is the site file that says how long it is kept; empty where there is none. ``backup`` is None where
    this process makes none, ``spool`` where nothing needs one.
    """

    place: str
    engine: str
    in_file: bool
    stock: Stock
    retention: Retention
    settings: str = ""
    collects: bool = True
    """This process writes it; otherwise another one does."""
    backup: BackupStatus | None = None
    copies: Copies = NO_COPIES
    spool: SpoolStatus | None = None


class Keeping(Protocol):
    """Knows a history. Any thread."""

    def facts(self) -> StoreFacts:
        """Return all about it. Blocks: asks the store and the disk."""

    def back_up(self) -> None:
        """Have a backup made; returns at once."""
