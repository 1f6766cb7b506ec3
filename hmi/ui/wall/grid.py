"""The tiles in their grid: a list view with a keyboard of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from hmi.ui.controls.thin_bar import ThinBar
from hmi.ui.ink import Ink
from hmi.ui.wall.model import VALUES_ROLE, WallModel
from hmi.ui.wall.plan import TileSize, plan
from hmi.ui.wall.tile import TilePainter

_Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction

HOLD_AFTER_KEY_US: Final = 2_000_000
HOLD_AFTER_MOUSE_US: Final = 30_000_000
"""A mouse that was left lying on the wall must not keep the worst machine down for ever."""
_LEFT: Final = 12
_MOVES: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)


class TileDelegate(QStyledItemDelegate):
    """Paints the tiles that the region of a paint event touches."""

    def __init__(self, model: WallModel, ink: Ink, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._ink = ink
        self.tiles = TilePainter(ink, plan(TileSize.MEDIUM))
        self.region = QRegion()
        self.keyboard = False
        """Whether the tiles are being walked through with the keyboard, so that the ring must be seen."""
        self.painted = 0
        """How many tiles have been painted; for measuring."""

    def resize(self, size: TileSize) -> None:
        """Paint tiles of another size."""
        labels = self.tiles.labels
        self.tiles = TilePainter(self._ink, plan(size))
        self.tiles.labels = labels

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return self.tiles.plan.place

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place: QRect = option.rect
        # the view asks for every tile in the rectangle around the region, though most of them are clean
        part = self.region.intersected(place).boundingRect()
        if part.isEmpty():
            return
        self.painted += 1
        state: QStyle.StateFlag = option.state
        row = index.row()
        half = (self.tiles.plan.place - self.tiles.plan.size) / 2
        painter.save()
        painter.setClipRect(part)
        painter.translate(place.topLeft() + QPoint(half.width(), half.height()))
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self.tiles.paint(painter, self._model.face(row), *self._model.ribbon(row), hovered=hovered)
        if state & QStyle.StateFlag.State_Selected:
            self.tiles.ring(painter, focused=self.keyboard and bool(state & QStyle.StateFlag.State_HasFocus))
        painter.restore()


class Grid(QListView):
    """A grid of tiles; ``chosen`` tells which machine to open.

    One click opens, so that a finger or a glove is enough; the arrow keys move without opening, Enter opens. Keys that
    are not its own go to the page.
    """

    chosen = Signal(str)

    def __init__(self, model: WallModel, ink: Ink, clock: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.machines = model
        self._clock = clock
        self._key_us: int | None = None
        self._mouse_us: int | None = None
        self.tiles = TileDelegate(model, ink, self)
        self.setItemDelegate(self.tiles)
        self.setVerticalScrollBar(ThinBar(ink, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(1000)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # always there, so that tiles stay where they are when it gets something to scroll
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewportMargins(_LEFT, 0, 0, 0)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setModel(model)
        self.clicked.connect(self._open)

    def resize_tiles(self, size: TileSize) -> None:
        """Show tiles of another size."""
        self.tiles.resize(size)
        # with uniform sizes the view measures one item, once per layout
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @property
    def columns(self) -> int:
        """How many tiles stand beside each other."""
        return max(self.viewport().width() // self.tiles.tiles.plan.place.width(), 1)

    def visible_rows(self) -> range:
        """Return the rows of the model of which something is seen; none while the whole page is hidden."""
        if not self.isVisible():
            return range(0)
        height = self.tiles.tiles.plan.place.height()
        top = self.verticalScrollBar().value()
        first = top // height
        last = (top + max(self.viewport().height(), 1) - 1) // height
        return range(first * self.columns, min((last + 1) * self.columns, self.machines.rowCount()))

    def held(self, now_us: int) -> bool:
        """Return whether somebody is at work on the tiles, so that none may move."""
        key, mouse = self._key_us, self._mouse_us
        if key is not None and 0 <= now_us - key < HOLD_AFTER_KEY_US:
            return True
        return mouse is not None and 0 <= now_us - mouse < HOLD_AFTER_MOUSE_US

    def place(self, row: int) -> QRect:
        """Return where a row's tile stands in the viewport, with half of the gap around it."""
        size = self.tiles.tiles.plan.place
        line, column = divmod(row, self.columns)
        return QRect(QPoint(column * size.width(), line * size.height() - self.verticalScrollBar().value()), size)

    # Qt's own

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """Repaint the tiles that changed, or of them the values; the view would repaint whole lines."""
        if QAccessible.isActive():
            super().dataChanged(first, last, list(roles))
        seen = self.visible_rows()
        plan_ = self.tiles.tiles.plan
        half = (plan_.place - plan_.size) / 2
        for row in range(max(first.row(), seen.start), min(last.row() + 1, seen.stop)):
            place = self.place(row)
            if VALUES_ROLE in roles:
                place = plan_.values.translated(place.topLeft() + QPoint(half.width(), half.height()))
            self.viewport().update(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.tiles.region = event.region()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # leaves one row's height for a page key to keep in sight
        self.verticalScrollBar().setSingleStep(self.tiles.tiles.plan.place.height() // 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.tiles.keyboard = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse_us = self._clock()
        super().mouseMoveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse_us = self._clock()
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._mouse_us = None
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            for index in self.selectedIndexes():
                self._open(index)
            return
        if event.key() in _MOVES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._key_us = self._clock()
            self.tiles.keyboard = True
            if self.selectedIndexes():
                super().keyPressEvent(event)
            else:  # the first key shows where one is
                self.setCurrentIndex(self.machines.index(max(self.currentIndex().row(), 0)))
            self._tell_reason()
            return
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is when it came by the keyboard; the page's own focus marks no tile."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.tiles.keyboard = True
            if not self.selectedIndexes() and self.currentIndex().isValid():
                self.setCurrentIndex(self.currentIndex())

    def moveCursor(self, action: _Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = self.machines.rowCount()
        if not count:
            return QModelIndex()
        current = self.currentIndex()
        row = current.row()
        page = max(self.viewport().height() // self.tiles.tiles.plan.place.height(), 1) * self.columns
        steps = {
            _Move.MoveLeft: -1,
            _Move.MovePrevious: -1,
            _Move.MoveRight: 1,
            _Move.MoveNext: 1,
            _Move.MoveUp: -self.columns,
            _Move.MoveDown: self.columns,
            _Move.MovePageUp: -page,
            _Move.MovePageDown: page,
        }
        if not current.isValid() or action == _Move.MoveHome:
            row = 0
        elif action == _Move.MoveEnd:
            row = count - 1
        elif 0 <= row + steps[action] < count:
            row += steps[action]
        elif action in (_Move.MovePageUp, _Move.MovePageDown):
            row = 0 if action == _Move.MovePageUp else count - 1
        elif action == _Move.MoveDown and row // self.columns < (count - 1) // self.columns:
            row = count - 1  # the last line is shorter
        return self.machines.index(row)

    def _open(self, index: QModelIndex) -> None:
        self.chosen.emit(self.machines.key(index.row()))

    def _tell_reason(self) -> None:
        """Show the whole reason of the tile that the keyboard has come to, where the tile has no room for it."""
        index = self.currentIndex()
        if not index.isValid() or not self.tiles.tiles.reason_elided(self.machines.face(index.row())):
            QToolTip.hideText()
            return
        place = self.visualRect(index)
        words = str(self.machines.data(index, Qt.ItemDataRole.ToolTipRole))
        QToolTip.showText(self.viewport().mapToGlobal(place.bottomLeft()), words, self.viewport(), place)
