"""A line across the window that says what is wrong with the program itself, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font, tokens

_MARGIN = tokens()["space"]["page"]


class Notice(QWidget):
    """Hidden while there is nothing to say; grows with its text, which is never cut."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.restyled.connect(self.update)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one hides the line."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the whole text needs."""
        metrics = QFontMetrics(font(Size.BODY, Weight.SEMIBOLD))
        box = metrics.boundingRect(0, 0, width - 2 * _MARGIN, 10_000, Qt.TextFlag.TextWordWrap, self._text)
        return max(int(tokens()["size"]["banner"]), box.height() + 24)

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(self.width(), self.heightForWidth(max(self.width(), 320)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ink on paper turned round: this is about the program, so it takes no alert's colour."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.action.primaryFill)
        painter.setFont(font(Size.BODY, Weight.SEMIBOLD))
        painter.setPen(theme.action.primaryText)
        area = QRectF(self.rect()).adjusted(_MARGIN, 0, -_MARGIN, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self._text)
