"""The table's header: flat titles that sort by click or by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from hmi.ui.controls.eliding import draw_elided
from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.diagnostics.delegate import INDENT
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font

HEADER_HEIGHT = 36
_ARROW = 14
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def title_width(title: str) -> int:
    """Return the width that a title needs in px, with the arrow that it gets when the table is sorted by it."""
    return QFontMetrics(font(Size.CAPTION, Weight.SEMIBOLD)).horizontalAdvance(title) + _ARROW


class SortHeader(QHeaderView):
    """Titles in small print; Tab reaches them, the arrow keys walk, Space or Return sorts by the one that is ringed.

    The third time a column is chosen, the table goes back to its own order.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._at = 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorClearable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setFixedHeight(HEADER_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return the header's height."""
        return QSize(0, HEADER_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk along the titles, or sort by one."""
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._at = min(max(self._at + _KEYS[key], 0), self.count() - 1)
            self.viewport().update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._sort_by(self._at)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has gone."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        """Paint one title."""
        theme = self._look.theme
        area = QRectF(rect)
        painter.fillRect(area, theme.canvas)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.hairline)
        sorted_by = self.sortIndicatorSection() == logicalIndex
        chosen = font(Size.CAPTION, Weight.SEMIBOLD if sorted_by else Weight.REGULAR)
        left = area.left() + (INDENT if logicalIndex == 0 else 0)
        room = area.right() - left - (_ARROW if sorted_by else 2)
        title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        line = QRectF(left, area.top() + 2, room, area.height() - 2)
        words = draw_elided(painter, line, title, chosen, theme.primary if sorted_by else theme.secondary)
        if sorted_by:
            self._paint_arrow(painter, left + QFontMetrics(chosen).horizontalAdvance(words) + 5, line.center().y())
        if self.hasFocus() and logicalIndex == self._at:
            ring = QRectF(left - 8, area.top() + 4, min(title_width(title) + 10, area.right() - left + 6), 28)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, ring, theme.focus_ring)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_arrow(self, painter: QPainter, x: float, y: float) -> None:
        up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        tip = -2.5 if up else 2.5
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.primary)
        painter.drawPolygon(QPolygonF([QPointF(x, y - tip), QPointF(x + 8, y - tip), QPointF(x + 4, y + tip)]))
        painter.restore()

    def _sort_by(self, section: int) -> None:
        """Do what a click does: ascending, descending, back to the table's own order."""
        if self.sortIndicatorSection() != section:
            self.setSortIndicator(section, Qt.SortOrder.AscendingOrder)
        elif self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder:
            self.setSortIndicator(section, Qt.SortOrder.DescendingOrder)
        else:
            self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
