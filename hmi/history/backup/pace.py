"""Holds long work back, so that the collecting beside it keeps most of the computer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from hmi.domain.phrase import Phrase
from hmi.history.backup import words
from hmi.history.errors import BackupError

_TURN_S: Final = 0.1
_LONGEST_REST_S: Final = 0.5
"""On a computer that is busy anyway little gets done in a long time, and to rest for as long helps nobody."""


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
        rest_s = min((time.monotonic() - self._began) * self._rest, _LONGEST_REST_S)
        if self._stop.wait(rest_s) if rest_s else self._stop.is_set():
            raise BackupError(Phrase(words.STOPPED))
        self._began = time.monotonic()

    def check(self) -> None:
        """Raise BackupError when it is to stop."""
        if self._stop.is_set():
            raise BackupError(Phrase(words.STOPPED))

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call ``end`` from another thread when it is to stop meanwhile, for work that takes long in one piece."""
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_TURN_S):
                if self._stop.is_set():
                    end()

        watcher = threading.Thread(target=watch, name="backup watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
        self.check()
