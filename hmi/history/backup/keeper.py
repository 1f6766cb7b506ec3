"""Makes a backup every day at a quiet hour, and whenever somebody asks for one."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from hmi.domain.backup import Backup, BackupStatus
from hmi.domain.clock import now_us
from hmi.domain.english import english
from hmi.domain.phrase import NOTHING, Phrase
from hmi.history.backup import words
from hmi.history.backup.pace import Pace
from hmi.history.backup.schedule import due_us
from hmi.history.backup.shelf import Shelf
from hmi.history.errors import BackupError, StoreDamagedError

_log = logging.getLogger(__name__)

SHARE: Final = 0.5
"""How much of the time a backup works; it rests for the other."""
_TURN_S: Final = 60.0
"""How often the clock is looked at, which somebody may have set."""
_NICE: Final = 10


class BackUp(Protocol):
    """Makes a backup of the store. Raises BackupError, StoreDamagedError."""

    def __call__(self, shelf: Shelf, now_us: int, pace: Pace, progress: Callable[[float], None]) -> Backup:
        """Return the backup, checked and in its place on the shelf."""


class BackupKeeper:
    """Owns the thread of the backups. Every public method may be called from any thread, and returns at once."""

    def __init__(
        self,
        back_up: BackUp,
        shelf: Shelf,
        zone: ZoneInfo,
        *,
        daily_at: time | None,
        warning: Phrase = NOTHING,
        clock_us: Callable[[], int] = now_us,
        share: float = SHARE,
    ) -> None:
        self._back_up = back_up
        self._shelf = shelf
        self._zone = zone
        self._daily_at = daily_at
        self._clock_us = clock_us
        self._started_us = clock_us()
        self._share = share
        self._stopping = threading.Event()
        self._turn = threading.Condition()
        self._wanted = False
        self._status = BackupStatus(shelf.folder, warning=warning)
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)

    def start(self) -> None:
        """Begin to keep backups."""
        self._thread.start()

    def stop(self) -> None:
        """Give up a backup that is being made, and end; takes no longer than a step of it."""
        self._stopping.set()
        with self._turn:
            self._turn.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def request(self) -> None:
        """Make a backup now, unless one is being made."""
        with self._turn:
            self._wanted = self._status.progress is None
            self._turn.notify_all()

    def status(self) -> BackupStatus:
        """Return how it goes."""
        with self._turn:
            return replace(self._status, next_us=self._due_us())

    # -- the thread --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        if sys.platform == "linux":  # where threads have a priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        newest = next(iter(self._shelf.backups()), None)
        self._tell(newest=newest)
        while self._wait():
            self._tell(progress=0.0)
            self._make()
            self._tell(progress=None)

    def _wait(self) -> bool:
        """Wait until a backup is to be made; return whether one still is."""
        with self._turn:
            while not self._stopping.is_set():
                due = self._due_us()
                left_s = _TURN_S if due is None else (due - self._clock_us()) / 1_000_000
                if self._wanted or left_s <= 0:
                    self._wanted = False
                    return True
                self._turn.wait(min(left_s, _TURN_S))
        return False

    def _due_us(self) -> int | None:
        if self._daily_at is None:
            return None
        newest_us = None if self._status.newest is None else self._status.newest.made_us
        return due_us(self._started_us, newest_us, self._status.failed_us, self._daily_at, self._zone)

    def _make(self) -> None:
        pace = Pace(self._share, self._stopping)
        try:
            made = self._back_up(self._shelf, self._clock_us(), pace, lambda share: self._tell(progress=share))
        except BackupError as error:
            self._failed(error.phrase)
        except StoreDamagedError as error:
            self._failed(Phrase(words.STORE_DAMAGED, (error.place, error.detail)), damaged=True)
        except Exception:  # noqa: BLE001 - whatever it is, tomorrow's backup must be tried
            _log.exception("a backup failed")
            self._failed(Phrase(words.DEFECT))
        else:
            _log.info("backed up: %s, %s", made.path, words.size_words(made.size))
            self._tell(newest=made, failure=NOTHING, failed_us=None, damaged=False)

    def _failed(self, why: Phrase, *, damaged: bool = False) -> None:
        if not self._stopping.is_set():
            _log.error("%s", english(why))
            self._tell(failure=why, failed_us=self._clock_us(), damaged=damaged)

    def _tell(self, **changes: object) -> None:
        with self._turn:
            self._status = replace(self._status, **changes)  # type: ignore[arg-type]  # names of its fields
