"""A button without a box, for the wall's margins."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hmi.ui.controls.measures import RADIUS
from hmi.ui.controls.outlines import draw_focus_ring, draw_key_cap, key_cap_width, outlined
from hmi.ui.ink import Ink, typeface
from hmi.ui.theme import Size, Weight

_PAD = 6
_ROW = 28


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
            outlined(painter, area, RADIUS, theme.raised, theme.hairline)
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
