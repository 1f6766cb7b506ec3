"""Lists of a few records, painted by a delegate and read by keyboard and screen reader alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QMargins, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from hmi.ui.controls.outlines import draw_focus_ring
from hmi.ui.controls.thin_bar import ThinBar
from hmi.ui.ink import Ink

T = TypeVar("T")
RECORD = Qt.ItemDataRole.UserRole
_NARROW = 360
_BESIDE_BAR = 4


class RecordModel(QAbstractListModel, Generic[T]):
    """Holds records; ``words`` says one in full, for tool tips and for reading aloud."""

    def __init__(self, words: Callable[[T], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._records: Sequence[T] = ()

    @property
    def records(self) -> Sequence[T]:
        """The records as they are shown."""
        return self._records

    def show(self, records: Sequence[T]) -> None:
        """Show other records; rows that stay where they are stay selected."""
        if len(records) != len(self._records):
            self.beginResetModel()
            self._records = tuple(records)
            self.endResetModel()
            return
        before, self._records = self._records, tuple(records)
        for at, (old, new) in enumerate(zip(before, self._records, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many records there are."""
        return 0 if parent is not None and parent.isValid() else len(self._records)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the record, or its words."""
        if not index.isValid():
            return None
        record = self._records[index.row()]
        if role == RECORD:
            return record
        said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
        return self._words(record) if role in said else None


def plain_list(view: QListView, ink: Ink) -> None:
    """Make a list view a bare list: no frame, no fill, a thin scroll bar."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBar(ThinBar(ink, view))
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.viewport().setAutoFillBackground(False)
    view.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)


class RecordDelegate(QStyledItemDelegate):
    """Paints a record in one line, or in two where the list is narrow."""

    def __init__(self, ink: Ink, heights: tuple[int, int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ink = ink
        self.heights = heights
        """Of a row in a wide and in a narrow list, in px."""
        self.narrow = False

    @property
    def height(self) -> int:
        """The height of a row now."""
        return self.heights[self.narrow]

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(200, self.height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one record between a hairline and the next, ringed where the keyboard is."""
        theme = self.ink.theme
        area = QRectF(option.rect)
        painter.save()
        if index.row():
            painter.fillRect(QRectF(area.left(), area.top(), area.width(), 1), theme.hairline)
        self.paint_record(
            painter, area, index.data(RECORD), chosen=bool(option.state & QStyle.StateFlag.State_Selected)
        )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus_ring(painter, area, theme.focus_ring)
        painter.restore()

    def lines(self, area: QRectF) -> tuple[QRectF, QRectF]:
        """Return where the first and the second line stand; the same where there is only one."""
        if not self.narrow:
            return area, area
        half = area.height() / 2
        first = QRectF(area.left(), area.top() + 3, area.width(), half - 3)
        return first, QRectF(area.left(), area.top() + half, area.width(), half - 5)

    def paint_record(self, painter: QPainter, area: QRectF, record: Any, *, chosen: bool) -> None:
        """Paint what the record says."""
        raise NotImplementedError


class RecordList(QListView):
    """A bare list that wants to be as tall as its records."""

    def __init__(self, model: RecordModel[T], delegate: RecordDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self.setModel(model)
        self.setItemDelegate(delegate)
        plain_list(self, delegate.ink)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        model.modelReset.connect(self.updateGeometry)
        model.modelReset.connect(self._fit)

    @property
    def row_height(self) -> int:
        """The height of a row now, in px."""
        return self._delegate.height

    def sizeHint(self) -> QSize:
        """Return the size at which nothing scrolls."""
        return QSize(200, max(self.model().rowCount(), 1) * self.row_height)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a row or two."""
        return QSize(120, min(max(self.model().rowCount(), 1), 2) * self.row_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow list has two lines a row."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow is not self._delegate.narrow:
            self._delegate.narrow = narrow
            self.updateGeometry()
        self._fit()
        self.scheduleDelayedItemsLayout()

    def _fit(self) -> None:
        """Show whole rows only where some have to be scrolled to, and keep their words off the scroll bar."""
        long = self.sizeHint().height() > self.height()
        wanted = QMargins(0, 0, _BESIDE_BAR, self.height() % self.row_height) if long else QMargins()
        if wanted != self.viewportMargins():
            self.setViewportMargins(wanted)
