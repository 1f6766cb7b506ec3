"""The single crossing from the feed's thread to the window: one queued signal with what changed."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal

from hmi.domain.link import LinkStatus
from hmi.live.feed import Changes, Feed, MachineLive


class Bridge(QObject):
    """Emits ``changed`` on the GUI thread for what the feed reports on its own.

    While the GUI thread is busy, what comes is merged, so that at most one crossing waits and a slow window never
    builds a queue.
    """

    changed = Signal(Changes)
    _waiting = Signal()

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._machines: dict[str, MachineLive] = {}
        self._links: dict[str, LinkStatus] = {}
        self._pending = False
        self._closed = False
        self._waiting.connect(self._cross, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = feed.subscribe(self._take)

    def close(self) -> None:
        """Stop listening; nothing is emitted afterwards."""
        self._closed = True  # a crossing that is already queued still arrives
        self._unsubscribe()

    def _take(self, changes: Changes) -> None:
        with self._lock:
            self._machines.update((live.machine.key, live) for live in changes.machines)
            self._links.update((link.source, link) for link in changes.links)
            ring = not self._pending
            self._pending = True
        if ring:
            self._waiting.emit()

    def _cross(self) -> None:
        with self._lock:
            changes = Changes(tuple(self._machines.values()), tuple(self._links.values()))
            self._machines.clear()
            self._links.clear()
            self._pending = False
        if not self._closed:
            self.changed.emit(changes)
