"""The sheet's marks, told apart by their shapes: good, to look at, bad, being tested, and the cross that closes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from hmi.domain.findings import Grade
from hmi.ui.theme import Theme

_TICK = ((3.0, 8.6), (6.6, 12.2), (13.2, 4.4))
_TRIANGLE = ((8.0, 1.8), (15.2, 14.4), (0.8, 14.4))
_OCTAGON = ((5.2, 1.2), (10.8, 1.2), (14.8, 5.2), (14.8, 10.8), (10.8, 14.8), (5.2, 14.8), (1.2, 10.8), (1.2, 5.2))


def draw_grade(painter: QPainter, theme: Theme, grade: Grade, box: QRectF) -> None:
    """Draw how a check went into a square box: a tick, a triangle to look at, an octagon that stops."""
    painter.save()
    _begin(painter, theme, box, 16, 2.0 if grade is Grade.GOOD else 1.5)
    match grade:
        case Grade.GOOD:
            painter.drawPolyline(_points(_TICK))
        case Grade.LOOK:
            painter.drawPolygon(_points(_TRIANGLE))
            _exclaim(painter, 6.0, 10.0, 12.2)
        case Grade.BAD:
            painter.drawPolygon(_points(_OCTAGON))
            _exclaim(painter, 4.4, 9.0, 11.8)
    painter.restore()


def draw_summary(painter: QPainter, theme: Theme, grade: Grade | None, box: QRectF) -> None:
    """Draw how all checks went together: the mark in a ring, or a broken ring while nothing is known."""
    painter.save()
    _begin(painter, theme, box, 36, 2)
    if grade is None:
        pen = painter.pen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([2.6, 1.9])
        painter.setPen(pen)
    painter.drawEllipse(QPointF(18, 18), 17, 17)
    if grade is Grade.BAD:
        painter.setPen(QPen(theme.symbol_outline, 2.4, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(12.5, 12.5), QPointF(23.5, 23.5))
        painter.drawLine(QPointF(23.5, 12.5), QPointF(12.5, 23.5))
    elif grade is not None:
        painter.setPen(QPen(theme.symbol_outline, 2.4, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawPolyline(_points(((10.5, 18.6), (15.6, 23.6), (25.4, 12.6))))
    painter.restore()


def draw_cross(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Draw the cross that closes."""
    painter.save()
    _begin(painter, theme, box, 16, 1.8)
    painter.drawLine(QPointF(2.5, 2.5), QPointF(13.5, 13.5))
    painter.drawLine(QPointF(13.5, 2.5), QPointF(2.5, 13.5))
    painter.restore()


def draw_choice(painter: QPainter, theme: Theme, box: QRectF, *, chosen: bool, open_: bool) -> None:
    """Draw whether a choice holds, and whether it can be made at all."""
    painter.save()
    _begin(painter, theme, box, 16, 1.5)
    painter.setPen(QPen(theme.primary if open_ else theme.hairline, 1.5))
    painter.drawEllipse(QPointF(8, 8), 6.5, 6.5)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.primary)
        painter.drawEllipse(QPointF(8, 8), 3.4, 3.4)
    painter.restore()


def _begin(painter: QPainter, theme: Theme, box: QRectF, grid: float, width: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / grid, box.width() / grid)
    painter.setPen(QPen(theme.symbol_outline, width, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _exclaim(painter: QPainter, top: float, bottom: float, dot: float) -> None:
    painter.drawLine(QPointF(8, top), QPointF(8, bottom))
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QPointF(8, dot), 0.3, 0.3)


def _points(shape: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in shape])
