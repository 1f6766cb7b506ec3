"""The composition root of a window that only reads, because another process collects into the same store."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hmi.domain.clock import now_us
from hmi.history.errors import AlreadyCollecting, HistoryError
from hmi.history.queries import History
from hmi.history.store import open_history
from hmi.live.feed import Feed
from hmi.live.mirror import SILENCE_US, Mirror
from hmi.settings.site import Site

_log = logging.getLogger(__name__)

_EVERY_S: Final = 1.0
_LOOK_BACK_US: Final = 3_600_000_000


class Onlooker:
    """Looks at the store once a second and shows what it finds. ``start`` and ``stop`` block."""

    def __init__(
        self, site: Site, folder: Path, collector: AlreadyCollecting, clock_us: Callable[[], int] = now_us
    ) -> None:
        self.site = site
        self.folder = folder
        self.collector = collector
        """Who collects."""
        self._clock_us = clock_us
        self._history: History | None = None
        self._mirror = Mirror([machine.machine for machine in site.machines])
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="onlooker", daemon=True)
        self._seen_us: int | None = None
        self._readable = True

    @property
    def feed(self) -> Feed:
        """The live side, a second behind the collector's own."""
        return self._mirror

    @property
    def history(self) -> History:
        """The past; there after ``start``."""
        if self._history is None:
            raise RuntimeError("the onlooker has not been started")
        return self._history

    @property
    def silent(self) -> bool:
        """Whether the collector has not been seen for so long that it must have ended. Any thread."""
        return self._seen_us is not None and self._clock_us() - self._seen_us > SILENCE_US

    def start(self) -> None:
        """Begin to look. Raises StoreError when the store cannot be read."""
        self._history = open_history(self.folder, self.site.store)
        self._look(self._history)
        self._thread.start()

    def stop(self) -> bool:
        """Look no more; there is nothing that could be left unstored."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._history is not None:
            self._history.close()
        return True

    def _run(self) -> None:
        while not self._over.wait(_EVERY_S):
            self._look(self.history)

    def _look(self, history: History) -> None:
        now = self._clock_us()
        try:
            memory = history.memory()
            runs = history.collecting(now - _LOOK_BACK_US, now + _LOOK_BACK_US)
        except HistoryError as error:
            if self._readable:
                _log.warning("the store cannot be looked at, and is tried again: %s", error)
            self._readable = False
            return
        self._readable = True
        self._seen_us = max((end for _, end in runs), default=self._seen_us)
        self._mirror.show(memory, self._seen_us, now)
