"""The heading of a section: what it is on the left, how much of it on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hmi.ui.controls.hairline import Hairline
from hmi.ui.controls.line import Line
from hmi.ui.theme import Size, Theme, Weight


class Heading(QWidget):
    """A title with a note at its right, over a hairline where wanted; the note gives way first."""

    def __init__(self, theme: Theme, *, line: bool = False) -> None:
        super().__init__()
        self.title = Line(theme, size=Size.TITLE, weight=Weight.SEMIBOLD)
        self.note = Line(theme, size=Size.CAPTION, tone="tertiary")
        self.title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._line = Hairline(theme)
        self._line.setVisible(line)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 6 if line else 0)
        row.setSpacing(0)
        row.addWidget(self.title)
        row.addSpacing(12)
        row.addStretch(1)
        row.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._line)

    def say(self, title: str, note: str = "") -> None:
        """Name the section."""
        self.title.set_text(title)
        self.note.set_text(note)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.title, self.note, self._line):
            part.restyle(theme)
