"""The flat controls that every page shares: text buttons, segments, key caps, hairlines, lines that elide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QRadioButton, QSizePolicy, QToolTip, QWidget

from hmi.ui.theme import Size, Theme, Weight, font, tokens

BUTTON_HEIGHT: int = tokens()["size"]["button"]
BUTTON_HEIGHT_TOUCH: int = tokens()["size"]["buttonTouch"]

_RADIUS: int = tokens()["radius"]["control"]
_CAP_RADIUS: int = tokens()["radius"]["chip"]
_CAP_HEIGHT = 18
_CAP_PADDING = 5
_PADDING = 16
_GAP = 8
_LETTERS = 48
"""What a button's text may shrink to before the layout has to give way, in px; the rest is elided."""
_SHORTCUT_KEYS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def _words() -> QFont:
    return font(Size.BODY, Weight.MEDIUM)


def _key() -> QFont:
    return font(Size.CAPTION, Weight.MEDIUM)


def key_cap_width(text: str) -> int:
    """Return the width of a key cap in px; 0 for no key."""
    return max(QFontMetrics(_key()).horizontalAdvance(text) + 2 * _CAP_PADDING, _CAP_HEIGHT) if text else 0


def draw_key_cap(painter: QPainter, left_middle: QPointF, text: str, border: QColor, ink: QColor) -> None:
    """Draw a key's name in its outline, beginning at the middle of the left edge."""
    box = QRectF(left_middle.x(), left_middle.y() - _CAP_HEIGHT / 2, key_cap_width(text), _CAP_HEIGHT)
    painter.setPen(QPen(border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _CAP_RADIUS, _CAP_RADIUS)
    painter.setFont(_key())
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def draw_focus_ring(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Draw the ring that says where the keyboard is, just inside an area."""
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)


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

    def set_key(self, key: str) -> None:
        """Show another key, or none."""
        if key != self._key:
            self._key = key
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        return QSize(2 * _PADDING + self._text_width() + self._cap_room(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        letters = min(self._text_width(), _LETTERS)
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
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            QToolTip.showText(event.globalPos(), self.text() if self._text_width() > self._text_room() else "", self)
            return True
        return super().event(event)

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
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if self.hasFocus():
            inset = 2 if filled else 0  # on the dark fill the ring stands inside, or nobody would see it
            draw_focus_ring(painter, area.adjusted(inset, inset, -inset, -inset), ink if filled else theme.focus_ring)
        self._paint_words(painter, ink, ink if filled else border)

    def _paint_words(self, painter: QPainter, ink: QColor, cap_border: QColor) -> None:
        width = min(self._text_width(), self._text_room())
        left = (self.width() - width - self._cap_room()) / 2
        words = QFontMetrics(_words()).elidedText(self.text(), Qt.TextElideMode.ElideRight, width)
        painter.setFont(_words())
        painter.setPen(ink)
        painter.drawText(QRectF(left, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
        if self._key:
            draw_key_cap(painter, QPointF(left + width + _GAP, self.height() / 2), self._key, cap_border, ink)

    def _text_width(self) -> int:
        return QFontMetrics(_words()).horizontalAdvance(self.text()) + 1  # the advance is rounded, perhaps down

    def _text_room(self) -> int:
        return max(self.width() - 2 * _PADDING - self._cap_room(), 0)

    def _cap_room(self) -> int:
        return _GAP + key_cap_width(self._key) if self._key else 0


class _Segment(QRadioButton):
    """One choice of a segmented control: a radio button by nature, a piece of a bar by look."""

    def __init__(self, theme: Theme, text: str, height: int, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.theme = theme
        self.first = self.last = False
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is elided."""
        return QSize(QFontMetrics(_words()).horizontalAdvance(self.text()) + 1 + 2 * 12, self._height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which a few letters are left."""
        return QSize(min(self.sizeHint().width(), _LETTERS), self._height)

    def hitButton(self, _at: object) -> bool:
        """The whole piece answers, not only where a radio button would have its circle."""
        return True

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            QToolTip.showText(event.globalPos(), self.text() if self.width() < self.sizeHint().width() else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the piece: rounded only where it is an end of the bar."""
        theme, colours = self.theme, self.theme.action
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # A middle piece draws its rounded ends outside itself, so that only straight edges are left in view.
        shape = QRectF(self.rect()).adjusted(
            0.5 if self.first else -2 * _RADIUS, 0.5, -0.5 if self.last else 2 * _RADIUS, -0.5
        )
        fill = colours.primaryFill if self.isChecked() else theme.bar.track if self._lit() else colours.fill
        painter.setPen(QPen(colours.border if self.isEnabled() else theme.hairline, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(shape, _RADIUS, _RADIUS)
        if not self.last:
            painter.fillRect(QRectF(self.width() - 1, 1, 1, self.height() - 2), theme.hairline)
        ink = colours.primaryText if self.isChecked() else colours.text if self.isEnabled() else theme.tertiary
        if self.hasFocus():
            area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            draw_focus_ring(painter, area, colours.primaryText if self.isChecked() else theme.focus_ring)
        painter.setFont(_words())
        painter.setPen(ink)
        words = QFontMetrics(_words()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 8)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)

    def _lit(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())


class Segments(QWidget):
    """A bar of choices of which one holds; Tab reaches the one that holds, the arrow keys move it.

    ``chosen`` carries the index that the user chose; :meth:`choose` is silent.
    """

    chosen = Signal(int)

    def __init__(
        self, theme: Theme, texts: Sequence[str], *, height: int = BUTTON_HEIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._pieces = [_Segment(theme, text, height, self) for text in texts]
        for index, piece in enumerate(self._pieces):
            piece.first, piece.last = index == 0, index == len(self._pieces) - 1
            self._group.addButton(piece, index)
            row.addWidget(piece)
        if self._pieces:
            self._pieces[0].setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self.chosen)

    @property
    def index(self) -> int:
        """The choice that holds; -1 where there is none."""
        return self._group.checkedId()

    def choose(self, index: int) -> None:
        """Make a choice hold without telling anybody; -1 makes none hold."""
        if index >= 0:
            self._pieces[index].setChecked(True)
        elif (held := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            held.setChecked(False)
            self._group.setExclusive(True)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Say the same choices in other words."""
        for piece, text in zip(self._pieces, texts, strict=True):
            piece.setText(text)
            piece.updateGeometry()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for piece in self._pieces:
            piece.theme = theme
            piece.update()


class KeyCap(QWidget):
    """The name of a key in its outline."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another key."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Return the cap's size."""
        return QSize(key_cap_width(self._text), _CAP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(0, self.height() / 2)
        draw_key_cap(painter, middle, self._text, self._theme.border, self._theme.secondary)


class Hairline(QWidget):
    """One device independent pixel between two sections."""

    def __init__(self, theme: Theme, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), self._theme.hairline)


def hairline(theme: Theme, *, vertical: bool = False) -> Hairline:
    """Return a line between two sections of a layout."""
    return Hairline(theme, vertical=vertical)


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
        return QSize(min(self.sizeHint().width(), _LETTERS), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Tell the whole text where it is elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and not self.toolTip():
            QToolTip.showText(event.globalPos(), self._text if self.width() < self.sizeHint().width() else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text."""
        painter = QPainter(self)
        painter.setFont(self._font)
        ink: QColor = getattr(self._theme, self._tone)
        painter.setPen(ink)
        words = QFontMetrics(self._font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, words)
