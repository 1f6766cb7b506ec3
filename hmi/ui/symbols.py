"""The state icons and the textures for what is absent, drawn from the tokens' shapes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from hmi.domain.state import MachineState
from hmi.ui.theme import Theme, Weight, font, tokens

_GRID = 24.0
_ARC_STEPS = re.compile(r"[MLHVAZ]|-?\d+(?:\.\d+)?")


@cache
def _svg_path(text: str) -> QPainterPath:
    """Build a path from the SVG commands that the tokens use: M L H V Z, and A for arcs of a circle."""
    path = QPainterPath()
    steps = _ARC_STEPS.findall(text)
    at = 0
    command = ""

    def take(count: int) -> list[float]:
        nonlocal at
        numbers = [float(step) for step in steps[at : at + count]]
        at += count
        return numbers

    while at < len(steps):
        if steps[at].isalpha():
            command = steps[at]
            at += 1
        here = path.currentPosition()
        if command == "M":
            x, y = take(2)
            path.moveTo(x, y)
            command = "L"
        elif command == "L":
            x, y = take(2)
            path.lineTo(x, y)
        elif command == "H":
            path.lineTo(take(1)[0], here.y())
        elif command == "V":
            path.lineTo(here.x(), take(1)[0])
        elif command == "A":
            radius, _ry, _turn, large, sweep, x, y = take(7)
            _arc(path, here, QPointF(x, y), radius, large=bool(large), clockwise=bool(sweep))
        else:
            path.closeSubpath()
    return path


def _arc(path: QPainterPath, start: QPointF, end: QPointF, radius: float, *, large: bool, clockwise: bool) -> None:
    """Append a circular arc as SVG defines it (W3C SVG 1.1, appendix F.6.5)."""
    from math import atan2, degrees, hypot, sqrt

    half_x, half_y = (start.x() - end.x()) / 2, (start.y() - end.y()) / 2
    reach = max(radius**2 / (half_x**2 + half_y**2) - 1, 0.0)
    turn = (1 if large != clockwise else -1) * sqrt(reach)
    cx = (start.x() + end.x()) / 2 + turn * half_y
    cy = (start.y() + end.y()) / 2 - turn * half_x
    r = hypot(start.x() - cx, start.y() - cy)
    first = degrees(atan2(cy - start.y(), start.x() - cx))
    last = degrees(atan2(cy - end.y(), end.x() - cx))
    sweep = last - first
    if clockwise and sweep > 0:
        sweep -= 360
    elif not clockwise and sweep < 0:
        sweep += 360
    path.arcTo(QRectF(cx - r, cy - r, 2 * r, 2 * r), first, sweep)


def _icon_shape(raw: dict[str, Any]) -> QPainterPath:
    path = QPainterPath()
    if "path" in raw:
        path = QPainterPath(_svg_path(raw["path"]))
    for x, y, w, h in raw.get("rects", ()):
        path.addRect(QRectF(x, y, w, h))
    return path


def draw_state(painter: QPainter, theme: Theme, state: MachineState, box: QRectF) -> None:
    """Draw a state's icon into a square box; colour, shape and outline, so that it reads without colour."""
    raw = tokens()["stateIcon"][state.name.lower()]
    outline = tokens()["line"]["symbolOutline"]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    scale = box.width() / _GRID
    painter.scale(scale, scale)
    pen = QPen(theme.symbol_outline, outline / scale)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    fill = theme.states[state]
    if state in (MachineState.OFF, MachineState.OFFLINE):
        stroke = QPen(theme.secondary, 2.8 if state is MachineState.OFF else 2.4)
        painter.strokePath(_svg_path(raw["path"]), stroke)
    elif state is MachineState.UNKNOWN:
        _draw_unknown(painter, theme, raw)
    elif state is MachineState.IDLE:
        x, y, radius = raw["ring"]
        half = raw["ringWidth"] / 2
        ring = QPainterPath()
        ring.addEllipse(QPointF(x, y), radius + half, radius + half)
        ring.addEllipse(QPointF(x, y), radius - half, radius - half)
        painter.fillPath(ring, fill)
        painter.strokePath(ring, pen)
    else:
        shape = _icon_shape(raw)
        painter.fillPath(shape, fill)
        painter.strokePath(shape, pen)
        if "hole" in raw:
            x, y, radius = raw["hole"]["circle"]
            hole = QPainterPath()
            hole.addEllipse(QPointF(x, y), radius, radius)
            painter.fillPath(hole, theme.surface)
            painter.strokePath(hole, pen)
        if "mark" in raw:
            for x, y, w, h in raw["mark"]["rects"]:
                painter.fillRect(QRectF(x, y, w, h), QColor(raw["mark"]["fill"]))
    painter.restore()


def _draw_unknown(painter: QPainter, theme: Theme, raw: dict[str, Any]) -> None:
    x, y, radius = raw["circle"]
    pen = QPen(theme.secondary, 2)
    pen.setDashPattern([length / 2 for length in raw["dash"]])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setFont(font(14, Weight.SEMIBOLD))
    painter.setPen(theme.secondary)
    painter.drawText(QRectF(0, 0, _GRID, _GRID), Qt.AlignmentFlag.AlignCenter, raw["text"])


def hatch(painter: QPainter, area: QRectF, colour: QColor, width: float, step: float) -> None:
    """Fill an area with rising 45 degree lines of a width, one every ``step`` px measured along the edge."""
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    stride = step * 1.4142135623730951
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
        x += stride
    painter.restore()


def hatch_offline(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The texture of a lost link."""
    painter.fillRect(area, theme.surface)
    hatch(painter, area, theme.states[MachineState.OFFLINE], 2.2, 6)


def hatch_stale(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The texture under values that are old."""
    painter.fillRect(area, theme.surface)
    hatch(painter, area, theme.hairline, 1, 8)


def hatch_gap(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The texture of a stretch without data, between two edges."""
    hatch(painter, area, theme.chart.gapHatch, 1.4, 7)
    painter.setPen(QPen(theme.chart.gapHatch, 1))
    painter.drawLine(area.topLeft(), area.bottomLeft())
    painter.drawLine(area.topRight(), area.bottomRight())


def dots_unknown(painter: QPainter, theme: Theme, area: QRectF) -> None:
    """The texture of a state that nobody knows."""
    painter.save()
    painter.fillRect(area, theme.surface)
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(theme.tertiary))
    y = area.top() + 1
    while y < area.bottom():
        x = area.left() + 1
        while x < area.right():
            painter.drawEllipse(QRectF(x, y, 1.6, 1.6))
            x += 4
        y += 4
    painter.restore()


def fill_state(painter: QPainter, theme: Theme, state: MachineState, area: QRectF) -> None:
    """Fill an area as a state's strip: its colour, or the texture of what is absent."""
    if state is MachineState.OFFLINE:
        hatch_offline(painter, theme, area)
    elif state is MachineState.UNKNOWN:
        dots_unknown(painter, theme, area)
    else:
        painter.fillRect(area, theme.states[state])
