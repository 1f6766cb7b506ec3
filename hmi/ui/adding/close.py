"""The cross in the sheet's corner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from hmi.ui.adding.marks import draw_cross
from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.look import Look


class CloseButton(QAbstractButton):
    """Closes the sheet; Tab, not a click, brings the keyboard here."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(QSize(32, 32))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button on Return and Enter too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cross."""
        theme = self._look.theme
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), theme.bar.track)
        draw_cross(painter, theme, QRectF(8, 8, 16, 16))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, QRectF(self.rect()), theme.focus_ring)
