"""The line above a trend: its title, what the picture is, how much time it shows, whether it follows the present."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.controls.segments import Segments
from hmi.ui.theme import Size, Theme, Weight
from hmi.ui.trends.ranges import RANGES_US, length_words

_LIVE, _PAUSE = 0, 1
_GAP = 12


class TrendControls(QWidget):
    """``lengthWanted`` carries microseconds; ``runningWanted`` whether to follow the present.

    ``ranges_us`` are the lengths that have a button.
    """

    lengthWanted = Signal(object)
    runningWanted = Signal(bool)

    def __init__(self, theme: Theme, ranges_us: tuple[int, ...] = RANGES_US) -> None:
        super().__init__()
        self._ranges_us = ranges_us
        self._name = ""
        self._title = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self._caption = Line(theme, size=Size.CAPTION, tone="tertiary")
        self._caption.setMinimumWidth(1)  # it gives way before any control does, so it asks for nothing
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.ranges = Segments(theme, [length_words(length_us) for length_us in ranges_us])
        self.running = Segments(theme, ["", ""])
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._title)
        row.addWidget(self._caption, 100)
        row.addStretch(1)  # stands where the caption is gone
        row.addWidget(self.ranges)
        row.addWidget(self.running)
        self.ranges.chosen.connect(lambda index: self.lengthWanted.emit(ranges_us[index]))
        self.running.chosen.connect(lambda index: self.runningWanted.emit(index == _LIVE))
        self.retranslate()

    @property
    def caption(self) -> str:
        """What stands beside the title."""
        return self._caption.text

    @caption.setter
    def caption(self, words: str) -> None:
        self._caption.set_text(words)

    @property
    def title(self) -> str:
        """What is shown, in the words of whoever named it; empty where nobody did."""
        return self._name

    @title.setter
    def title(self, name: str) -> None:
        self._name = name
        self._title.set_text(name or self.tr("Trend"))

    def add(self, widget: QWidget, *, before_running: bool = False) -> None:
        """Hold another control, at the end or left of Live and Pause."""
        self._row.insertWidget(self._row.indexOf(self.running) if before_running else -1, widget)
        self._make_room()

    def show_choice(self, length_us: int, *, live: bool) -> None:
        """Mark what holds, silently; a length of which there is no button marks none."""
        with QSignalBlocker(self.ranges), QSignalBlocker(self.running):
            self.ranges.choose(self._ranges_us.index(length_us) if length_us in self._ranges_us else -1)
            self.running.choose(_LIVE if live else _PAUSE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another width."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is little room title and caption go, then some of the space, before any control is elided."""
        row = self._row
        parts = [item.widget() for at in range(row.count()) if (item := row.itemAt(at)) is not None]
        controls = [part for part in parts if part is not None and part not in (self._title, self._caption)]
        needed = sum(part.sizeHint().width() + _GAP for part in controls)
        roomy = needed + self._title.minimumSizeHint().width() + _GAP <= self.width()
        self._title.setVisible(roomy)
        self._caption.setVisible(roomy)
        row.setSpacing(_GAP if needed <= self.width() else _GAP // 2)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for line in (self._title, self._caption):
            line.restyle(theme)
        for segments in (self.ranges, self.running):
            segments.restyle(theme)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._title.set_text(self._name or self.tr("Trend"))
        self.ranges.setAccessibleName(self.tr("How much time the trend shows"))
        self.running.set_texts([self.tr("Live"), self.tr("Pause")])
        self.running.setAccessibleName(self.tr("Whether the trend follows the present"))
        self._make_room()
