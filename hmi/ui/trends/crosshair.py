"""The line under the pointer with what each lane says about that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from hmi.ui.figures import MISSING, number
from hmi.ui.theme import Size, Theme, Weight, font
from hmi.ui.trends.arrangement import Arrangement
from hmi.ui.trends.curve import Reading
from hmi.ui.trends.words import change_words

_PAD = 7.0
_ASIDE = 8.0
_HEIGHT = 22.0


@dataclass(frozen=True, slots=True)
class LaneReading:
    """What one lane says: its reading, None where nothing is known, and the height at which the dot stands.

    ``change`` is how much the value differs from that at the moment from which is measured.
    """

    unit: str
    digits: int
    reading: Reading | None = None
    y: float = 0.0
    change: float | None = None

    @property
    def value_words(self) -> str:
        """The reading as a number."""
        return MISSING if self.reading is None else number(self.reading.value, self.digits)

    @property
    def rest_words(self) -> str:
        """Its unit, and the change that is measured or from where to where the column of pixels went."""
        words = [self.unit] if self.unit else []
        if self.change is not None:
            words.append(change_words(self.change, self.digits))
        elif self.reading is not None:
            low, high = number(self.reading.low, self.digits), number(self.reading.high, self.digits)
            words += [f"{low}–{high}"] if low != high else []
        return " · ".join(words)


class Crosshair:
    """Paints the crosshair over a finished chart."""

    def __init__(self, theme: Theme, arrangement: Arrangement) -> None:
        self._theme = theme
        self._at = arrangement

    def paint(self, painter: QPainter, x: float, time: str, readings: Sequence[LaneReading]) -> None:
        """Paint the line at ``x`` (pixels of the widget), a label per lane and the time."""
        theme = self._theme
        x = round(x) + 0.5
        pen = QPen(theme.chart.crosshair, 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(QLineF(x, self._at.marks.top() + 4, x, self._at.axis.top()))
        for place, found in zip(self._at.lanes, readings, strict=False):
            if found.reading is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.chart.crosshair, 2))
                painter.setBrush(theme.raised)
                painter.drawEllipse(QPointF(x, found.y), 4, 4)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._label(painter, x, place.title, found)
        box = self._time_box(painter, x, time)
        painter.fillRect(box, theme.chart.crosshair)
        painter.setPen(theme.on_strong)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, time)

    def paint_pin(self, painter: QPainter, x: float, time: str) -> None:
        """Paint the line from which is measured, with its time in an outline."""
        theme = self._theme
        x = round(x) + 0.5
        painter.setPen(QPen(theme.chart.crosshair, 1))
        painter.drawLine(QLineF(x, self._at.gaps.top() + 4, x, self._at.axis.top()))
        box = self._time_box(painter, x, time)
        painter.fillRect(box, theme.raised)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, time)

    def _time_box(self, painter: QPainter, x: float, time: str) -> QRectF:
        painter.setFont(font(Size.CAPTION, Weight.SEMIBOLD))
        width = QFontMetricsF(painter.font()).horizontalAdvance(time) + 2 * _PAD
        left = min(max(x - width / 2, 0.0), self._at.axis.right() - width)
        return QRectF(round(left), self._at.axis.top(), round(width), self._at.axis.height())

    def _label(self, painter: QPainter, x: float, line: QRectF, found: LaneReading) -> None:
        """Left of the line on the lane's title line; right of it where there is no room."""
        theme = self._theme
        strong, plain = font(Size.BODY, Weight.SEMIBOLD), font(Size.CAPTION)
        value, rest = found.value_words, found.rest_words
        value_width = QFontMetricsF(strong).horizontalAdvance(value)
        rest_width = QFontMetricsF(plain).horizontalAdvance(rest) + 4 if rest else 0.0
        width = round(value_width + rest_width + 2 * _PAD)
        left = x - _ASIDE - width
        if left < self._at.left:
            left = min(x + _ASIDE, self._at.left + self._at.width - width)
        height = min(_HEIGHT, line.height())
        box = QRectF(round(left), round(line.center().y() - height / 2), width, height)
        painter.fillRect(box, theme.chart.crosshair)
        painter.setPen(theme.on_strong)
        painter.setFont(strong)
        inner = box.adjusted(_PAD, 0, 0, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, value)
        painter.setFont(plain)
        painter.drawText(inner.adjusted(value_width + 4, 1, 0, 1), Qt.AlignmentFlag.AlignVCenter, rest)
