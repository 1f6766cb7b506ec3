"""What stands still behind the lines of a chart: titles, normal zones, grid, limits, gaps, bands, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from hmi.ui.symbols import hatch_gap
from hmi.ui.theme import Size, Theme, Weight, font
from hmi.ui.trends.absence import Absence
from hmi.ui.trends.arrangement import Arrangement, LanePlace
from hmi.ui.trends.bands import Bands
from hmi.ui.trends.content import LaneSpec, TrendContent
from hmi.ui.trends.curve import Stretch
from hmi.ui.trends.mark_line import MarkLines
from hmi.ui.trends.marks import Gathered
from hmi.ui.trends.stays import Stays
from hmi.ui.trends.value_ticks import ValueTicks
from hmi.ui.trends.words import absence_words, context_words, limit_words

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

    def __init__(
        self,
        theme: Theme,
        arrangement: Arrangement,
        content: TrendContent,
        time_ticks: Sequence[int],
        marked: Sequence[Gathered],
        stays: Mapping[str, Stays],
    ) -> None:
        self._theme = theme
        self._at = arrangement
        self._content = content
        self._time_ticks = time_ticks
        self._marked = marked
        self._stays = stays

    def paint(self, painter: QPainter, lanes: Sequence[LaneBack]) -> None:
        """Paint everything, from back to front."""
        for place, lane in zip(self._at.lanes, lanes, strict=False):
            self._normal_zone(painter, place.plot, lane)
        self._uprights(painter)
        for place, lane in zip(self._at.lanes, lanes, strict=False):
            self._levels(painter, place.plot, lane)
            for stretch in lane.broken:
                self._hatch(painter, place.plot, stretch)
            for absence in self._content.absences_of(lane.spec.machine):
                self._hatch(painter, place.plot, (absence.start_us, absence.end_us))
            self._limit(painter, place.plot, lane)
            self._title(painter, place, lane.spec)
        self._gap_labels(painter)
        Bands(self._theme, self._at, self._content, self._stays).paint(painter)
        MarkLines(self._theme, self._at, self._content).paint(painter, self._marked)

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
            painter.drawLine(QLineF(x, self._at.gaps.bottom(), x, self._at.state.top() - 2))

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
        name = metrics.elidedText(spec.title, Qt.TextElideMode.ElideRight, place.title.width())
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
        row = self._at.gaps
        taken = row.left()
        for absence, whose in self._absences():
            edges = self._span((absence.start_us, absence.end_us))
            if edges is None:
                continue
            left, right = edges[0] + 0.5, edges[1] - 0.5
            y = row.bottom() - 5.5
            painter.setPen(QPen(self._theme.border, 1))
            painter.drawLine(QLineF(left, y, right, y))
            painter.drawLine(QLineF(left, y, left, y + 4))
            painter.drawLine(QLineF(right, y, right, y + 4))
            words = whose + absence_words(absence.start_us, absence.end_us, absence.lost, gap=absence.gap)
            width = metrics.horizontalAdvance(words) + 2
            at = min(max((left + right - width) / 2, row.left()), row.right() - width)
            if at < taken:
                continue
            painter.setPen(self._theme.secondary)
            painter.drawText(QRectF(at, row.top(), width, row.height() - 6), _MIDDLE, words)
            taken = at + width + 12

    def _absences(self) -> list[tuple[Absence, str]]:
        """Return what is absent, ascending, and whose it is where there are several machines."""
        machines = self._content.machines
        several = len(machines) > 1
        found = [(absence, f"{one.key}: " if several else "") for one in machines for absence in one.absences]
        return sorted(found, key=lambda each: each[0].start_us)
