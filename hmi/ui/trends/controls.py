"""The line above a trend: its title, what the picture is, how much time it shows, whether it follows the present."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.controls.segments import Segments
from hmi.ui.theme import Size, Theme, Weight

MINUTE_US = 60_000_000
RANGES_US = (15 * MINUTE_US, 60 * MINUTE_US, 120 * MINUTE_US, 480 * MINUTE_US, 1440 * MINUTE_US)
_LIVE, _PAUSE = 0, 1


class TrendControls(QWidget):
    """``lengthWanted`` carries microseconds; ``runningWanted`` whether to follow the present."""

    lengthWanted = Signal(object)
    runningWanted = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._title = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self._caption = Line(theme, size=Size.CAPTION, tone="tertiary")
        self.ranges = Segments(theme, [""] * len(RANGES_US))
        self.running = Segments(theme, ["", ""])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._title)
        row.addWidget(self._caption, 1)
        row.addWidget(self.ranges)
        row.addWidget(self.running)
        self.ranges.chosen.connect(lambda index: self.lengthWanted.emit(RANGES_US[index]))
        self.running.chosen.connect(lambda index: self.runningWanted.emit(index == _LIVE))
        self.retranslate()

    @property
    def caption(self) -> str:
        """What stands beside the title."""
        return self._caption.text

    @caption.setter
    def caption(self, words: str) -> None:
        self._caption.set_text(words)

    def show_choice(self, length_us: int, *, live: bool) -> None:
        """Mark what holds, silently; a length of which there is no button marks none."""
        with QSignalBlocker(self.ranges), QSignalBlocker(self.running):
            self.ranges.choose(RANGES_US.index(length_us) if length_us in RANGES_US else -1)
            self.running.choose(_LIVE if live else _PAUSE)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for line in (self._title, self._caption):
            line.restyle(theme)
        for segments in (self.ranges, self.running):
            segments.restyle(theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._title.set_text(self.tr("Trend"))
        self.ranges.set_texts([self.tr("15 min"), self.tr("1 h"), self.tr("2 h"), self.tr("8 h"), self.tr("Day")])
        self.ranges.setAccessibleName(self.tr("How much time the trend shows"))
        self.running.set_texts([self.tr("Live"), self.tr("Pause")])
        self.running.setAccessibleName(self.tr("Whether the trend follows the present"))
