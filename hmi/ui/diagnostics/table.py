"""The table of endpoints: column widths by what the words need, row heights, keyboard, copying."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView

from hmi.ui.diagnostics.delegate import ROW_HEIGHT, LinkDelegate, row_height
from hmi.ui.diagnostics.facts import Facts, as_text
from hmi.ui.diagnostics.gathering import facts_of
from hmi.ui.diagnostics.header import SortHeader
from hmi.ui.diagnostics.model import LinkModel
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import Column
from hmi.ui.diagnostics.widths import column_needs
from hmi.ui.look import Look
from hmi.ui.theme import Size, Weight, font

_SPREAD = {
    Column.MACHINES: 4,
    Column.MODE: 4,
    Column.LAST_DATA: 1,
    Column.LAG: 1,
    Column.BUFFER: 3,
    Column.NOT_STORED: 2,
    Column.RECONNECTS: 1,
    Column.SKEW: 1,
    Column.SECURITY: 1,
}
"""How the columns share what is left over."""
_Index = QModelIndex | QPersistentModelIndex
_KEY_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_GIVES_WAY = (Column.MACHINES, Column.MODE)
_AT_LEAST = 132
"""What a column that gives way keeps, in px."""


class LinkTable(QTableView):
    """The endpoints. ``chosen`` says that another row, or none, is selected."""

    chosen = Signal()

    def __init__(self, look: Look, model: LinkModel) -> None:
        super().__init__()
        self._look = look
        self._links = model
        self._phrases = Phrases(self)
        self._nothing = ("", "")
        self._by_keys = False
        self.setModel(model)
        self.setItemDelegate(LinkDelegate(look, self, lambda: self.ringed))
        self.setHorizontalHeader(SortHeader(look, self))
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        model.structured.connect(self._fit_rows)
        model.rowsInserted.connect(self._fit_rows)
        model.rowsInserted.connect(self._describe)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, self._look.theme.canvas)
        self.setPalette(palette)
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def retranslate(self, nothing: tuple[str, str]) -> None:
        """Take the words for a table without rows, and make the columns as wide as the language needs."""
        self._nothing = nothing
        self.setAccessibleName(self.tr("Endpoints"))
        self._describe()
        self.horizontalHeader().setAccessibleName(self.tr("Columns"))
        self.horizontalHeader().setToolTip(self.tr("Sorts by this column; the third time, worst first"))
        self._fit_columns()

    @property
    def facts(self) -> Facts | None:
        """Everything about the endpoint of the selected row; None for no row."""
        rows = self.selectionModel().selectedRows()
        return self.facts_of(rows[0].row()) if rows else None

    def facts_of(self, row: int) -> Facts:
        """Return everything about the endpoint in a row."""
        return facts_of(self._links.known(row), self._look.zone, self._links.now_us, self._phrases)

    def copy(self) -> None:
        """Put everything about the selected endpoint on the clipboard, as text."""
        facts = self.facts
        if facts is not None:
            QApplication.clipboard().setText(as_text(facts))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the row, or walk."""
        self._by_keys = True
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @property
    def ringed(self) -> bool:
        """Whether the row that has the keyboard wears a ring: it does while it is reached by keys."""
        return self._by_keys and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Note whether the keyboard brought the focus."""
        self._by_keys = event.reason() in _KEY_REASONS
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note that the mouse leads now."""
        self._by_keys = False
        super().mousePressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that another endpoint is selected now."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Paint the ring of the keyboard around whole rows."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width."""
        super().resizeEvent(event)
        self._fit_columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or say why there are none."""
        super().paintEvent(event)
        if self._links.rowCount():
            return
        theme = self._look.theme
        painter = QPainter(self.viewport())
        area = self.viewport().rect().adjusted(24, 0, -24, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        middle = area.center().y()
        painter.setFont(font(Size.TITLE, Weight.SEMIBOLD))
        painter.setPen(theme.primary)
        painter.drawText(area.adjusted(0, middle - 32, 0, 0), flags, self._nothing[0])
        painter.setFont(font(Size.BODY))
        painter.setPen(theme.secondary)
        painter.drawText(area.adjusted(0, middle, 0, 0), flags, self._nothing[1])

    def select(self, row: int) -> None:
        """Select a row."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._links.index(row, 0), flags)

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self._links.rowCount() else ". ".join(self._nothing))

    def _fit_rows(self) -> None:
        for row in range(self._links.rowCount()):
            height = row_height(self._links.shown(row))
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def _fit_columns(self) -> None:
        """Give each column what its usual words need, and share the rest; the names and modes give way first."""
        needs = column_needs(self._look.zone)
        spare = self.viewport().width() - sum(needs.values())
        total = sum(_SPREAD.values())
        for column, need in needs.items():
            if spare >= 0:
                width = need + spare * _SPREAD[column] // total
            elif column in _GIVES_WAY:
                width = max(need + spare * need // sum(needs[other] for other in _GIVES_WAY), _AT_LEAST)
            else:
                width = need
            self.setColumnWidth(column, width)
        if spare > 0:  # what rounding left
            used = sum(self.columnWidth(column) for column in Column)
            self.setColumnWidth(Column.SECURITY, self.columnWidth(Column.SECURITY) + self.viewport().width() - used)
