"""How the rows of the connections table are painted: two lines a cell, bars, hairlines, no colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from hmi.domain.link import SKEW_LIMIT_US
from hmi.domain.state import MachineState
from hmi.ui.controls.eliding import draw_elided
from hmi.ui.diagnostics.marks import draw_mode
from hmi.ui.diagnostics.model import LinkModel
from hmi.ui.diagnostics.rows import BufferBar, Column, Row, SkewBar
from hmi.ui.diagnostics.skew import skew_position
from hmi.ui.look import Look
from hmi.ui.symbols import draw_state
from hmi.ui.theme import Size, Theme, Weight, font

ROW_HEIGHT = 56
MISSING_HEIGHT = 20
INDENT = 52
"""Where the words of the first column begin, after the mark of the mode."""
BUFFER_BAR, SKEW_BAR = 88, 64
NUMBER = 56
"""The room for a number after a bar."""

_MARK = QRectF(24, 20, 16, 16)
_FIRST_TOP, _FIRST_HEIGHT = 10, 20
_SECOND_TOP, _SECOND_HEIGHT = 30, 16
_BAR_TOP, _BAR_HEIGHT = 16, 8
_TICK_TOP, _TICK_HEIGHT = 13, 14
_RIGHT = 12
_SELECTED = 4
_UNDER_WHY = (Column.LAG, Column.BUFFER)
"""Where a row that is down says why: its lag and buffer have no second line then."""


def row_height(row: Row) -> int:
    """Return a row's height in px, with a line for each machine that is missing."""
    return ROW_HEIGHT + MISSING_HEIGHT * len(row.missing) + (4 if row.missing else 0)


class LinkDelegate(QStyledItemDelegate):
    """Paints a cell, and its slice of what goes over several cells."""

    def __init__(self, look: Look, view: QTableView, ringed: Callable[[], bool]) -> None:
        super().__init__(view)
        self._look = look
        self._view = view
        self._ringed = ringed

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a row's height; the widths are the table's."""
        return QSize(0, row_height(cast("LinkModel", index.model()).shown(index.row())))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        theme = self._look.theme
        row = cast("LinkModel", index.model()).shown(index.row())
        column = Column(index.column())
        area = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        painter.fillRect(area, theme.raised if chosen else theme.surface)
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.hairline)
        self._paint_cell(painter, theme, row, column, area)
        self._paint_slices(painter, theme, row, column, area)
        if column is Column.MACHINES:
            draw_mode(painter, theme, row.mode, _MARK.translated(area.topLeft()))
            if chosen:
                painter.fillRect(QRectF(area.left(), area.top(), _SELECTED, area.height() - 1), theme.primary)
        if self._ringed() and self._view.currentIndex().row() == index.row():
            self._paint_ring(painter, theme, column, area)
        painter.restore()

    def _paint_cell(self, painter: QPainter, theme: Theme, row: Row, column: Column, area: QRectF) -> None:
        cell = row.cells[column]
        left = area.left() + (INDENT if column is Column.MACHINES else 0)
        room = area.right() - left - _RIGHT
        first = QRectF(left, area.top() + _FIRST_TOP, room, _FIRST_HEIGHT)
        if isinstance(cell.bar, BufferBar):
            _paint_buffer(painter, theme, cell.bar, left, area.top())
            first.setRect(left + BUFFER_BAR, first.top(), min(NUMBER, room - BUFFER_BAR), first.height())
        elif isinstance(cell.bar, SkewBar):
            _paint_skew(painter, theme, cell.bar, left, area.top())
            first.setRect(left + SKEW_BAR, first.top(), min(NUMBER, room - SKEW_BAR), first.height())
        weight = Weight.SEMIBOLD if cell.heavy else Weight.REGULAR
        ink = theme.tertiary if cell.quiet else theme.primary
        end = Qt.AlignmentFlag.AlignRight if cell.bar is not None else Qt.AlignmentFlag.AlignLeft
        _line(painter, first, cell.first, font(Size.BODY, weight), ink, end)
        if cell.second and not (row.why and column in _UNDER_WHY):
            second = QRectF(left, area.top() + _SECOND_TOP, room, _SECOND_HEIGHT)
            weight = Weight.SEMIBOLD if cell.heavy_second else Weight.REGULAR
            ink = theme.primary if cell.heavy_second else theme.tertiary
            _line(painter, second, cell.second, font(Size.CAPTION, weight), ink)

    def _paint_slices(self, painter: QPainter, theme: Theme, row: Row, column: Column, area: QRectF) -> None:
        """Paint this cell's part of the lines that go over several cells; the clip cuts the rest off."""
        if row.why and column in _UNDER_WHY:
            left = self._view.columnViewportPosition(_UNDER_WHY[0])
            right = self._view.columnViewportPosition(_UNDER_WHY[-1]) + self._view.columnWidth(_UNDER_WHY[-1])
            line = QRectF(left, area.top() + _SECOND_TOP, right - left - _RIGHT, _SECOND_HEIGHT)
            _line(painter, line, row.why, font(Size.CAPTION, Weight.SEMIBOLD), theme.primary)
        left = self._view.columnViewportPosition(Column.MACHINES) + INDENT
        right = max(self._view.viewport().width(), left)
        for number, text in enumerate(row.missing):
            top = area.top() + ROW_HEIGHT - 4 + number * MISSING_HEIGHT
            draw_state(painter, theme, MachineState.OFFLINE, QRectF(left, top + 2, 12, 12))
            line = QRectF(left + 20, top, right - left - 20 - _RIGHT, _SECOND_HEIGHT)
            _line(painter, line, text, font(Size.CAPTION, Weight.SEMIBOLD), theme.primary)

    @staticmethod
    def _paint_ring(painter: QPainter, theme: Theme, column: Column, area: QRectF) -> None:
        """Paint this cell's part of the ring around the row that has the keyboard."""
        ring = theme.focus_ring
        painter.fillRect(QRectF(area.left(), area.top(), area.width(), 2), ring)
        painter.fillRect(QRectF(area.left(), area.bottom() - 3, area.width(), 2), ring)
        if column is Column.MACHINES:
            painter.fillRect(QRectF(area.left(), area.top(), 2, area.height() - 1), ring)
        if column is Column.SECURITY:
            painter.fillRect(QRectF(area.right() - 2, area.top(), 2, area.height() - 1), ring)


