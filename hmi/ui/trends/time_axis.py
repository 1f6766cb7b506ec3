"""The time axis of a chart, in the plant's local time.

Imports pyqtgraph, so it is imported late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pyqtgraph as pg
from PySide6.QtCore import QDate, QLocale

from hmi.ui.figures import clock
from hmi.ui.theme import Size, font
from hmi.ui.time_ticks import TimeTicks, time_ticks

_SECOND, _MINUTE, _DAY = 1_000_000, 60_000_000, 86_400_000_000
_PX_PER_MARK = 96


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph 0.14 has no types
    """Its range is in seconds after ``t0_us``, because doubles tell microseconds apart only near zero."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._t0_us = 0
        self._now_us = 0
        self._shown: object = None
        self.ticks = TimeTicks([], _MINUTE)
        super().__init__("bottom", maxTickLength=0)
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickFont=font(Size.CAPTION),
            tickTextOffset=4,
            autoExpandTextSpace=False,
            textFillLimits=[(0, 1.0)],
            maxTextLevel=0,
        )

    def show_window(self, start_us: int, end_us: int, now_us: int, width: float) -> None:
        """Cover a window of time."""
        shown = (start_us, end_us, now_us // _MINUTE, width)
        if shown == self._shown:
            return
        self._shown = shown
        self._t0_us, self._now_us = start_us, now_us
        self.ticks = time_ticks(start_us, end_us, self._zone, max(int(width // _PX_PER_MARK), 2))
        self.setRange(0.0, (end_us - start_us) / _SECOND)
        self.refresh()

    def refresh(self) -> None:
        """Write the axis anew, in the present colours and language."""
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        """Return the marks of the window that is shown."""
        return [(self.ticks.step_us / _SECOND, [(t - self._t0_us) / _SECOND for t in self.ticks.times_us])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the plant's local time of each mark; midnight says the day that begins."""
        return [self._words(self._t0_us + round(value * _SECOND)) for value in values]

    def _words(self, time_us: int) -> str:
        moment = datetime.fromtimestamp(time_us / _SECOND, self._zone)
        if self.ticks.step_us >= _DAY or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
            day = "dd/MM" if QLocale().language() == QLocale.Language.Portuguese else "d MMM"
            return QLocale().toString(QDate(moment.year, moment.month, moment.day), day)
        first = self.ticks.times_us and time_us == self.ticks.times_us[0]
        if first and datetime.fromtimestamp(self._now_us / _SECOND, self._zone).date() != moment.date():
            return clock(time_us, self._zone, self._now_us)
        return moment.strftime("%H:%M:%S" if self.ticks.step_us < _MINUTE else "%H:%M")
