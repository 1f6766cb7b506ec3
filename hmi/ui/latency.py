"""How long what arrives takes to be seen: from the socket to the painted tile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QWidget

from hmi.live.feed import Changes


class Tiles(Protocol):
    """The tiles that are watched: which machine stands in which row, and what they are painted on."""

    @property
    def canvas(self) -> QWidget:
        """What the tiles are painted on."""

    def machine_at(self, row: int) -> str:
        """Return which machine stands in a row."""

    def rows_in_sight(self) -> Container[int]:
        """Return the rows that are on the screen as a whole."""


class ScreenLatency(QObject):
    """Notes, for every tile that has to be painted anew, how long ago what it shows had arrived.

    ``arrived`` comes before the changes are applied, ``repaints`` whenever rows have to be painted, the paint follows.
    What changes nothing that a tile shows is not counted. Keeps the newest 2,000 delays, in milliseconds.
    """

    def __init__(self, tiles: Tiles, clock_us: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._clock_us = clock_us
        self._arrived: dict[str, int] = {}
        self._known: dict[str, int] = {}
        self._due: dict[str, int] = {}
        self.delays_ms: deque[float] = deque(maxlen=2000)
        tiles.canvas.installEventFilter(self)

    def arrived(self, changes: Changes) -> None:
        """Take note of what is about to be applied, each arrival once.

        A machine comes again without a new arrival when its link or its state says something; if its tile looks
        different then, that is due to the time that has passed.
        """
        self._arrived = {
            live.machine.key: live.received_us
            for live in changes.machines
            if live.received_us is not None and live.received_us != self._known.get(live.machine.key)
        }
        self._known.update(self._arrived)

    def applied(self) -> None:
        """From here on a repaint is due to something else, such as the time that passes."""
        self._arrived.clear()

    def repaints(self, first: QModelIndex, last: QModelIndex) -> None:
        """Take note of rows that have to be painted."""
        in_sight = self._tiles.rows_in_sight()
        for row in range(first.row(), last.row() + 1):
            key = self._tiles.machine_at(row)
            received_us = self._arrived.get(key)
            if received_us is not None and row in in_sight:
                # of several arrivals before one paint the oldest has waited longest
                self._due.setdefault(key, received_us)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After each paint, count what it showed."""
        if event.type() == QEvent.Type.Paint and self._due:
            QTimer.singleShot(0, self, self._seen)
        elif event.type() == QEvent.Type.Hide:
            self._due.clear()
        return super().eventFilter(watched, event)

    def _seen(self) -> None:
        now_us = self._clock_us()
        self.delays_ms.extend((now_us - received_us) / 1000 for received_us in self._due.values())
        self._due.clear()

    def percentile_ms(self, share: float) -> float | None:
        """Return the delay that a share (0 to 1) of what arrived stayed under; None before the first."""
        if not self.delays_ms:
            return None
        ordered = sorted(self.delays_ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