def _line(
    painter: QPainter,
    area: QRectF,
    text: str,
    chosen: QFont,
    ink: QColor,
    end: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    draw_elided(painter, area, text, chosen, ink, Qt.AlignmentFlag.AlignVCenter | end | Qt.TextFlag.TextDontClip)


def _paint_buffer(painter: QPainter, theme: Theme, bar: BufferBar, left: float, top: float) -> None:
    """Paint what the agent filled in grey, over it in ink what nobody has read, and where that becomes urgent."""
    colours = theme.bar
    box = QRectF(left, top + _BAR_TOP, BUFFER_BAR, _BAR_HEIGHT)
    painter.fillRect(box, colours.track)
    painter.fillRect(QRectF(box.left(), box.top(), _extent(bar.fill), _BAR_HEIGHT), colours.normalBand)
    ink = colours.pointer if bar.urgent else colours.fill
    painter.fillRect(QRectF(box.left(), box.top(), _extent(bar.unread), _BAR_HEIGHT), ink)
    painter.fillRect(QRectF(left + BUFFER_BAR * bar.limit - 1, top + _TICK_TOP, 2, _TICK_HEIGHT), colours.target)


def _extent(share: float) -> float:
    """At least a pixel for what is not nothing."""
    return max(share * BUFFER_BAR, 1.0) if share > 0 else 0.0


def _paint_skew(painter: QPainter, theme: Theme, bar: SkewBar, left: float, top: float) -> None:
    colours = theme.bar
    painter.fillRect(QRectF(left, top + _BAR_TOP, SKEW_BAR, _BAR_HEIGHT), colours.track)
    slow, fast = skew_position(-SKEW_LIMIT_US) * SKEW_BAR, skew_position(SKEW_LIMIT_US) * SKEW_BAR
    painter.fillRect(QRectF(left + slow, top + _BAR_TOP, fast - slow, _BAR_HEIGHT), colours.normalBand)
    x = left + bar.position * (SKEW_BAR - 4)
    painter.fillRect(QRectF(x, top + _TICK_TOP, 4, _TICK_HEIGHT), colours.pointer)
