"""The window of time that a chart shows, and everything by which the user moves it.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from hmi.ui.plant_day import midnight_us
from hmi.ui.trends.span import TimeSpan
from hmi.ui.trends.view import TimeView

_PAN_SHARE = 10
_KEY_ZOOM = 0.7


class Steering(QObject):
    """Holds the window; ``moved`` says that the user chose another one.

    ``span`` is None while there is nothing to show; the length is kept meanwhile. ``now`` is the present of the chart.
    """

    moved = Signal()

    def __init__(self, view: TimeView, zone: ZoneInfo, now: Callable[[], int], length_us: int, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._zone = zone
        self._now = now
        self._length_us = length_us
        self.span: TimeSpan | None = None
        view.panned.connect(self.pan)
        view.zoomed.connect(self.zoom)

    @property
    def length_us(self) -> int:
        """How much time is shown, in microseconds."""
        return self._length_us if self.span is None else self.span.length_us

    def begin(self) -> None:
        """Show the newest stretch of time where nothing was shown."""
        if self.span is None:
            self.span = TimeSpan(self._now() - self._length_us, self._now())

    def end(self) -> None:
        """Show nothing."""
        self.span = None

    def follow(self) -> None:
        """Let a live window go on with the present."""
        if self.span is not None:
            self.span = self.span.following(self._now())

    def set_length(self, length_us: int) -> None:
        """Show another length of time with the same end."""
        self._length_us = length_us
        if self.span is not None:
            self._move(self.span.lasting(length_us))
        else:
            self.moved.emit()

    def go_live(self) -> None:
        """Follow the present."""
        if self.span is not None:
            self._move(self.span.present(self._now()))

    def pause(self) -> None:
        """Stand still."""
        if self.span is not None:
            self._move(self.span.paused())

    def look_at(self, start_us: int, end_us: int) -> None:
        """Show a span of time with its surroundings."""
        if self.span is not None:
            self._move(self.span.around(start_us, end_us, self._now()))

    def show_between(self, start_us: int, end_us: int) -> None:
        """Show exactly a span of time."""
        if self.span is not None:
            self._move(TimeSpan.between(start_us, end_us, self._now()))

    def pan(self, by_us: int) -> None:
        """Move to later (positive) or earlier."""
        if self.span is not None:
            self._move(self.span.panned(by_us, self._now()))

    def zoom(self, factor: float, anchor_us: int) -> None:
        """Show ``factor`` times as much time; the moment ``anchor_us`` stays where it is."""
        if self.span is not None:
            self._move(self.span.zoomed(factor, anchor_us, self._now()))

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; return whether it says anything.

        Arrows pan, plus and minus zoom, L and End go live, Home goes to the midnight before, Space pauses.
        """
        span, key = self.span, event.key()
        if span is None:
            return False
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.pan(span.length_us // _PAN_SHARE * (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom_by_key(span, _KEY_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._zoom_by_key(span, 1 / _KEY_ZOOM)
        elif key in (Qt.Key.Key_L, Qt.Key.Key_End):
            self.go_live()
        elif key == Qt.Key.Key_Home:
            day = datetime.fromtimestamp((span.start_us - 1) / 1e6, self._zone).date()
            self.pan(midnight_us(day, self._zone) - span.start_us)
        elif key == Qt.Key.Key_Space:
            (self.pause if span.live else self.go_live)()
        else:
            return False
        return True

    def _zoom_by_key(self, span: TimeSpan, factor: float) -> None:
        """Zoom about the crosshair; without one about the present, or about the middle of a window that stands."""
        middle = span.end_us if span.live else (span.start_us + span.end_us) // 2
        anchor_us = self._view.crosshair_us
        self.zoom(factor, middle if anchor_us is None else anchor_us)

    def _move(self, span: TimeSpan) -> None:
        if span != self.span:
            self.span = span
            self._length_us = span.length_us
        self.moved.emit()
