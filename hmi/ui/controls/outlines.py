"""The outlines that controls paint: an edge, a key's cap, the ring of the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from hmi.ui.controls.measures import RADIUS
from hmi.ui.theme import Size, Weight, font, tokens

_CAP_RADIUS: int = tokens()["radius"]["chip"]
_CAP_HEIGHT = 18
_CAP_PADDING = 5


def _key() -> QFont:
    return font(Size.CAPTION, Weight.MEDIUM)


def outlined(painter: QPainter, area: QRectF, radius: float, fill: QColor | None, line: QColor) -> None:
    """Paint a rounded box with a hairline edge on whole pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def key_cap_width(text: str) -> int:
    """Return the width of a key cap in px; 0 for no key."""
    return max(QFontMetrics(_key()).horizontalAdvance(text) + 2 * _CAP_PADDING, _CAP_HEIGHT) if text else 0


def draw_key_cap(painter: QPainter, left_middle: QPointF, text: str, border: QColor, ink: QColor) -> None:
    """Draw a key's name in its outline, beginning at the middle of the left edge."""
    box = QRectF(left_middle.x(), left_middle.y() - _CAP_HEIGHT / 2, key_cap_width(text), _CAP_HEIGHT)
    painter.setPen(QPen(border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CAP_RADIUS, _CAP_RADIUS)
    painter.setFont(_key())
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_focus_ring(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Draw the ring that says where the keyboard is, just inside an area."""
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
