"""How a machine's tile is painted."""

from __future__ import annotations

from collections.abc import Hashable
from math import ceil
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from hmi.domain.state import MachineState
from hmi.ui.ink import Ink, picture
from hmi.ui.strip import paint_strip
from hmi.ui.symbols import fill_state, hatch_stale
from hmi.ui.theme import Theme, tokens
from hmi.ui.wall.face import Face, Gauge
from hmi.ui.wall.plan import Plan, Row
from hmi.ui.wall.ribbons import SPAN_US, Ribbon

_TIME_STRONG: Final = frozenset({MachineState.STOPPED, MachineState.ALARM})
_SPACE: Final = 8.0
_CHIP_SPACE: Final = 10.0
_MOST_STILLS: Final = 160
"""More tiles than any screen shows at once; a picture takes 0.2 MB, four times that on a screen of double density."""


class TilePainter:
    """Paints faces by a plan; the painter's origin is the tile's upper left corner."""

    def __init__(self, ink: Ink, plan: Plan) -> None:
        self.ink = ink
        self.plan = plan
        self._stills: dict[str, tuple[Hashable, QPixmap]] = {}

    def paint(self, painter: QPainter, face: Face, ribbon: Ribbon, until_us: int, *, hovered: bool = False) -> None:
        """Paint a tile whose ribbon ends at ``until_us`` on the machine's clock.

        What changes with every report, load and feed, is painted over a kept picture of everything else.
        """
        painter.drawPixmap(0, 0, self._still(painter, face, ribbon, until_us, hovered=hovered))
        if self.plan.rows:
            self._moving(painter, face)

    def _still(self, painter: QPainter, face: Face, ribbon: Ribbon, until_us: int, *, hovered: bool) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        stamp = (face.still, ribbon, until_us, hovered, ratio)
        kept = self._stills.pop(face.name, None)
        if kept is None or kept[0] != stamp:

            def draw(brush: QPainter, _area: QRectF) -> None:
                self._ground(brush, face, hovered=hovered)
                self._heading(brush, face)
                self._state(brush, face)
                paint_ribbon(brush, self.ink.theme, self.plan.ribbon, ribbon, until_us)
                if self.plan.rows:
                    self._numbers(brush, face)

            # on an opaque ground, because that is copied and not blended
            kept = (stamp, picture(QSizeF(self.plan.size), ratio, draw, self.ink.theme.canvas))
        # the one painted last is the last to go
        self._stills[face.name] = kept
        if len(self._stills) > _MOST_STILLS:
            del self._stills[next(iter(self._stills))]
        return kept[1]

    def ring(self, painter: QPainter, *, focused: bool) -> None:
        """Mark the chosen tile: strongly while the keyboard acts on it."""
        theme, size = self.ink.theme, QSizeF(self.plan.size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.focus_ring, 2) if focused else QPen(theme.border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        out = 2.0 if focused else 1.5
        painter.drawRoundedRect(QRectF(QPointF(0, 0), size).adjusted(-out, -out, out, out), 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def reason_elided(self, face: Face) -> bool:
        """Whether the tile has no room for the whole reason."""
        type_ = self.plan.body if face.state is MachineState.RUNNING else self.plan.body_medium
        return self.ink.line(self._why(face), type_, self.plan.why.width()).elided

    def _why(self, face: Face) -> str:
        """The reason; where there is no place for a chip, a machine that is not offline also says how old it is."""
        if not face.stale or self.plan.chip_height or face.state is MachineState.OFFLINE:
            return face.why
        return f"{face.stale} · {face.why}"

    def forget(self) -> None:
        """Draw everything anew."""
        self._stills.clear()

    def _ground(self, painter: QPainter, face: Face, *, hovered: bool) -> None:
        theme, size, edge = self.ink.theme, QSizeF(self.plan.size), self.plan.edge
        stale = bool(face.stale)

        def draw(brush: QPainter, area: QRectF) -> None:
            _panel(brush, theme, area, face.state, edge, stale=stale, hovered=hovered)

        painter.drawPixmap(0, 0, self.ink.stamp(painter, (face.state, stale, hovered, edge), size, draw))

    def _heading(self, painter: QPainter, face: Face) -> None:
        plan, theme, write = self.plan, self.ink.theme, self.ink.write
        room = QRectF(plan.name)
        room.setRight(plan.severity.left() - _CHIP_SPACE)
        if face.stale and plan.chip_height:
            name = plan.title.metrics.horizontalAdvance(face.name)
            most = max(room.width() * 0.4, room.width() - name - _SPACE)
            room.setRight(self._chip(painter, face.stale, room, most) - _SPACE)
        write(painter, room, face.name, plan.title, theme.primary)
        if plan.model.isEmpty():
            return
        # the two share a line: the program may take what the model leaves, and half of it in any case
        whole = plan.program.width()
        most = max(whole / 2, whole - plan.caption.metrics.horizontalAdvance(face.model) - _SPACE)
        room = plan.program.adjusted(whole - most, 0, 0, 0)
        taken = write(painter, room, face.program, plan.caption, theme.tertiary, right=True)
        room = QRectF(plan.model)
        room.setRight(plan.program.right() - taken - _SPACE)
        write(painter, room, face.model, plan.caption, theme.tertiary)

    def _chip(self, painter: QPainter, words: str, room: QRectF, most: float) -> float:
        """Say how old the data are at the right of a room, in so many px at most; return where the chip begins."""
        theme, face = self.ink.theme, self.plan.caption
        pad = 6.0
        line = self.ink.line(words, face, most - 2 * pad)
        box = QRectF(0, 0, ceil(line.width + 2 * pad), self.plan.chip_height)
        box.moveCenter(room.center())
        box.moveRight(room.right())
        box.moveTop(round(box.top()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.primary)
        self.ink.draw(painter, QPointF(box.left() + pad, box.top()), box.height(), line, face)
        return box.left()

    def _state(self, painter: QPainter, face: Face) -> None:
        plan, theme = self.plan, self.ink.theme
        self.ink.symbol(painter, face.state, plan.icon)
        running = face.state is MachineState.RUNNING
        time = plan.state_strong if face.state in _TIME_STRONG else plan.state
        taken = self.ink.write(painter, plan.word, face.lasted, time, theme.primary, right=True)
        room = plan.word.adjusted(0, 0, -taken - _SPACE, 0)
        self.ink.write(painter, room, face.word, plan.state if running else plan.state_strong, theme.primary)
        self.ink.write(
            painter,
            plan.why,
            self._why(face),
            plan.body if running else plan.body_medium,
            theme.secondary if running else theme.primary,
        )

    def _numbers(self, painter: QPainter, face: Face) -> None:
        """Paint the labels, the count, and the scales of what moves."""
        plan, theme, write = self.plan, self.ink.theme, self.ink.write
        parts, load, feed = plan.rows
        for row, label in zip(plan.rows, self.labels, strict=True):
            write(painter, row.label, label, plan.caption, theme.tertiary)
        # no target is known, so that a bar would say nothing: the number gets its place
        write(painter, parts.number.united(parts.bar), face.parts, plan.body, theme.primary, right=True)
        paint_scale(painter, theme, load.bar, face.load)
        paint_scale(painter, theme, feed.bar, face.feed)

    def _moving(self, painter: QPainter, face: Face) -> None:
        """Paint the values that change all the time."""
        plan, theme = self.plan, self.ink.theme
        _parts, load, feed = plan.rows
        for row, gauge in ((load, face.load), (feed, face.feed)):
            paint_pointer(painter, theme, row, gauge)
            type_ = plan.body_strong if gauge.strong else plan.body
            self.ink.write(painter, row.number, gauge.text, type_, theme.primary, right=True)

    labels: tuple[str, str, str] = ("", "", "")
    """What the rows are called in the present language."""


def _panel(
    painter: QPainter, theme: Theme, area: QRectF, state: MachineState, edge: float, *, stale: bool, hovered: bool
) -> None:
    """Paint an empty tile: its surface, its border and the state along its left edge."""
    radius = tokens()["radius"]["tile"]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(area, radius, radius)
    inner = area.adjusted(1, 1, -1, -1)
    if stale:
        hatch_stale(painter, theme, inner.adjusted(edge, 0, 0, 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.border if hovered else theme.hairline, 1))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    fill_state(painter, theme, state, QRectF(inner.left(), inner.top(), edge, inner.height()))


def paint_ribbon(painter: QPainter, theme: Theme, area: QRectF, ribbon: Ribbon, until_us: int) -> None:
    """Paint the hours before ``until_us``; a broken line stands for the time before anything was recorded."""
    start_us = until_us - SPAN_US
    known_us = min(max(ribbon[0].start_us, start_us), until_us) if ribbon else until_us
    known_x = area.left() + (known_us - start_us) / SPAN_US * area.width()
    if known_x > area.left():
        pen = QPen(theme.border, 1)
        pen.setDashPattern([2, 3])
        painter.setPen(pen)
        middle = int(area.center().y()) + 0.5
        painter.drawLine(QLineF(area.left(), middle, known_x, middle))
    paint_strip(painter, theme, area, ribbon, (start_us, until_us), until_us)


def paint_scale(painter: QPainter, theme: Theme, bar: QRectF, gauge: Gauge) -> None:
    """Paint a track with its normal band and the line of what is usual."""
    colours = theme.bar
    painter.fillRect(bar, colours.track)
    if gauge.low is not None and gauge.high is not None:
        low, high = _at(bar, gauge.low), _at(bar, gauge.high)
        painter.fillRect(QRectF(low, bar.top(), high - low, bar.height()), colours.normalBand)
        painter.fillRect(QRectF(low, bar.top(), 1, bar.height()), colours.normalBandEdge)
        painter.fillRect(QRectF(high - 1, bar.top(), 1, bar.height()), colours.normalBandEdge)
    if gauge.line is not None:
        painter.fillRect(QRectF(_at(bar, gauge.line), bar.top(), 1, bar.height()), colours.normalBandEdge)


def paint_pointer(painter: QPainter, theme: Theme, row: Row, gauge: Gauge) -> None:
    """Paint where on its scale a value is."""
    if gauge.pointer is not None:
        top = row.bar.center().y() - row.pointer / 2
        painter.fillRect(QRectF(_at(row.bar, gauge.pointer) - 2, top, 4, row.pointer), theme.bar.pointer)


def _at(bar: QRectF, share: float) -> float:
    """Where a share of the scale lies, on a whole pixel so that edges stay crisp."""
    return bar.left() + round(share * bar.width())
