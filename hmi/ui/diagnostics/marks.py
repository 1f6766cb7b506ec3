"""The marks of the link modes: shape and weight, no colour."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from hmi.domain.link import LinkMode
from hmi.domain.state import MachineState
from hmi.ui.symbols import draw_state
from hmi.ui.theme import Theme


def draw_mode(painter: QPainter, theme: Theme, mode: LinkMode, box: QRectF) -> None:
    """Draw a mode's mark into a square box.

    Streaming is a ring with a dot, polling the same with a broken ring, connecting a broken ring without a dot,
    recovering an arrow that turns back, waiting the mark of a lost link.
    """
    if mode is LinkMode.WAITING:
        draw_state(painter, theme, MachineState.OFFLINE, box)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    if mode is LinkMode.RECOVERING:
        _turn_back(painter, theme)
    else:
        pen = QPen(theme.tertiary, 1.5)
        if mode is not LinkMode.STREAMING:
            pen.setDashPattern([2.6, 1.9])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(8, 8), 5.5, 5.5)
        if mode is not LinkMode.CONNECTING:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.tertiary)
            painter.drawEllipse(QPointF(8, 8), 2.4, 2.4)
    painter.restore()


def _turn_back(painter: QPainter, theme: Theme) -> None:
    """A clock whose rim turns back."""
    painter.setPen(QPen(theme.primary, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(2.5, 2.5, 11, 11), 90 * 16, -285 * 16)
    painter.drawLine(QLineF(8, 5, 8, 8.6))
    painter.drawLine(QLineF(7.6, 8.2, 10.2, 9.6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.primary)
    painter.drawPolygon(QPolygonF([QPointF(0.3, 7.4), QPointF(5.3, 7.4), QPointF(2.6, 3.6)]))
