"""What stands where the tiles would be when there are none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hmi.ui.controls.line import Line
from hmi.ui.ink import Ink
from hmi.ui.wall.flat import Flat


class Nothing(QWidget):
    """Says why there is nothing, and offers the way out where there is one."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self.words = Line(ink.theme)
        self.words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clear = Flat(ink)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self.words, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, words: str, clear: str) -> None:
        """Show why, and name the way out; an empty name is no way out."""
        self.words.set_text(words)
        self.clear.say(clear)
        self.clear.setVisible(bool(clear))
