"""The box in which the user types what to look for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QWidget

from hmi.ui.controls.measures import RADIUS
from hmi.ui.controls.outlines import draw_focus_ring, draw_key_cap, key_cap_width, outlined
from hmi.ui.ink import Ink
from hmi.ui.theme import Size, Theme, font


class SearchBox(QLineEdit):
    """Where the user types what to look for; says which key leads here, and clears itself on request."""

    def __init__(self, ink: Ink, parent: QWidget | None = None, *, key: str = "/") -> None:
        super().__init__(parent)
        self._ink = ink
        self._key = key
        self.setFrame(False)
        self.setFixedHeight(32)
        self.setFont(font(Size.BODY))
        self.setTextMargins(30, 0, 26, 0)
        self._clear = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._typed)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme; the box itself is painted underneath the text."""
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(palette.ColorRole.Text, self._ink.theme.primary)
        palette.setColor(palette.ColorRole.PlaceholderText, self._ink.theme.secondary)
        self.setPalette(palette)
        self._clear.setIcon(QIcon(_cross(self._ink.theme, self.devicePixelRatioF())))

    def retranslate(self, hint: str, clear: str) -> None:
        """Say what the box is for."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._clear.setText(clear)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self._ink.theme, QRectF(self.rect())
        outlined(painter, area, RADIUS, theme.raised, theme.border)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.secondary, 1.5))
        painter.drawEllipse(QPointF(15, 15), 5, 5)
        painter.drawLine(QPointF(18.8, 18.8), QPointF(22.5, 22.5))
        if self._key and not self.text():
            at = QPointF(area.right() - 9 - key_cap_width(self._key), area.center().y())
            draw_key_cap(painter, at, self._key, theme.border, theme.secondary)
        if self.hasFocus():
            draw_focus_ring(painter, area, theme.focus_ring)
        painter.end()
        super().paintEvent(event)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))


def _cross(theme: Theme, ratio: float) -> QPixmap:
    made = QPixmap(round(16 * ratio), round(16 * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.secondary, 1.5))
    painter.drawLine(QPointF(4, 4), QPointF(12, 12))
    painter.drawLine(QPointF(12, 4), QPointF(4, 12))
    painter.end()
    return made
