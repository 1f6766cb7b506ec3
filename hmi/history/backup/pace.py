"""Holds long work back, so that the collecting beside it keeps most of the computer."""

from __future__ import annotations

import threading
import time

from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.errors import BackupError


class Pace:
    """Works for a share of the time, and stops when it is told to. ``share`` 1 does not hold back."""

    def __init__(self, share: float = 1.0, stop: threading.Event | None = None) -> None:
        self._rest = 1 / share - 1
        self._stop = stop or threading.Event()
        self._began = time.monotonic()

    def begin(self) -> None:
        """What follows is work."""
        self._began = time.monotonic()

    def rest(self) -> None:
        """Rest as long as the work since the last rest deserves. Raises BackupError when it is to stop."""
        worked = time.monotonic() - self._began
        if self._stop.wait(worked * self._rest) if self._rest else self._stop.is_set():
            raise BackupError(Phrase(words.STOPPED))
        self._began = time.monotonic()
