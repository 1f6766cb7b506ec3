"""The two lists of the rail: the pens of the chart, and the saved charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmi.ui.ink import Ink, typeface
from hmi.ui.machine.records import RecordDelegate, RecordList, RecordModel
from hmi.ui.theme import Size, Weight
from hmi.ui.trends.charts import Chart
from hmi.ui.trends.pens import Pen

_ROW = 46
_CROSS = 28
"""The width of the place that takes a row away, in px."""


@dataclass(frozen=True, slots=True)
class PenLine:
    """A pen as people read it; ``trouble`` says why it is not drawn."""

    pen: Pen
    name: str
    trouble: str = ""

    def words(self) -> str:
        """Return it in full."""
        return ", ".join(part for part in (self.pen.machine, self.name, self.trouble) if part)


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A saved chart with what it shows; ``known``: there is something to draw; ``shown``: it is on the screen."""

    chart: Chart
    what: str
    known: bool = True
    shown: bool = False

    def words(self) -> str:
        """Return it in full."""
        return f"{self.chart.name}, {self.what}"


class EntryList(RecordList):
    """A list whose rows can be taken away: by Delete or, ``crossed``, by the cross at their right; F2 renames."""

    removeWanted = Signal(int)
    renameWanted = Signal()

    def __init__(
        self, model: RecordModel[Any], delegate: RecordDelegate, *, crossed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, delegate, parent)
        self._crossed = crossed
        if crossed:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def tell(self, cross: str) -> None:
        """Say what the cross does."""
        self.setAccessibleDescription(cross)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the row away whose cross is pressed."""
        index = self.indexAt(event.position().toPoint())
        if self._crossed and index.isValid() and event.position().x() >= self.viewport().width() - _CROSS:
            self.removeWanted.emit(index.row())
            event.accept()
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the row away on Delete, open it on Return."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self.removeWanted.emit(index.row())
        elif event.key() == Qt.Key.Key_F2 and index.isValid():
            self.renameWanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.activated.emit(index)
        else:
            super().keyPressEvent(event)


class _TwoLines(RecordDelegate):
    """Paints what is heavy above what is light."""

    def __init__(self, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, (_ROW, _ROW), parent)

    def _write(self, painter: QPainter, area: QRectF, first: str, second: str, *, known: bool, strong: bool) -> None:
        theme = self.ink.theme
        upper = QRectF(area.left(), area.top() + 4, area.width(), 20)
        lower = QRectF(area.left(), area.top() + 23, area.width(), 18)
        face = typeface(Size.BODY, Weight.SEMIBOLD if strong else Weight.REGULAR)
        self.ink.write(painter, upper, first, face, theme.primary if known else theme.tertiary)
        self.ink.write(painter, lower, second, typeface(Size.CAPTION), theme.secondary if known else theme.tertiary)


class PenDelegate(_TwoLines):
    """Paints a signal over its machine, and a cross that takes it away."""

    def paint_record(self, painter: QPainter, area: QRectF, record: PenLine, *, chosen: bool) -> None:
        """Paint one pen; one that is not drawn is grey and says why."""
        theme = self.ink.theme
        if chosen:
            painter.fillRect(area.adjusted(0, 1, 0, 0), theme.bar.track)
        below = f"{record.pen.machine} · {record.trouble}" if record.trouble else record.pen.machine
        room = area.adjusted(6, 0, -_CROSS, 0)
        self._write(painter, room, record.name, below, known=not record.trouble, strong=not record.trouble)
        middle = QPointF(area.right() - _CROSS / 2, area.center().y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.secondary, 1.5))
        for turn in (1, -1):
            painter.drawLine(middle + QPointF(-4, -4 * turn), middle + QPointF(4, 4 * turn))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class ChartDelegate(_TwoLines):
    """Paints a chart's name over what it shows; the one on the screen has a bar at its left."""

    def paint_record(self, painter: QPainter, area: QRectF, record: ChartLine, *, chosen: bool) -> None:
        """Paint one saved chart."""
        theme = self.ink.theme
        if chosen:
            painter.fillRect(area.adjusted(0, 1, 0, 0), theme.bar.track)
        if record.shown:
            painter.fillRect(QRectF(area.left(), area.top() + 1, 3, area.height() - 1), theme.primary)
        room = area.adjusted(9, 0, -6, 0)
        self._write(painter, room, record.chart.name, record.what, known=record.known, strong=record.shown)
