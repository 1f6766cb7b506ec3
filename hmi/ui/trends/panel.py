"""A chart with its controls: how long, live or paused, and the questions to the history.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hmi.live.feed import MachineLive
from hmi.ui.ask import Past
from hmi.ui.figures import clock
from hmi.ui.look import Look
from hmi.ui.trends.asking import TrendAsking
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import EMPTY
from hmi.ui.trends.controls import TrendControls
from hmi.ui.trends.data import TrendData, bucket
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.questions import Answer, Question
from hmi.ui.trends.ranges import RANGES_US
from hmi.ui.trends.span import TimeSpan
from hmi.ui.trends.steering import Steering

_REDRAW_MS = (400, 2_000)
"""Live values are gathered at least and at most this long before the lines are drawn anew: a trend is no oscilloscope,
and where a pixel stands for many seconds there is little to see."""


class TrendPanel(QWidget):
    """Shows up to four pens, of one machine or, ``named``, of several. Times are microseconds UTC on their clock.

    ``now_us`` is this computer's clock everywhere. ``rangeChanged``: the user chose another length of time or paused,
    so that it can be remembered.
    """

    rangeChanged = Signal()

    def __init__(
        self,
        look: Look,
        past: Past | None,
        parent: QWidget | None = None,
        *,
        named: bool = False,
        ranges_us: tuple[int, ...] = RANGES_US,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._named = named
        self._data = TrendData(named=named)
        self.asking = TrendAsking(past, self._question, self)
        self._clock_us = 0
        self._drawn_us = 0
        self._drawn_span: TimeSpan | None = None
        self.controls = TrendControls(look.theme, ranges_us)
        self.chart = TrendChart(look)
        self._steering = Steering(self.chart, look.zone, lambda: self._now_us, ranges_us[2], self)
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
        self._steering.moved.connect(self._moved)
        self._show_controls()
        self.retranslate()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def caption(self) -> str:
        """What the panel says about itself: above the chart, or in place of one."""
        return self.controls.caption or self.chart.hint

    @property
    def pens(self) -> tuple[Pen, ...]:
        """What is drawn, from top to bottom."""
        return self._data.pens

    @property
    def _now_us(self) -> int:
        """The present on the chart's clock."""
        return self._data.present(self._clock_us)

    def show_machine(self, live: MachineLive | None, signals: tuple[str, ...], now_us: int) -> None:
        """Turn to a machine, or to other signals of the same one; another machine is shown live."""
        lives = {} if live is None else {live.machine.key: live}
        if not lives.keys() & self._data.machines.keys():
            self._steering.end()
        self.show_pens(lives, tuple(Pen(key, signal) for key in lives for signal in signals), now_us)

    def show_pens(self, lives: Mapping[str, MachineLive], pens: tuple[Pen, ...], now_us: int) -> None:
        """Turn to pens; ``lives`` are the machines whose states are shown, with or without pens."""
        self._clock_us = now_us
        self._data.show(lives, pens, now_us)
        if lives:
            self._steering.begin()
        else:
            self._steering.end()
            self.asking.cancel()
        self._show_controls()
        self.draw()
        self.asking.now()

    def apply(self, live: MachineLive) -> None:
        """Take the newest snapshot of a machine that is shown."""
        span = self.span
        if self._data.take(live) and span is not None and self.isVisible() and not self._redraw.isActive():
            quarter_pixel_ms = bucket(span, self.chart.plot_width) // 4_000
            self._redraw.start(min(max(quarter_pixel_ms, _REDRAW_MS[0]), _REDRAW_MS[1]))

    def tick(self, now_us: int) -> None:
        """Follow the present."""
        first = not self._clock_us
        self._clock_us = now_us
        span = self.span
        if span is None:
            return
        if first:
            self.asking.now()
        if span.live and abs(self._now_us - self._drawn_us) >= bucket(span, self.chart.plot_width):
            self.draw()

    def draw(self) -> None:
        """Draw everything known about the window."""
        self._redraw.stop()
        self._steering.follow()
        span = self._drawn_span = self.span
        if span is None:
            self.chart.show_content(EMPTY)
        else:
            self.asking.live = span.live
            self.asking.pace(bucket(span, self.chart.plot_width))
            self._drawn_us = self._now_us
            self.chart.show_content(self._data.content(span, self.chart.plot_width, self._clock_us))
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
        span = self.span
        words = self._caption_words()
        self.controls.caption, self.chart.hint = (words, "") if self._data.pens else ("", words)
        if span is None:
            self.chart.setAccessibleDescription("")
            return
        names = ", ".join(lane.title for lane in self.chart.content.lanes)
        zone = self._look.zone
        words = self.tr("%1, from %2 to %3")
        words = words.replace("%1", names).replace("%2", clock(span.start_us, zone, self._now_us))
        self.chart.setAccessibleDescription(words.replace("%3", clock(span.end_us, zone, self._now_us)))

    def _caption_words(self) -> str:
        if self.span is None:
            return self.tr("No signal yet: add up to four at the left") if self._named else ""
        if self.asking.failing:
            return self.tr("The history cannot be read; trying again")
        if not self._data.pens:
            return self.tr("No signal chosen: mark up to four in the list of live values")
        if not self.asking.possible:
            return self.tr("No history: the trend begins now")
        if not self._data.answered:
            return self.tr("Asking the history…")
        return self.tr("min to max per pixel, line in the middle")

    # -- the window of time ------------------------------------------------------------------------------------------

    @property
    def span(self) -> TimeSpan | None:
        """The window of time; None before there was a machine."""
        return self._steering.span

    @property
    def length_us(self) -> int:
        """How much time is shown, in microseconds."""
        return self._steering.length_us

    def set_length(self, length_us: int) -> None:
        """Show another length of time with the same end."""
        self._steering.set_length(length_us)

    def go_live(self) -> None:
        """Follow the present."""
        self._steering.go_live()

    def pause(self) -> None:
        """Stand still."""
        self._steering.pause()

    def look_at(self, start_us: int, end_us: int) -> None:
        """Show a span of time with its surroundings."""
        self._steering.look_at(start_us, end_us)

    def show_between(self, start_us: int, end_us: int) -> None:
        """Show exactly a span of time."""
        self._steering.show_between(start_us, end_us)

    def _moved(self) -> None:
        self._show_controls()
        if self.span is not None and self.span != self._drawn_span:
            self.draw()
            self.asking.soon.start()
            self.rangeChanged.emit()

    def _show_controls(self) -> None:
        self.controls.show_choice(self.length_us, live=self.span is None or self.span.live)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys move the window of time."""
        if not self._steering.key(event):
            super().keyPressEvent(event)

    # -- the history -------------------------------------------------------------------------------------------------

    def _question(self) -> Question | None:
        span = self.span
        return self._data.question(span, self.chart.plot_width, self._clock_us) if span and self._clock_us else None

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
