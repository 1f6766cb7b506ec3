"""The trend of one machine with its controls: how long, live or paused, and the questions to the history.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmi.live.feed import MachineLive
from hmi.ui.ask import Past
from hmi.ui.figures import clock
from hmi.ui.look import Look
from hmi.ui.plant_day import midnight_us
from hmi.ui.trends.asking import TrendAsking
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import EMPTY
from hmi.ui.trends.controls import RANGES_US, TrendControls
from hmi.ui.trends.data import Answer, Question, TrendData, bucket
from hmi.ui.trends.span import TimeSpan

_REDRAW_MS = (400, 2_000)
"""Live values are gathered at least and at most this long before the lines are drawn anew: a trend is no oscilloscope,
and where a pixel stands for many seconds there is little to see."""
_PAN_SHARE = 10
_KEY_ZOOM = 0.7


class TrendPanel(QWidget):
    """Shows up to four signals of one machine. Times are microseconds UTC on the machine's clock.

    ``rangeChanged``: the user chose another length of time or paused, so that it can be remembered.
    """

    rangeChanged = Signal()

    def __init__(self, look: Look, past: Past | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._data = TrendData()
        self.asking = TrendAsking(past, self._question, self)
        self._span: TimeSpan | None = None
        self._length_us = RANGES_US[2]
        self._now_us = 0
        self._drawn_us = 0
        self.controls = TrendControls(look.theme)
        self.chart = TrendChart(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.controls)
        column.addWidget(self.chart, 1)
        self.setFocusProxy(self.chart)
        self.asking.answered.connect(self._answered)
        self.asking.failed.connect(self._say)
        self._redraw = QTimer(self, singleShot=True)
        self._redraw.timeout.connect(self.draw)
        self.controls.lengthWanted.connect(self.set_length)
        self.controls.runningWanted.connect(lambda live: self.go_live() if live else self.pause())
        self.chart.panned.connect(self._pan)
        self.chart.zoomed.connect(self._zoom)
        self._show_controls()
        self.retranslate()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def span(self) -> TimeSpan | None:
        """The window of time; None before there was a machine."""
        return self._span

    @property
    def caption(self) -> str:
        """What the panel says about itself."""
        return self.controls.caption

    def show_machine(self, live: MachineLive | None, signals: tuple[str, ...], now_us: int) -> None:
        """Turn to a machine, or to other signals of the same one; ``now_us`` is the present on its clock."""
        known = self._data.live
        same = live is not None and known is not None and live.machine.key == known.machine.key
        self._now_us = now_us
        self._data.show_machine(live, signals, now_us)
        if live is None:
            self._span = None
            self.asking.cancel()
        elif not same or self._span is None:
            self._span = TimeSpan(now_us - self._length_us, now_us)
        self.draw()
        self.asking.now()

    def apply(self, live: MachineLive) -> None:
        """Take the newest snapshot of the machine that is shown."""
        span = self._span
        if self._data.take(live) and span is not None and self.isVisible() and not self._redraw.isActive():
            quarter_pixel_ms = bucket(span, self.chart.plot_width) // 4_000
            self._redraw.start(min(max(quarter_pixel_ms, _REDRAW_MS[0]), _REDRAW_MS[1]))

    def tick(self, now_us: int) -> None:
        """Follow the present, on the machine's clock."""
        first = not self._now_us
        self._now_us = now_us
        span = self._span
        if span is None:
            return
        if first:
            self.asking.now()
        if span.live and abs(now_us - self._drawn_us) >= bucket(span, self.chart.plot_width):
            self.draw()

    def draw(self) -> None:
        """Draw everything known about the window."""
        self._redraw.stop()
        if self._span is None:
            self.chart.show_content(EMPTY)
        else:
            self._span = self._span.following(self._now_us)
            self.asking.live = self._span.live
            self._drawn_us = self._now_us
            self.chart.show_content(self._data.content(self._span, self.chart.plot_width, self._now_us))
        self._say()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.controls.restyle(self._look.theme)
        self.chart.restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.controls.retranslate()
        self.chart.retranslate()
        self.draw()

    def _say(self) -> None:
        """Tell what the picture is, or why it is not what it should be."""
        span = self._span
        self.controls.caption = self._caption_words()
        if span is None:
            self.chart.setAccessibleDescription("")
            return
        names = ", ".join(lane.name for lane in self.chart.content.lanes)
        zone = self._look.zone
        words = self.tr("%1, from %2 to %3")
        words = words.replace("%1", names).replace("%2", clock(span.start_us, zone, self._now_us))
        self.chart.setAccessibleDescription(words.replace("%3", clock(span.end_us, zone, self._now_us)))

    def _caption_words(self) -> str:
        if self._span is None:
            return ""
        if self.asking.failing:
            return self.tr("The history cannot be read; trying again")
        if not self._data.signals:
            return self.tr("No signal chosen: mark up to four in the list of live values")
        if not self.asking.possible:
            return self.tr("No history: the trend begins now")
        if self._data.answer is None:
            return self.tr("Asking the history…")
        return self.tr("min to max per pixel, line in the middle")

    # -- how the user moves it ---------------------------------------------------------------------------------------

    @property
    def length_us(self) -> int:
        """How much time is shown, in microseconds."""
        return self._length_us if self._span is None else self._span.length_us

    def set_length(self, length_us: int) -> None:
        """Show another length of time with the same end."""
        self._length_us = length_us
        if self._span is not None:
            self._move(self._span.lasting(length_us))
        else:
            self._show_controls()

    def go_live(self) -> None:
        """Follow the present."""
        if self._span is not None:
            self._move(self._span.present(self._now_us))

    def pause(self) -> None:
        """Stand still."""
        if self._span is not None:
            self._move(self._span.paused())

    def look_at(self, start_us: int, end_us: int) -> None:
        """Show a span of time with its surroundings."""
        if self._span is not None:
            self._move(self._span.around(start_us, end_us, self._now_us))

    def _pan(self, by_us: int) -> None:
        if self._span is not None:
            self._move(self._span.panned(by_us, self._now_us))

    def _zoom(self, factor: float, anchor_us: int) -> None:
        if self._span is not None:
            self._move(self._span.zoomed(factor, anchor_us, self._now_us))

    def _zoom_by_key(self, factor: float) -> None:
        """Zoom about the crosshair; without one about the present, or about the middle of a window that stands."""
        span = self._span
        if span is not None:
            middle = span.end_us if span.live else (span.start_us + span.end_us) // 2
            anchor_us = self.chart.crosshair_us
            self._zoom(factor, middle if anchor_us is None else anchor_us)

    def _day_before(self) -> None:
        """Begin at the midnight before what is shown begins."""
        span = self._span
        if span is not None:
            day = datetime.fromtimestamp((span.start_us - 1) / 1e6, self._look.zone).date()
            self._pan(midnight_us(day, self._look.zone) - span.start_us)

    def _move(self, span: TimeSpan) -> None:
        if span == self._span:
            self._show_controls()
            return
        self._span = span
        self._length_us = span.length_us
        self._show_controls()
        self.draw()
        self.asking.soon.start()
        self.rangeChanged.emit()

    def _show_controls(self) -> None:
        self.controls.show_choice(self.length_us, live=self._span is None or self._span.live)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows pan, plus and minus zoom, L and End go live, Home goes to the midnight before, Space pauses."""
        span = self._span
        key = event.key()
        if span is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._pan(span.length_us // _PAN_SHARE * (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom_by_key(_KEY_ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._zoom_by_key(1 / _KEY_ZOOM)
        elif key in (Qt.Key.Key_L, Qt.Key.Key_End):
            self.go_live()
        elif key == Qt.Key.Key_Home:
            self._day_before()
        elif key == Qt.Key.Key_Space:
            (self.pause if span.live else self.go_live)()
        else:
            super().keyPressEvent(event)

    # -- the history -------------------------------------------------------------------------------------------------

    def _question(self) -> Question | None:
        span = self._span
        return self._data.question(span, self.chart.plot_width, self._now_us) if span and self._now_us else None

    def _answered(self, answer: Answer) -> None:
        self._data.take_answer(answer)
        self.draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Come back: what happened meanwhile is asked for."""
        super().showEvent(event)
        self.draw()
        self.asking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._redraw.stop()
        self.asking.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has other buckets."""
        super().resizeEvent(event)
        if self.isVisible():
            self.draw()
            self.asking.soon.start()
