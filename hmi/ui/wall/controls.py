"""The small controls around the tiles that no other page has."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QScrollBar, QSizePolicy, QWidget

from hmi.ui.controls import draw_focus_ring, draw_key_cap, key_cap_width
from hmi.ui.theme import Size, Theme, Weight, font, tokens
from hmi.ui.wall.ink import Ink, typeface

_RADIUS: int = tokens()["radius"]["control"]
_PAD = 6
_ROW = 28


def outlined(painter: QPainter, area: QRectF, radius: float, fill: QColor | None, line: QColor) -> None:
    """Paint a rounded box with a hairline edge on whole pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class ThinBar(QScrollBar):
    """A scroll bar that takes eight pixels and is nothing where there is nothing to scroll."""

    def __init__(self, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ink = ink

    def sizeHint(self) -> QSize:
        return QSize(8, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        reach = self.maximum() - self.minimum()
        if reach <= 0:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = max(self.height() * self.pageStep() / (reach + self.pageStep()), 24.0)
        top = (self.height() - height) * (self.value() - self.minimum()) / reach
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ink.theme.border)
        painter.drawRoundedRect(QRectF(1, top, 6, height), 3, 3)


class Flat(QAbstractButton):
    """A button without a box: what it is about, its present value, and the key that does the same.

    A ``flush`` one begins at its left edge and shows the pointer by its ink; others show it by a box.
    """

    def __init__(
        self, ink: Ink, *, key: str = "", arrow: bool = False, flush: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ink = ink
        self._about = ""
        self._key = key
        self._arrow = arrow
        self._pad = 0 if flush else _PAD
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def say(self, about: str, value: str = "") -> None:
        """Name the button."""
        if (about, value) == (self._about, self.text()):
            return
        self._about = about
        self.setText(value)
        self.setAccessibleName(f"{about}: {value}" if value else about)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 2.0 * self._pad + typeface(Size.BODY).metrics.horizontalAdvance(self._about)
        if self.text():
            width += 8 + typeface(Size.BODY, Weight.MEDIUM).metrics.horizontalAdvance(self.text())
        if self._key:
            width += 8 + key_cap_width(self._key)
        if self._arrow:
            width += 16
        return QSize(round(width) + 1, _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, _ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self._ink.theme, QRectF(self.rect())
        lit = self.underMouse() or self.isDown()
        if lit and self._pad:
            outlined(painter, area, _RADIUS, theme.raised, theme.hairline)
        middle = area.center().y()
        room = area.adjusted(self._pad, 0, -self._pad, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._key:
            room.setRight(room.right() - key_cap_width(self._key))
            draw_key_cap(painter, QPointF(room.right(), middle), self._key, theme.border, theme.secondary)
            room.setRight(room.right() - 8)
        if self._arrow:
            painter.setPen(QPen(theme.secondary, 1.5))
            tip = QPointF(room.left() + 2, middle)
            painter.drawPolyline(QPolygonF([tip + QPointF(4.5, -4.5), tip, tip + QPointF(4.5, 4.5)]))
            room.setLeft(room.left() + 20)
        about = theme.primary if lit and not self._pad else theme.secondary
        room.setLeft(room.left() + self._ink.write(painter, room, self._about, typeface(Size.BODY), about) + 8)
        self._ink.write(painter, room, self.text(), typeface(Size.BODY, Weight.MEDIUM), theme.primary)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, area, theme.focus_ring)


class SearchBox(QLineEdit):
    """Where the user types what to look for; says which key leads here, and clears itself on request."""

    def __init__(self, ink: Ink, parent: QWidget | None = None, *, key: str = "/") -> None:
        super().__init__(parent)
        self._ink = ink
        self._key = key
        self.setFrame(False)
        self.setFixedHeight(32)
        self.setFont(font(Size.BODY))
        self.setTextMargins(30, 0, 26, 0)
        self._clear = self.addAction(QIcon(), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self.textChanged.connect(self._typed)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme; the box itself is painted underneath the text."""
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(palette.ColorRole.Text, self._ink.theme.primary)
        palette.setColor(palette.ColorRole.PlaceholderText, self._ink.theme.secondary)
        self.setPalette(palette)
        self._clear.setIcon(QIcon(_cross(self._ink.theme, self.devicePixelRatioF())))

    def retranslate(self, hint: str, clear: str) -> None:
        """Say what the box is for."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._clear.setText(clear)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self._ink.theme, QRectF(self.rect())
        outlined(painter, area, _RADIUS, theme.raised, theme.border)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.secondary, 1.5))
        painter.drawEllipse(QPointF(15, 15), 5, 5)
        painter.drawLine(QPointF(18.8, 18.8), QPointF(22.5, 22.5))
        if self._key and not self.text():
            at = QPointF(area.right() - 9 - key_cap_width(self._key), area.center().y())
            draw_key_cap(painter, at, self._key, theme.border, theme.secondary)
        if self.hasFocus():
            draw_focus_ring(painter, area, theme.focus_ring)
        painter.end()
        super().paintEvent(event)

    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))


def _cross(theme: Theme, ratio: float) -> QPixmap:
    made = QPixmap(round(16 * ratio), round(16 * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.secondary, 1.5))
    painter.drawLine(QPointF(4, 4), QPointF(12, 12))
    painter.drawLine(QPointF(12, 4), QPointF(4, 12))
    painter.end()
    return made
