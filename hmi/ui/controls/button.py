"""A button of words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from hmi.ui.controls.eliding import draw_elided, tell_whole
from hmi.ui.controls.measures import BUTTON_HEIGHT, LETTERS, RADIUS
from hmi.ui.controls.outlines import draw_focus_ring, draw_key_cap, key_cap_width
from hmi.ui.theme import Size, Theme, Weight, font

_PADDING = 16
_GAP = 8
_SHORTCUT_KEYS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def _words() -> QFont:
    return font(Size.BODY, Weight.MEDIUM)


class TextButton(QPushButton):
    """A push button of words; ``primary`` is the one that the page hopes for, ``key`` the key that does the same.

    The key is only shown; the page owns its shortcut. Text that does not fit is elided, and told whole by the tool tip
    where there is no other. Return and Enter press the button as Space does.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        primary: bool = False,
        key: str = "",
        height: int = BUTTON_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._primary = primary
        self._key = key
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        return QSize(2 * _PADDING + self._text_width() + self._cap_room(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        letters = min(self._text_width(), LETTERS)
        return QSize(2 * _PADDING + letters + self._cap_room(), self._height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button on Return and Enter too."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _SHORTCUT_KEYS
        if not enter:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided."""
        return tell_whole(self, event, self._elided) or super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint fill and outline, words, key, focus ring."""
        theme, colours = self._theme, self._theme.action
        filled = self._primary and self.isEnabled()
        if filled:
            fill, ink, border = colours.primaryFill, colours.primaryText, colours.primaryFill
        elif self.isEnabled():
            fill, ink, border = colours.fill, colours.text, colours.border
        else:
            fill, ink, border = theme.surface, theme.tertiary, theme.hairline
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            fill = theme.secondary if filled else theme.hairline if self.isDown() else theme.bar.track
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.setPen(QPen(border, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self.hasFocus():
            inset = 2 if filled else 0  # on the dark fill the ring stands inside, or nobody would see it
            draw_focus_ring(painter, area.adjusted(inset, inset, -inset, -inset), ink if filled else theme.focus_ring)
        self._paint_words(painter, ink, ink if filled else border)

    def _paint_words(self, painter: QPainter, ink: QColor, cap_border: QColor) -> None:
        width = min(self._text_width(), self._text_room())
        left = (self.width() - width - self._cap_room()) / 2
        draw_elided(painter, QRectF(left, 0, width, self.height()), self.text(), _words(), ink)
        if self._key:
            draw_key_cap(painter, QPointF(left + width + _GAP, self.height() / 2), self._key, cap_border, ink)

    def _elided(self) -> str:
        return self.text() if self._text_width() > self._text_room() else ""

    def _text_width(self) -> int:
        return QFontMetrics(_words()).horizontalAdvance(self.text()) + 1  # the advance is rounded, perhaps down

    def _text_room(self) -> int:
        return max(self.width() - 2 * _PADDING - self._cap_room(), 0)

    def _cap_room(self) -> int:
        return _GAP + key_cap_width(self._key) if self._key else 0
