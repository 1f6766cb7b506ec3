"""One lane of a chart: a step line over the envelope of what was seen, on an axis of its own.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from hmi.domain.machine import Band
from hmi.ui.figures import number
from hmi.ui.theme import Size, Theme, font
from hmi.ui.trends.columns import columns, spikes
from hmi.ui.trends.content import LaneSpec, TrendContent
from hmi.ui.trends.curve import Curve, Reading, Stretch, Values, at, extent, pieces, unavailable
from hmi.ui.trends.value_ticks import ValueTicks, value_ticks

_SECOND = 1_000_000
_STANDS_OUT_PX = 6.0
"""A column that stands out this far of its neighbours is drawn by the pen, not only by the pale envelope."""
_PX_PER_MARK = 30
_MOST_STEPS = 6


class Envelope(QGraphicsItem):
    """Everything that was seen, as one upright per column of pixels."""

    def __init__(self, box: QGraphicsItem) -> None:
        super().__init__(box)
        self.setZValue(-1)
        self.pen = QPen()
        self.spike_pen = QPen()
        self._area = QRectF()
        self._path = QPainterPath()
        self._spikes = QPainterPath()

    def show_paths(self, area: QRectF, path: QPainterPath, spike_path: QPainterPath) -> None:
        """Take the uprights, in pixels of the lane's box."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        self._path, self._spikes = path, spike_path
        self.update()

    def boundingRect(self) -> QRectF:
        """The lane's box."""
        return self._area

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the uprights."""
        painter.strokePath(self._path, self.pen)
        painter.strokePath(self._spikes, self.spike_pen)


class Lane:
    """Reuses its items for whatever signal it shows; new data only replace data."""

    def __init__(self, scene: pg.GraphicsScene) -> None:
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        self.axis = pg.AxisItem("left", showValues=True, maxTickLength=0)
        scene.addItem(self.box)
        scene.addItem(self.axis)
        self.envelope = Envelope(self.box)
        self.line = pg.PlotCurveItem(skipFiniteCheck=True)
        self.box.addItem(self.line, ignoreBounds=True)
        self.box.disableAutoRange()
        self.axis.enableAutoSIPrefix(False)
        self.axis.setStyle(
            tickFont=font(Size.CAPTION), tickTextOffset=10, autoExpandTextSpace=False, textFillLimits=[(0, 1.0)]
        )
        self.spec = LaneSpec("", "")
        self.curve: Curve | None = None
        self.plot = QRectF()
        self.ticks = ValueTicks([0.0, 1.0], 0)
        self.axis.setRange(self.ticks.low, self.ticks.high)
        self.broken: list[Stretch] = []

    def restyle(self, theme: Theme, width: float = 1.0) -> None:
        """Take the pens of a theme; one pixel wide, because wider ones cost three times as much (pyqtgraph 0.14).

        ``width`` is that of the line in pixels of what is painted on.
        """
        pen = QPen(theme.chart.pen, width)
        pen.setCosmetic(True)
        self.line.setPen(pen)
        self.envelope.pen = QPen(theme.chart.envelope, 0)
        self.envelope.spike_pen = QPen(theme.chart.pen, 0)
        for pen in (self.envelope.pen, self.envelope.spike_pen):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self.axis.setPen(None)
        self.axis.setTickPen(None)
        self.axis.setTextPen(QPen(theme.secondary))
        self.axis.picture = None

    def place(self, plot: QRectF) -> None:
        """Stand here; the axis fills the space left of it."""
        if plot != self.plot:
            self.plot = plot
            self.box.setGeometry(plot)
            self.axis.setWidth(plot.left())
            self.axis.setGeometry(QRectF(0, plot.top(), plot.left(), plot.height()))

    def set_visible(self, visible: bool) -> None:
        """Show or hide the lane."""
        self.box.setVisible(visible)
        self.axis.setVisible(visible)

    def show(self, spec: LaneSpec, content: TrendContent, absent: Sequence[Stretch], ratio: float) -> None:
        """Show a signal; ``ratio`` is how many pixels of the screen make one of the widget."""
        self.spec = spec
        self.curve = content.curves.get(spec.pen)
        self._scale(content)
        curve = self.curve
        if curve is None or not len(curve.start_us):
            self.broken = []
            self.line.setData([], [])
            self.envelope.show_paths(QRectF(), QPainterPath(), QPainterPath())
            return
        self.broken = unavailable(curve)
        self._show_line(curve, content, absent)
        self._show_envelope(curve, content, ratio)

    def _scale(self, content: TrendContent) -> None:
        seen = None if self.curve is None else extent(self.curve, content.start_us, content.end_us)
        low, high = needed_range(seen, self.spec.band)
        most = min(max(int(self.plot.height() // _PX_PER_MARK), 2), _MOST_STEPS)
        ticks = value_ticks(low, high, most)
        if ticks != self.ticks:
            self.ticks = ticks
            self.say_ticks()
            self.axis.setRange(ticks.low, ticks.high)
        self.box.setRange(
            xRange=(0.0, (content.end_us - content.start_us) / _SECOND),
            yRange=(ticks.low, ticks.high),
            padding=0,
            disableAutoRange=True,
        )

    @property
    def labels(self) -> list[str]:
        """The numbers beside the axis, in the present language."""
        return [number(value, self.ticks.digits) for value in self.ticks.values]

    def say_ticks(self) -> None:
        """Write the axis in the present language."""
        self.axis.setTicks([list(zip(self.ticks.values, self.labels, strict=True))])

    def _show_line(self, curve: Curve, content: TrendContent, absent: Sequence[Stretch]) -> None:
        found = pieces(curve, absent)
        x = np.empty(2 * len(found.value))
        x[0::2] = (found.start_us - content.start_us) / _SECOND
        x[1::2] = (found.end_us - content.start_us) / _SECOND
        # A value that was seen for an instant only still has its pixel.
        alone = ~found.joined & ~np.append(False, found.joined[:-1])
        px = (content.end_us - content.start_us) / _SECOND / max(self.plot.width(), 1.0)
        x[1::2][alone] = np.maximum(x[1::2][alone], x[0::2][alone] + px)
        connect = np.ones(len(x), dtype=np.int32)
        connect[1::2] = found.joined
        self.line.setData(x, np.repeat(found.value, 2), connect=connect)

    def _show_envelope(self, curve: Curve, content: TrendContent, ratio: float) -> None:
        found = columns(curve, content.start_us, content.end_us, max(int(self.plot.width() * ratio), 1))
        px = (self.ticks.high - self.ticks.low) / max(self.plot.height(), 1.0)
        lone = spikes(found, _STANDS_OUT_PX * px)
        wide = found.high - found.low >= px / 2  # the rest is under the line
        self.envelope.show_paths(
            QRectF(0, 0, self.plot.width(), self.plot.height()),
            self._uprights(found.x[wide] / ratio, found.low[wide], found.high[wide], ratio),
            self._uprights(lone.x / ratio, lone.root, lone.tip, ratio),
        )

    def _uprights(self, left: Values, one: Values, other: Values, ratio: float) -> QPainterPath:
        path: QPainterPath = pg.arrayToQPath(
            np.repeat(left + 0.5 / ratio, 2), np.stack([self._y(one), self._y(other)], axis=1).ravel(), connect="pairs"
        )
        return path

    def _y(self, values: Values) -> Values:
        return self.plot.height() * (self.ticks.high - values) / (self.ticks.high - self.ticks.low)

    def y(self, value: float) -> float:
        """Return where a value stands, in pixels of the widget."""
        share = (value - self.ticks.low) / (self.ticks.high - self.ticks.low)
        return self.plot.bottom() - share * self.plot.height()

    @property
    def digits(self) -> int:
        """With how many digits a reading is written: a hundredth of the axis is worth telling."""
        return min(max(2 - floor(log10(self.ticks.high - self.ticks.low)), 0), 6)

    def reading(self, time_us: int, absent: Sequence[Stretch]) -> tuple[Reading, float] | None:
        """Return what is known about a moment, and the height at which it stands."""
        found = None if self.curve is None else at(self.curve, time_us, absent)
        return None if found is None else (found, self.y(found.value))


def needed_range(seen: tuple[float, float] | None, band: Band | None) -> tuple[float, float]:
    """Return the values that a lane has to show: what was seen, the limit, and half of the normal range beside it."""
    marks: list[float] = list(seen or ())
    if band is not None and band.limit is None:
        marks += [band.low, band.high]
    elif band is not None and band.limit is not None:
        below = band.limit <= band.low
        marks += [(band.low + band.high) / 2, band.low if below else band.high, band.limit]
        room = 0.06 * (max(marks) - min(marks))
        marks.append(band.limit - room if below else band.limit + room)
    low, high = (min(marks), max(marks)) if marks else (0.0, 1.0)
    if 0 < low < 0.4 * high:
        low = 0.0  # what comes near zero is read against it
    return low, high
