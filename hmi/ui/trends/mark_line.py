"""The marks of a chart: a line through all lanes with its symbol on top, and what the machine said under the crosshair.

A fault's symbol is filled, a warning's is an outline, and both carry a word or a number: no mark needs its colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from hmi.ui.controls.outlines import outlined
from hmi.ui.theme import Size, Theme, Weight, font, tokens
from hmi.ui.trends.arrangement import Arrangement
from hmi.ui.trends.content import TrendContent
from hmi.ui.trends.marks import Gathered, MarkKind, gathered
from hmi.ui.trends.words import mark_words, more_words, symbol_words

_RADIUS: int = tokens()["radius"]["chip"]
_PAD = 5.0
_WIDEST = 64.0
"""Of a symbol, in px; marks closer than that share one."""
_NEAR = 6.0
"""The crosshair tells of a mark so many px beside it."""
_MOST_TOLD = 5
_LINE = 18.0


def heaps(content: TrendContent, width: float) -> list[Gathered]:
    """Return the marks of all machines in a window ``width`` px wide, those that share a symbol together."""
    marks = [mark for machine in content.machines for mark in machine.marks]
    if len(content.machines) > 1:
        marks.sort(key=lambda mark: mark.time_us)
    per_px = (content.end_us - content.start_us) / max(width, 1.0)
    return gathered(marks, content.start_us, content.end_us, round((_WIDEST + 4) * per_px))


class MarkLines:
    """Paints marks, and what they say."""

    def __init__(self, theme: Theme, arrangement: Arrangement, content: TrendContent) -> None:
        self._theme = theme
        self._at = arrangement
        self._content = content

    def paint(self, painter: QPainter, marked: Sequence[Gathered]) -> None:
        """Paint the lines, then the symbols on top of them."""
        theme = self._theme
        row = self._at.marks
        for heap in marked:
            # of many that stand close only the first has a line: the others would be a grey block
            for mark in heap.marks if len(heap.marks) <= _MOST_TOLD else heap.marks[:1]:
                painter.setPen(QPen(theme.primary if mark.kind is MarkKind.FAULT else theme.tertiary, 1))
                painter.drawLines(self._through(self._x(mark.time_us)))
            if len(heap.marks) > 1:
                painter.setPen(QPen(theme.primary if heap.kind is MarkKind.FAULT else theme.tertiary, 1))
                painter.drawLine(QLineF(self._x(heap.start_us), row.bottom(), self._x(heap.end_us), row.bottom()))
            self._symbol(painter, heap)

    def _through(self, x: float) -> list[QLineF]:
        """Return a line from the symbols down through plots and bands; it leaves out the words above each plot."""
        at = self._at
        plots = [QLineF(x, lane.plot.top(), x, lane.plot.bottom()) for lane in at.lanes]
        bands = QLineF(x, at.states[0].top(), x, at.states[-1].bottom())
        return [QLineF(x, at.marks.bottom(), x, at.gaps.bottom()), *plots, bands]

    def _symbol(self, painter: QPainter, heap: Gathered) -> None:
        theme, row = self._theme, self._at.marks
        face = font(Size.CAPTION, Weight.MEDIUM)
        metrics = QFontMetricsF(face)
        words = metrics.elidedText(symbol_words(heap), Qt.TextElideMode.ElideRight, _WIDEST - 2 * _PAD)
        width = max(metrics.horizontalAdvance(words) + 2 * _PAD, row.height() - 2)
        x = self._x(heap.start_us)
        left = min(max(x - row.height() / 2, row.left()), row.right() - width)
        box = QRectF(round(left), row.top() + 1, round(width), row.height() - 2)
        fault = heap.kind is MarkKind.FAULT
        outlined(painter, box, _RADIUS, theme.primary if fault else theme.surface, theme.primary)
        painter.setFont(face)
        painter.setPen(theme.on_strong if fault else theme.primary)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _x(self, time_us: int) -> float:
        content = self._content
        share = (time_us - content.start_us) / max(content.end_us - content.start_us, 1)
        return round(self._at.left + share * self._at.width) + 0.5

    def told(self, marked: Sequence[Gathered], x: float, zone: ZoneInfo) -> list[str]:
        """Return what the marks under the crosshair at ``x`` say, one line each; more than a few are counted."""
        near = next(
            (heap for heap in marked if self._x(heap.start_us) - _NEAR <= x <= self._x(heap.end_us) + _NEAR), None
        )
        if near is None:
            return []
        named = len({lane.machine for lane in self._content.lanes if lane.named}) > 0
        lines = [mark_words(mark, zone, self._content.now_us, named=named) for mark in near.marks[:_MOST_TOLD]]
        left = near.count - sum(mark.count for mark in near.marks[:_MOST_TOLD])
        return [*lines, more_words(left)] if left else lines

    def paint_told(self, painter: QPainter, x: float, lines: Sequence[str]) -> None:
        """Paint what the marks say, under their symbols and beside the crosshair."""
        theme = self._theme
        painter.setFont(font(Size.CAPTION))
        metrics = QFontMetricsF(painter.font())
        width = min(max(metrics.horizontalAdvance(line) for line in lines) + 16, self._at.width)
        left = x + 10
        if left + width > self._at.left + self._at.width:
            left = max(x - 10 - width, self._at.left)
        top = self._at.lanes[0].plot.top() + 2  # under the readings of the first lane
        box = QRectF(round(left), top, round(width), len(lines) * _LINE + 8)
        outlined(painter, box, _RADIUS, theme.raised, theme.border)
        painter.setPen(theme.primary)
        for at, line in enumerate(lines):
            room = QRectF(box.left() + 8, box.top() + 4 + at * _LINE, box.width() - 16, _LINE)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width() + 1)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
