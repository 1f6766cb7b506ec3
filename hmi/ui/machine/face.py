"""The two pieces of the head that are drawn by hand: words that can be pressed, the state with its symbol."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hmi.domain.state import MachineState
from hmi.ui.controls.line import Tone
from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.look import Look
from hmi.ui.symbols import draw_state
from hmi.ui.theme import Size, Weight, font
from hmi.ui.words import state_word

_ICON = 36


class WordButton(QAbstractButton):
    """Words that can be pressed; the machine's name has a mark that it opens a list."""

    def __init__(self, look: Look, size: int, weight: Weight, tone: Tone, *, opens: bool = False) -> None:
        super().__init__()
        self._look = look
        self._font = font(size, weight)
        self._tone = tone
        self._opens = opens
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        metrics = QFontMetricsF(self._font)
        mark = 28 if self._opens else 0
        return QSize(round(metrics.horizontalAdvance(self.text())) + 3 + mark, round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        """Return the size at which some letters are left."""
        return QSize(min(self.sizeHint().width(), 96), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint words, mark, ring."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.setPen(theme.primary if self.underMouse() else getattr(theme, self._tone))
        metrics = QFontMetricsF(self._font)
        mark = 28 if self._opens else 0
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 1 - mark)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        if self._opens:
            painter.setPen(QPen(theme.secondary, 2))
            x, y = metrics.horizontalAdvance(words) + 12, self.height() / 2 + 3
            painter.drawPolyline(QPolygonF([QPointF(x, y), QPointF(x + 5, y + 5), QPointF(x + 10, y)]))
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), theme.focus_ring)


class StateFace(QWidget):
    """The state's symbol and word with the time in it; semibold unless the machine runs."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._state = MachineState.UNKNOWN
        self._time = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, state: MachineState, time: str) -> None:
        """Show a state."""
        if (state, time) == (self._state, self._time) and self.accessibleName():
            return
        self._state, self._time = state, time
        self.setAccessibleName(f"{state_word(state)} {time}".strip())
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Say the state in the present language."""
        self.setAccessibleName(f"{state_word(self._state)} {self._time}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        word, time = QFontMetricsF(self._word_font), QFontMetricsF(font(Size.DISPLAY))
        width = _ICON + 16 + word.horizontalAdvance(state_word(self._state)) + 20 + time.horizontalAdvance(self._time)
        return QSize(round(width) + 2, 52)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the symbol and some letters."""
        return QSize(_ICON + 16 + 120, 52)

    @property
    def _word_font(self) -> QFont:
        calm = self._state is MachineState.RUNNING
        return font(Size.DISPLAY, Weight.MEDIUM if calm else Weight.SEMIBOLD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint symbol, word, time."""
        theme = self._look.theme
        painter = QPainter(self)
        draw_state(painter, theme, self._state, QRectF(0, (self.height() - _ICON) / 2, _ICON, _ICON))
        room = QRectF(self.rect()).adjusted(_ICON + 16, 0, 0, 0)
        metrics = QFontMetricsF(self._word_font)
        word = metrics.elidedText(state_word(self._state), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(self._word_font)
        painter.setPen(theme.primary)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, word)
        rest = room.adjusted(metrics.horizontalAdvance(word) + 20, 0, 0, 0)
        painter.setFont(font(Size.DISPLAY))
        time = QFontMetricsF(painter.font()).elidedText(self._time, Qt.TextElideMode.ElideRight, max(rest.width(), 0))
        painter.setPen(theme.secondary)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, time)
