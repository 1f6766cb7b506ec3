"""The chart: lanes over one time axis with the machines' states and programs beneath, and a crosshair over all.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent, QTextOption
from PySide6.QtWidgets import QWidget

from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.figures import clock
from hmi.ui.look import Look
from hmi.ui.theme import Size, font
from hmi.ui.trends.absence import stretches
from hmi.ui.trends.arrangement import Arrangement, arrange
from hmi.ui.trends.backdrop import Backdrop, LaneBack
from hmi.ui.trends.bands import LABEL_GAP, band_labels
from hmi.ui.trends.content import EMPTY, MachineContent, TrendContent
from hmi.ui.trends.crosshair import Crosshair, LaneReading
from hmi.ui.trends.curve import Stretch
from hmi.ui.trends.lane import Lane
from hmi.ui.trends.mark_line import MarkLines, heaps
from hmi.ui.trends.marks import Gathered
from hmi.ui.trends.stays import Stays
from hmi.ui.trends.time_axis import TimeAxis
from hmi.ui.trends.view import TimeView
from hmi.ui.trends.words import span_words

_log = logging.getLogger(__name__)

_NARROWEST_LABELS = 52
_WIDEST_NAMES = 120


class TrendChart(TimeView):
    """Shows one content at a time; ``ratio`` is how fine it is drawn where that is not as fine as its screen."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, ratio: float | None = None) -> None:
        super().__init__(look.theme.surface, parent)
        self._look = look
        self._ratio = ratio
        self._content: TrendContent = EMPTY
        self._lanes: list[Lane] = []
        self._absent: dict[str, list[Stretch]] = {}
        self._time_axis = TimeAxis(look.zone)
        self.scene().addItem(self._time_axis)
        self._arrangement: Arrangement = arrange(320, 240, 0, 64)
        self._label_width = 0
        self._defect_told = False
        self._hint = ""
        self._painted: tuple[object, ...] = ()
        self._marked: list[Gathered] = []
        self._stays: dict[str, Stays] = {}
        self.setMinimumSize(240, 160)
        self.restyle()
        self.retranslate()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def content(self) -> TrendContent:
        """What is shown."""
        return self._content

    @property
    def hint(self) -> str:
        """What stands in place of the lanes where there are none."""
        return self._hint

    @hint.setter
    def hint(self, words: str) -> None:
        if words != self._hint:
            self._hint = words
            self.resetCachedContent()
            self.viewport().update()

    @property
    def lanes(self) -> list[Lane]:
        """The lanes that are shown, from top to bottom."""
        return self._lanes[: len(self._content.lanes)]

    def show_content(self, content: TrendContent) -> None:
        """Show a window of time."""
        arrange_anew = _shape(content) != _shape(self._content)
        self._content = content
        self.window_us = (content.start_us, content.end_us)
        self._absent = {machine.key: stretches(machine.absences) for machine in content.machines}
        self._stays = {machine.key: self._stays_of(machine) for machine in content.machines}
        while len(self._lanes) < len(content.lanes):
            lane = Lane(self.scene())
            lane.restyle(self._look.theme, self._ratio or 1.0)
            self._lanes.append(lane)
        if arrange_anew:
            self._arrange()
        self._fill(anew=arrange_anew)

    def _stays_of(self, machine: MachineContent) -> Stays:
        known = self._stays.get(machine.key)
        return known if known is not None and known.intervals is machine.states else Stays(machine.states)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self._look.theme
        self.setBackground(theme.surface)
        for lane in self._lanes:
            lane.restyle(theme, self._ratio or 1.0)
        self._time_axis.setPen(None)
        self._time_axis.setTickPen(None)
        self._time_axis.setTextPen(theme.secondary)
        self._time_axis.refresh()
        self.resetCachedContent()
        self.viewport().update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Trend"))
        for lane in self._lanes:
            lane.say_ticks()
        self._time_axis.refresh()
        self._arrange()
        self._fill(anew=True)

    def _needed_label_width(self) -> int:
        """Return the room that the words and numbers left of the plots need."""
        metrics = QFontMetricsF(font(Size.CAPTION))
        numbers = [metrics.horizontalAdvance(label) + 16 for lane in self.lanes for label in lane.labels]
        names = [metrics.horizontalAdvance(words) + LABEL_GAP + 6 for words in band_labels(self._content)]
        return round(max([_NARROWEST_LABELS, *numbers, *(min(width, _WIDEST_NAMES) for width in names)]))

    def _arrange(self) -> None:
        self._label_width = self._needed_label_width()
        lanes, machines = _shape(self._content)
        self._arrangement = arrange(self.width(), self.height(), lanes, self._label_width, machines)
        self.across = (self._arrangement.left, self._arrangement.width)
        for index, lane in enumerate(self._lanes):
            shown = index < len(self._arrangement.lanes)
            lane.set_visible(shown)
            if shown:
                lane.place(self._arrangement.lanes[index].plot)
        self._time_axis.setHeight(self._arrangement.axis.height())
        self._time_axis.setGeometry(self._arrangement.axis)

    def _fill(self, *, anew: bool) -> None:
        """Show the content; the background only where it differs, because it costs as much as the rest."""
        content = self._content
        self._fill_lanes()
        if self._needed_label_width() > self._label_width:
            anew = True
            self._arrange()
            self._fill_lanes()
        self._marked = heaps(content, self._arrangement.width)
        self._time_axis.setVisible(bool(content.machines))  # there is no time without a machine
        self._time_axis.show_window(content.start_us, content.end_us, content.now_us, self._arrangement.width)
        back = self._behind()
        if anew or back != self._painted:
            self._painted = back
            self.resetCachedContent()
        self.viewport().update()

    def _fill_lanes(self) -> None:
        ratio = self._ratio or self.devicePixelRatioF()
        for lane, spec in zip(self._lanes, self._content.lanes, strict=False):
            lane.show(spec, self._content, self._absent.get(spec.machine, ()), ratio)

    def _behind(self) -> tuple[object, ...]:
        """Return everything that the background shows."""
        content = self._content
        return (
            (content.start_us, content.end_us, content.lanes),
            tuple((lane.ticks, lane.broken) for lane in self.lanes),
            tuple((one.absences, one.states, one.programs, one.marks) for one in content.machines),
        )

    # -- painting ----------------------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint what stands still; Qt keeps the picture until the content changes."""
        painter.fillRect(rect, self._look.theme.surface)
        self._safely(self._paint_background, painter)

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Paint the crosshair, and the ring that shows where the keyboard is."""
        self._safely(self._paint_foreground, painter)

    def _safely(self, paint: Callable[[QPainter], None], painter: QPainter) -> None:
        """Paint; a defect costs the picture and a line in the log, not the program.

        An exception that leaves one of these two methods ends the process (PySide6 6.11.3 with pyqtgraph 0.14).
        The painter is left as it was: the lines are painted by the same one where the view is rendered into a picture.
        """
        painter.save()
        try:
            paint(painter)
        except Exception:  # noqa: BLE001 - the reason stands above
            if not self._defect_told:
                self._defect_told = True
                _log.exception("the chart cannot be painted")
        finally:
            painter.restore()

    def _paint_background(self, painter: QPainter) -> None:
        if self._hint:
            painter.setFont(font(Size.BODY))
            painter.setPen(self._look.theme.secondary)
            room = QRectF(self.viewport().rect()).adjusted(16, 0, -16, 0)
            painter.drawText(room, self._hint, QTextOption(Qt.AlignmentFlag.AlignCenter))
        ticks = self._time_axis.ticks.times_us if self._content.machines else ()
        backdrop = Backdrop(self._look.theme, self._arrangement, self._content, ticks, self._marked, self._stays)
        backdrop.paint(painter, [LaneBack(lane.spec, lane.ticks, lane.broken) for lane in self.lanes])

    def _paint_foreground(self, painter: QPainter) -> None:
        x = self._cross_x
        if self._content.lanes:
            crosshair = Crosshair(self._look.theme, self._arrangement)
            pin_us = self._pin_us
            if pin_us is not None and self._content.start_us <= pin_us <= self._content.end_us:
                crosshair.paint_pin(painter, self.x_of(pin_us), self._clock_words(pin_us))
            if x is not None:
                self._paint_crosshair(painter, crosshair, x)
        if self._ringed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, QRectF(self.viewport().rect()), self._look.theme.focus_ring)

    def _paint_crosshair(self, painter: QPainter, crosshair: Crosshair, x: float) -> None:
        time_us = self.time_at(x)
        words = self._clock_words(time_us)
        if self._pin_us is not None:
            words = f"{words} · {span_words(time_us - self._pin_us)}"
        crosshair.paint(painter, x, words, self.readings(time_us))
        marks = MarkLines(self._look.theme, self._arrangement, self._content)
        told = marks.told(self._marked, x, self._look.zone)
        if told:
            marks.paint_told(painter, x, told)

    def _clock_words(self, time_us: int) -> str:
        return clock(time_us, self._look.zone, self._content.now_us, seconds=True)

    def readings(self, time_us: int) -> list[LaneReading]:
        """Return what each lane says about a moment and, where something is measured, since the one before."""
        found = []
        for lane in self.lanes:
            absent = self._absent.get(lane.spec.machine, ())
            said = LaneReading(lane.spec.unit, lane.digits)
            known = lane.reading(time_us, absent)
            if known is not None:
                said = replace(said, reading=known[0], y=known[1])
                then = None if self._pin_us is None else lane.reading(self._pin_us, absent)
                if then is not None:
                    said = replace(said, change=known[0].value - then[0].value)
            found.append(said)
        return found

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        if event is not None and hasattr(self, "_arrangement"):
            self._arrange()
            self._fill(anew=True)


def _shape(content: TrendContent) -> tuple[int, int]:
    """Return how many lanes and bands of states a content has."""
    return len(content.lanes), max(len(content.machines), 1)
