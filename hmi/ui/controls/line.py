"""One line of text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmi.ui.controls.eliding import draw_elided, tell_whole
from hmi.ui.controls.measures import LETTERS
from hmi.ui.theme import Size, Theme, Weight, font

Tone = Literal["primary", "secondary", "tertiary"]


class Line(QWidget):
    """One line of text that elides at its end, and then tells the whole as its tool tip; equal text costs nothing."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: int = Size.BODY,
        weight: Weight = Weight.REGULAR,
        tone: Tone = "primary",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = font(size, weight)
        self._tone = tone
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        metrics = QFontMetrics(self._font)
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        return QSize(min(self.sizeHint().width(), LETTERS), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided."""
        return tell_whole(self, event, self._elided) or super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text."""
        ink: QColor = getattr(self._theme, self._tone)
        draw_elided(QPainter(self), QRectF(self.rect()), self._text, self._font, ink)

    def _elided(self) -> str:
        return self._text if self.width() < self.sizeHint().width() else ""
