"""What stands still behind the lines of a chart: titles, normal zones, grid, limits, gaps, the two bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from hmi.domain.state import MachineState
from hmi.ui.strip import merge_short
from hmi.ui.symbols import fill_state, hatch_gap
from hmi.ui.theme import Size, Theme, Weight, font
from hmi.ui.trends.arrangement import Arrangement, LanePlace
from hmi.ui.trends.content import LaneSpec, TrendContent
from hmi.ui.trends.curve import Stretch
from hmi.ui.trends.value_ticks import ValueTicks
from hmi.ui.trends.words import absence_words, context_words, limit_words, row_labels
from hmi.ui.words import state_word

_TALL = frozenset({MachineState.STOPPED, MachineState.ALARM, MachineState.OFFLINE})
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_NARROWEST_GAP = 3.0


@dataclass(frozen=True, slots=True)
class LaneBack:
    """One lane as its background needs it; ``broken`` is where the signal was unavailable."""

    spec: LaneSpec
    ticks: ValueTicks
    broken: Sequence[Stretch]


class Backdrop:
    """Paints the background of a chart."""

    def __init__(self, theme: Theme, arrangement: Arrangement, content: TrendContent, time_ticks: list[int]) -> None:
        self._theme = theme
        self._at = arrangement
        self._content = content
        self._time_ticks = time_ticks

    def paint(self, painter: QPainter, lanes: Sequence[LaneBack]) -> None:
        """Paint everything, from back to front."""
        for place, lane in zip(self._at.lanes, lanes, strict=False):
            self._normal_zone(painter, place.plot, lane)
        self._uprights(painter)
        for place, lane in zip(self._at.lanes, lanes, strict=False):
            self._levels(painter, place.plot, lane)
            for stretch in lane.broken:
                self._hatch(painter, place.plot, stretch)
            for absence in self._content.absences:
                self._hatch(painter, place.plot, (absence.start_us, absence.end_us))
            self._limit(painter, place.plot, lane)
            self._title(painter, place, lane.spec)
        self._gap_labels(painter)
        self._states(painter)
        self._programs(painter)

    def x(self, time_us: int) -> float:
        """Return where a moment stands, in pixels of the widget."""
        share = (time_us - self._content.start_us) / max(self._content.end_us - self._content.start_us, 1)
        return self._at.left + share * self._at.width

    def _span(self, stretch: Stretch) -> tuple[float, float] | None:
        """Return the left and right edge of a span as far as it shows."""
        left = max(self.x(stretch[0]), self._at.left)
        right = min(self.x(stretch[1]), self._at.left + self._at.width)
        if right < left:
            return None
        if right - left < _NARROWEST_GAP:
            left = min(left, self._at.left + self._at.width - _NARROWEST_GAP)
            right = left + _NARROWEST_GAP
        return round(left), round(right)

    @staticmethod
    def _y(plot: QRectF, ticks: ValueTicks, value: float) -> float:
        share = (value - ticks.low) / (ticks.high - ticks.low)
        return plot.bottom() - min(max(share, 0.0), 1.0) * plot.height()

    def _normal_zone(self, painter: QPainter, plot: QRectF, lane: LaneBack) -> None:
        band = lane.spec.band
        if band is not None:
            top, bottom = self._y(plot, lane.ticks, band.high), self._y(plot, lane.ticks, band.low)
            painter.fillRect(QRectF(plot.left(), top, plot.width(), bottom - top), self._theme.chart.normalZone)

    def _uprights(self, painter: QPainter) -> None:
        painter.setPen(QPen(self._theme.chart.grid, 1, Qt.PenStyle.DotLine))
        for time_us in self._time_ticks:
            x = round(self.x(time_us)) + 0.5
            painter.drawLine(QLineF(x, self._at.marks.bottom(), x, self._at.state.top() - 2))

    def _levels(self, painter: QPainter, plot: QRectF, lane: LaneBack) -> None:
        painter.setPen(QPen(self._theme.chart.grid, 1))
        for value in lane.ticks.values:
            y = round(self._y(plot, lane.ticks, value)) + 0.5
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y))

    def _hatch(self, painter: QPainter, plot: QRectF, stretch: Stretch) -> None:
        edges = self._span(stretch)
        if edges is not None:
            area = QRectF(edges[0], plot.top(), edges[1] - edges[0], plot.height())
            painter.fillRect(area, self._theme.surface)
            hatch_gap(painter, self._theme, area)

    def _limit(self, painter: QPainter, plot: QRectF, lane: LaneBack) -> None:
        limit = None if lane.spec.band is None else lane.spec.band.limit
        if limit is None:
            return
        y = round(self._y(plot, lane.ticks, limit)) + 0.5
        pen = QPen(self._theme.chart.limit, 1)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
        painter.setFont(font(Size.CAPTION))
        painter.setPen(self._theme.secondary)
        words = limit_words(limit)
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 2
        box = QRectF(plot.right() - 4 - width, y - 16, width, 15)
        painter.fillRect(box, self._theme.surface)  # it may stand on the texture of a gap
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | _MIDDLE, words)

    def _title(self, painter: QPainter, place: LanePlace, spec: LaneSpec) -> None:
        painter.setFont(font(Size.BODY, Weight.SEMIBOLD))
        painter.setPen(self._theme.primary)
        metrics = QFontMetricsF(painter.font())
        name = metrics.elidedText(spec.name, Qt.TextElideMode.ElideRight, place.title.width())
        painter.drawText(place.title, _MIDDLE, name)
        left = metrics.horizontalAdvance(name) + 24
        painter.setFont(font(Size.CAPTION))
        painter.setPen(self._theme.tertiary)
        words = QFontMetricsF(painter.font()).elidedText(
            context_words(spec.unit, spec.band), Qt.TextElideMode.ElideRight, max(place.title.width() - left, 0.0)
        )
        painter.drawText(place.title.adjusted(left, 1, 0, 1), _MIDDLE, words)

    def _gap_labels(self, painter: QPainter) -> None:
        """Say above the lanes what is lost; a label that would cover an earlier one stays out."""
        painter.setFont(font(Size.CAPTION))
        metrics = QFontMetricsF(painter.font())
        taken = self._at.marks.left()
        for absence in self._content.absences:
            edges = self._span((absence.start_us, absence.end_us))
            if edges is None:
                continue
            left, right = edges[0] + 0.5, edges[1] - 0.5
            y = self._at.marks.bottom() - 5.5
            painter.setPen(QPen(self._theme.border, 1))
            painter.drawLine(QLineF(left, y, right, y))
            painter.drawLine(QLineF(left, y, left, y + 4))
            painter.drawLine(QLineF(right, y, right, y + 4))
            words = absence_words(absence.start_us, absence.end_us, absence.lost, gap=absence.gap)
            width = metrics.horizontalAdvance(words) + 2
            at = min(max((left + right - width) / 2, self._at.marks.left()), self._at.marks.right() - width)
            if at < taken:
                continue
            painter.setPen(self._theme.secondary)
            above = QRectF(at, self._at.marks.top(), width, self._at.marks.height() - 6)
            painter.drawText(above, _MIDDLE, words)
            taken = at + width + 12

    def _states(self, painter: QPainter) -> None:
        area, content = self._at.state, self._content
        self._row_label(painter, area, row_labels()[0])
        end_us = min(content.end_us, content.now_us)
        per_px = (content.end_us - content.start_us) / max(area.width(), 1.0)
        painter.setFont(font(Size.CAPTION, Weight.SEMIBOLD))
        metrics = QFontMetricsF(painter.font())
        for state, left, right in merge_short(content.states, content.start_us, end_us, per_px):
            box = QRectF(round(area.left() + left), area.top(), max(round(right) - round(left), 1), area.height())
            if state is MachineState.OFF:
                painter.fillRect(QRectF(box.left(), box.center().y() - 1.5, box.width(), 3), self._theme.states[state])
                continue
            if state not in _TALL:
                inset = area.height() // 5
                box = box.adjusted(0, inset, 0, -inset)
            fill_state(painter, self._theme, state, box)
            words = state_word(state)
            textured = state in (MachineState.OFFLINE, MachineState.UNKNOWN)
            if not textured and metrics.horizontalAdvance(words) + 16 <= box.width():
                painter.setPen(ink_on(self._theme, self._theme.states[state]))
                painter.drawText(box.adjusted(8, 0, 0, 0), _MIDDLE, words)

    def _programs(self, painter: QPainter) -> None:
        area, content = self._at.program, self._content
        self._row_label(painter, area, row_labels()[1])
        painter.setFont(font(Size.CAPTION))
        metrics = QFontMetricsF(painter.font())
        ends = [span.start_us for span in content.programs[1:]] + [min(content.end_us, content.now_us)]
        for span, end_us in zip(content.programs, ends, strict=False):
            left = max(self.x(span.start_us), area.left())
            right = min(self.x(end_us), area.right())
            if not span.text or right - left < 1:
                continue
            box = QRectF(round(left) + 0.5, area.top() + 0.5, round(right) - round(left) - 1, area.height() - 1)
            painter.setPen(QPen(self._theme.border, 1))
            painter.drawRect(box)
            painter.setPen(self._theme.secondary)
            words = metrics.elidedText(span.text, Qt.TextElideMode.ElideRight, box.width() - 14)
            if words == span.text or len(words) > 3:
                painter.drawText(box.adjusted(8, 0, 0, 0), _MIDDLE, words)

    def _row_label(self, painter: QPainter, area: QRectF, words: str) -> None:
        painter.setFont(font(Size.CAPTION))
        painter.setPen(self._theme.secondary)
        box = QRectF(0, area.top(), area.left() - 10, area.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | _MIDDLE, words)


def ink_on(theme: Theme, fill: QColor) -> QColor:
    """Return the one of the theme's two inks that reads better on a fill (WCAG 2.2, relative luminance)."""
    return max((theme.primary, theme.on_strong), key=lambda ink: _contrast(ink, fill))


def _contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
