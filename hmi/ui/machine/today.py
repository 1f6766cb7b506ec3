"""The day of one machine as a strip with hours, and how long it was in each state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState
from hmi.ui.figures import clock, duration, percent
from hmi.ui.ink import Ink, typeface
from hmi.ui.look import Look
from hmi.ui.machine.day import DayState, MachineDay, coverage, totals
from hmi.ui.machine.heading import Heading
from hmi.ui.strip import paint_strip
from hmi.ui.theme import Size, Weight
from hmi.ui.time_ticks import time_ticks
from hmi.ui.words import reason_words, state_word

_STRIP = 24
_TICKS = 24
_LEGEND_ROW = 26
_ICON = 14
_PX_PER_MARK = 88
_ORDER = (
    MachineState.RUNNING,
    MachineState.STOPPED,
    MachineState.SETUP,
    MachineState.IDLE,
    MachineState.ALARM,
    MachineState.OFF,
    MachineState.OFFLINE,
    MachineState.UNKNOWN,
)


class DayStrip(QWidget):
    """Paints the strip, the hours beneath, and a legend that counts; the legend wraps where it has to."""

    def __init__(self, look: Look, ink: Ink, day: MachineDay) -> None:
        super().__init__()
        self._look = look
        self._ink = ink
        self._day = day
        self._intervals: Sequence[StateInterval] = ()
        self._totals: Mapping[MachineState, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_day(self, intervals: Sequence[StateInterval]) -> None:
        """Show the day's stays."""
        self._intervals = intervals
        self._totals = totals(intervals, self._day.window_us[0], self._day.now_us)
        spoken = [f"{state_word(state)} {duration(self._totals[state])}" for state in _ORDER if state in self._totals]
        self.setAccessibleDescription(", ".join(spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        rows = max(len(self._legend(self.width())), 1)
        return QSize(200, _STRIP + _TICKS + rows * _LEGEND_ROW)

    def minimumSizeHint(self) -> QSize:
        """Return the same: the legend is never cut."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend may wrap otherwise."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint strip, hours and legend."""
        painter = QPainter(self)
        strip = QRectF(0, 0, self.width(), _STRIP)
        paint_strip(painter, self._look.theme, strip, self._intervals, self._day.window_us, self._day.now_us)
        self._paint_hours(painter)
        self._paint_legend(painter)

    def _paint_hours(self, painter: QPainter) -> None:
        start_us, end_us = self._day.window_us
        face, theme = typeface(Size.CAPTION), self._look.theme
        ticks = time_ticks(start_us, end_us, self._look.zone, max(self.width() // _PX_PER_MARK, 2))
        for time_us in ticks.times_us:
            words = clock(time_us, self._look.zone, time_us)
            width = face.metrics.horizontalAdvance(words)
            x = (time_us - start_us) / max(end_us - start_us, 1) * self.width()
            left = min(max(x - width / 2, 0.0), self.width() - width)
            painter.fillRect(QRectF(min(round(x), self.width() - 1), _STRIP + 1, 1, 4), theme.border)
            box = QRectF(left, _STRIP + 4, width + 1, _TICKS - 6)
            self._ink.write(painter, box, words, face, theme.secondary)

    def _legend(self, room: float) -> list[list[tuple[MachineState, float]]]:
        """Return the rows of the legend as (state, width)."""
        plain, strong = QFontMetricsF(typeface(Size.BODY).font), typeface(Size.BODY, Weight.SEMIBOLD).metrics
        rows: list[list[tuple[MachineState, float]]] = []
        used = 0.0
        for state in _ORDER:
            if state not in self._totals:
                continue
            words = plain.horizontalAdvance(state_word(state)) + strong.horizontalAdvance(duration(self._totals[state]))
            width = _ICON + 8 + 8 + words + 28
            if not rows or used + width - 28 > room:
                rows.append([])
                used = 0.0
            rows[-1].append((state, width))
            used += width
        return rows

    def _paint_legend(self, painter: QPainter) -> None:
        theme = self._look.theme
        top = float(_STRIP + _TICKS)
        for row in self._legend(self.width()):
            left = 0.0
            for state, width in row:
                icon = QRectF(left, top + (_LEGEND_ROW - _ICON) / 2, _ICON, _ICON)
                self._ink.symbol(painter, state, icon)
                box = QRectF(left + _ICON + 8, top, width, _LEGEND_ROW)
                used = self._ink.write(painter, box, state_word(state), typeface(Size.BODY), theme.secondary)
                box.setLeft(box.left() + used + 8)
                face = typeface(Size.BODY, Weight.MEDIUM)
                self._ink.write(painter, box, duration(self._totals[state]), face, theme.primary)
                left += width
            top += _LEGEND_ROW

    def event(self, event: QEvent) -> bool:
        """Tell about the stay under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, at: QPointF) -> str:
        """Return what the stay at a point of the strip was; empty beside it."""
        start_us, end_us = self._day.window_us
        time_us = start_us + round(at.x() / max(self.width(), 1) * (end_us - start_us))
        if not 0 <= at.y() < _STRIP or time_us > self._day.now_us:
            return ""
        for interval in self._intervals:
            last_us = self._day.now_us if interval.end_us is None else interval.end_us
            if interval.start_us <= time_us < last_us:
                zone, now_us = self._look.zone, self._day.now_us
                span = f"{clock(interval.start_us, zone, now_us)}–{clock(last_us, zone, now_us)}"
                length = duration(last_us - interval.start_us)
                return f"{state_word(interval.verdict.state)}, {length}\n{span}\n{reason_words(interval.verdict)}"
        return ""


class Today(QWidget):
    """The day's strip under its heading."""

    def __init__(self, look: Look, ink: Ink, day: MachineDay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._day = day
        self._heading = Heading(look.theme)
        self.strip = DayStrip(look, ink, day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._heading)
        column.addWidget(self.strip)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        day.changed.connect(self.refresh)
        self.refresh()

    @property
    def note(self) -> str:
        """What the heading says at its right."""
        return self._heading.note.text

    def refresh(self) -> None:
        """Show the day as it is known now."""
        self.strip.show_day(self._day.intervals)
        self._heading.say(self.tr("Today"), self._note())

    def _note(self) -> str:
        state = self._day.state
        if state is DayState.ASKING:
            return self.tr("Asking the history…")
        if state is DayState.FAILED:
            return self.tr("The history cannot be read; trying again")
        if state is DayState.NO_HISTORY:
            return self.tr("No history")
        start_us, now_us = self._day.window_us[0], self._day.now_us
        share = coverage(totals(self._day.intervals, start_us, now_us), start_us, now_us)
        return self.tr("coverage %1").replace("%1", percent(share))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._heading.restyle(self._look.theme)
        self.strip.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.strip.setAccessibleName(self.tr("States of today"))
        self.refresh()
