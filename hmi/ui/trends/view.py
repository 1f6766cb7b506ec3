"""A view over a window of time that the user moves by pointer and keys.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

_WHEEL_STEP = 0.8
"""One notch of the wheel shows this share of the time that was shown."""
_CROSSHAIR_STEP_PX = 8
_DRAG_FROM_PX = 4
"""A hand that shakes while it clicks does not pause a live trend."""
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class TimeView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph 0.14 has no types
    """Says how the user wants to move the window and where the crosshair is; it never moves the window itself.

    ``panned`` carries how far to later, in microseconds; ``zoomed`` the factor of the window's length and the moment
    that shall stay where it is.
    """

    panned = Signal(object)
    zoomed = Signal(float, object)

    def __init__(self, ground: QColor, parent: QWidget | None = None) -> None:
        self.window_us = (0, 1)
        """The window that is shown, in microseconds UTC."""
        self.across = (0.0, 1.0)
        """Where it is shown: the left edge and the width, in pixels of the widget."""
        self._cross_x: float | None = None
        self._pin_us: int | None = None
        self._drag_x: float | None = None
        self._dragging = False
        self._ringed = False
        super().__init__(parent, background=ground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)

    @property
    def plot_width(self) -> int:
        """How many pixels wide the window is."""
        return int(self.across[1])

    def time_at(self, x: float) -> int:
        """Return the moment at a pixel of the widget."""
        left, width = self.across
        start_us, end_us = self.window_us
        return start_us + round((x - left) / max(width, 1.0) * (end_us - start_us))

    def x_of(self, time_us: int) -> float:
        """Return the pixel of the widget at which a moment stands."""
        left, width = self.across
        start_us, end_us = self.window_us
        return left + (time_us - start_us) / max(end_us - start_us, 1) * width

    @property
    def crosshair_us(self) -> int | None:
        """The moment under the crosshair; None while there is none."""
        return None if self._cross_x is None else self.time_at(self._cross_x)

    def set_crosshair(self, x: float | None) -> None:
        """Move the crosshair to a pixel of the widget, as far as the lanes go; None removes it."""
        if x is not None:
            left, width = self.across
            x = min(max(x, left), left + width)
        if x != self._cross_x:
            self._cross_x = x
            self.viewport().update()

    def step_crosshair(self, steps: int) -> None:
        """Move the crosshair by the keyboard; it starts in the middle."""
        middle = self.across[0] + self.across[1] / 2
        self.set_crosshair(middle if self._cross_x is None else self._cross_x + steps * _CROSSHAIR_STEP_PX)

    @property
    def pin_us(self) -> int | None:
        """The moment from which the crosshair measures; None while nobody measures."""
        return self._pin_us

    def set_pin(self, time_us: int | None) -> None:
        """Measure from a moment; None ends it."""
        if time_us != self._pin_us:
            self._pin_us = time_us
            self.viewport().update()

    def toggle_pin(self) -> None:
        """Measure from where the crosshair is, or no longer; without a crosshair one begins in the middle."""
        if self._pin_us is not None:
            self.set_pin(None)
            return
        if self._cross_x is None:
            self.step_crosshair(0)
        self.set_pin(self.crosshair_us)

    def us_per_px(self) -> float:
        """Return how much time one pixel stands for."""
        return (self.window_us[1] - self.window_us[0]) / max(self.across[1], 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window of time."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_x = event.position().x()
            self.set_crosshair(self._drag_x)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.set_pin(self.crosshair_us)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the window of time, or show what is under the pointer."""
        x = event.position().x()
        if self._drag_x is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._dragging = self._dragging or abs(x - self._drag_x) >= _DRAG_FROM_PX
            if self._dragging:
                by_us = round((self._drag_x - x) * self.us_per_px())
                self._drag_x = x
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.panned.emit(by_us)
        self.set_crosshair(x if self._is_over_plots(event.position()) else None)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag_x = None
        self._dragging = False
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is a click."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone, and its crosshair with it."""
        self.set_crosshair(None)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; sideways, or with Shift, pan."""
        delta = event.angleDelta()
        across = delta.x() or (delta.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if across:
            self.panned.emit(round(-across * self.us_per_px()))
        elif delta.y():
            self.zoomed.emit(_WHEEL_STEP ** (delta.y() / 120), self.time_at(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair with Shift and the arrows, measure with M, end both with Esc.

        Every other key belongs to whoever owns the window of time.
        """
        steps = (event.key() == Qt.Key.Key_Right) - (event.key() == Qt.Key.Key_Left)
        if steps and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.step_crosshair(steps)
            event.accept()
        elif event.key() == Qt.Key.Key_M and not event.modifiers():
            self.toggle_pin()
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and (self._pin_us is not None or self._cross_x is not None):
            self.set_pin(None)
            self.set_crosshair(None)
            event.accept()
        else:
            event.ignore()

    def close(self) -> bool:
        """Close as any widget does; pyqtgraph 0.14 empties the scene here, and PySide6 6.11 crashes afterwards."""
        return QGraphicsView.close(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is, to whoever came by the keyboard."""
        QGraphicsView.focusInEvent(self, event)
        self._ringed = event.reason() in _BY_KEYBOARD
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        QGraphicsView.focusOutEvent(self, event)
        self._ringed = False
        self.viewport().update()

    def _is_over_plots(self, at: QPointF) -> bool:
        left, width = self.across
        return left <= at.x() <= left + width
