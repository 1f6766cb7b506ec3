"""The three columns of the machine page, which give way gracefully where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from hmi.ui.controls.hairline import Hairline
from hmi.ui.theme import Theme

_LEFT, _RIGHT, _WIDTH = 404, 456, 1920
_LEFT_LEAST, _RIGHT_LEAST = 296, 336


class Columns(QWidget):
    """The outer two keep their share of the width up to that of the design; all the rest is the middle one's.

    ``leftChanged`` carries the width of the left column, for what shall stand in line with it.
    """

    leftChanged = Signal(int)

    def __init__(self, theme: Theme, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__()
        self._left, self._right = left, right
        self._lines = (Hairline(theme, vertical=True), Hairline(theme, vertical=True))
        row = QHBoxLayout(self)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(self._lines[0])
        row.addWidget(middle, 1)
        row.addWidget(self._lines[1])
        row.addWidget(right)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for line in self._lines:
            line.restyle(theme)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which both outer columns are at their narrowest."""
        least = super().minimumSizeHint()
        spare = max(self._left.width() - _LEFT_LEAST, 0) + max(self._right.width() - _RIGHT_LEAST, 0)
        return QSize(least.width() - spare, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width."""
        super().resizeEvent(event)
        left = min(max(round(self.width() * _LEFT / _WIDTH), _LEFT_LEAST), _LEFT)
        right = min(max(round(self.width() * _RIGHT / _WIDTH), _RIGHT_LEAST), _RIGHT)
        self._left.setFixedWidth(left)
        self._right.setFixedWidth(right)
        self.leftChanged.emit(left)
