"""How long what arrives takes to be seen: from the socket to the painted tile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from hmi.live.feed import Changes


class ScreenLatency(QObject):
    """Watches one widget: what was applied before a paint has been seen after it.

    Keeps the newest 2,000 delays, in milliseconds. A paint that is not due to changes measures nothing.
    """

    def __init__(self, canvas: QWidget, clock_us: Callable[[], int]) -> None:
        super().__init__(canvas)
        self._clock_us = clock_us
        self._unseen: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self.delays_ms: deque[float] = deque(maxlen=2000)
        canvas.installEventFilter(self)
        self._canvas = canvas

    def applied(self, changes: Changes) -> None:
        """Take note of what the next paint will show."""
        for live in changes.machines:
            key, received_us = live.machine.key, live.received_us
            if received_us is not None and received_us != self._last.get(key):
                self._last[key] = received_us
                # of several arrivals before one paint the oldest has waited longest
                self._unseen.setdefault(key, received_us)
        if self._unseen and not self._canvas.isVisible():
            self._unseen.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After each paint, count what it showed."""
        if event.type() == QEvent.Type.Paint and self._unseen:
            QTimer.singleShot(0, self, self._seen)
        return super().eventFilter(watched, event)

    def _seen(self) -> None:
        now_us = self._clock_us()
        self.delays_ms.extend((now_us - received_us) / 1000 for received_us in self._unseen.values())
        self._unseen.clear()

    def percentile_ms(self, share: float) -> float | None:
        """Return the delay that a share (0 to 1) of what arrived stayed under; None before the first."""
        if not self.delays_ms:
            return None
        ordered = sorted(self.delays_ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
