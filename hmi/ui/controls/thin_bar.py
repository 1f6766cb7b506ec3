"""A scroll bar that leaves the room to what it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from hmi.ui.ink import Ink


class ThinBar(QScrollBar):
    """A scroll bar that takes eight pixels and is nothing where there is nothing to scroll."""

    def __init__(self, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ink = ink

    def sizeHint(self) -> QSize:
        return QSize(8, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        reach = self.maximum() - self.minimum()
        if reach <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = max(self.height() * self.pageStep() / (reach + self.pageStep()), 24.0)
        top = (self.height() - height) * (self.value() - self.minimum()) / reach
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink.theme.border)
        painter.drawRoundedRect(QRectF(1, top, 6, height), 3, 3)
