"""The endpoints as a table model: worst first, updated in place, without losing what is selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from hmi.domain.link import LinkStatus
from hmi.ui.diagnostics.buffer import SequenceRate, head_is_known
from hmi.ui.diagnostics.growth import Growth
from hmi.ui.diagnostics.order import order_key
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.rows import Cell, Column, Known, Row, make_row, titles
from hmi.ui.diagnostics.today import Losses

_NO_LOSSES = Losses()
_ANY = QModelIndex | QPersistentModelIndex


@dataclass(slots=True, eq=False)
class _Endpoint:
    """One endpoint as it was last reported; ``position`` is its place in the site file."""

    status: LinkStatus
    position: int
    row: Row
    rate: SequenceRate = field(default_factory=SequenceRate)
    unreadable: Growth = field(default_factory=Growth)

    def take(self, status: LinkStatus) -> None:
        """Take a newer status, and measure with it."""
        self.status = status
        if status.last_data_us is not None and status.agent_next_sequence is not None and head_is_known(status):
            self.rate.note(status.last_data_us, status.agent_next_sequence, status.instance)


def _structure(status: LinkStatus) -> tuple[object, ...]:
    """What a person must see at once when it changes."""
    return (
        status.mode,
        status.reason,
        status.attempt,
        status.machines,
        status.reconnects,
        status.lost,
        dict(status.machine_reasons),
    )


def _tip(row: Row, cell: Cell, column: Column) -> str:
    whole = cell.tip or cell.text
    if column in (Column.LAG, Column.BUFFER) and row.why:
        whole = row.why
    if column is Column.MACHINES:
        whole = "\n".join((whole, *row.missing))
    return whole


class LinkModel(QAbstractTableModel):
    """One row for each endpoint. What a person must see at once is shown at once, everything else once a second.

    ``structured`` says that rows came, moved or changed their height.
    """

    structured = Signal()

    def __init__(self, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._phrases = Phrases(self)
        self._titles = titles()
        self._by_source: dict[str, _Endpoint] = {}
        self._order: list[_Endpoint] = []
        self._losses: Mapping[str, Losses] | None = None
        self._now_us = 0
        self._column: Column | None = None
        self._direction = Qt.SortOrder.AscendingOrder

    # What it is told

    def take(self, links: Iterable[LinkStatus]) -> bool:
        """Take new statuses; return whether any endpoint came, went up, went down or lost something."""
        urgent = []
        new = []
        for status in links:
            self._now_us = max(self._now_us, status.since_us, status.last_data_us or 0)
            known = self._by_source.get(status.source)
            if known is None:
                known = _Endpoint(status, len(self._by_source), Row(status.mode, ()))
                self._by_source[status.source] = known
                new.append(known)
            elif _structure(status) != _structure(known.status):
                urgent.append(known)
            known.take(status)
            known.unreadable.note(self._now_us, status.parse_errors)
        if new:
            for endpoint in new:
                endpoint.row = self._make(endpoint)
            first = len(self._order)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._order += new
            self.endInsertRows()
        if new or urgent:
            self._show(urgent)
            self._settle()
            self.structured.emit()
        return bool(new or urgent)

    def tick(self, now_us: int) -> None:
        """Show how time passes, and what was reported since the last time."""
        self._now_us = now_us
        for endpoint in self._order:
            endpoint.unreadable.note(now_us, endpoint.status.parse_errors)
        self._show(self._order)
        if self._settle():
            self.structured.emit()

    def set_losses(self, losses: Mapping[str, Losses] | None) -> None:
        """Take what the history says was not stored today, by endpoint; None where it says nothing."""
        self._losses = losses
        self._show(self._order)

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self._titles = titles()
        self._show(self._order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    # What it tells

    def known(self, row: int) -> Known:
        """Return what is known about the endpoint in a row."""
        return self._known(self._order[row])

    def shown(self, row: int) -> Row:
        """Return what a row says."""
        return self._order[row].row

    def statuses(self) -> list[LinkStatus]:
        """Return all endpoints in the order of the site file."""
        return [endpoint.status for endpoint in self._by_source.values()]

    @property
    def now_us(self) -> int:
        """The moment that the rows are about."""
        return self._now_us

    def rowCount(self, parent: _ANY = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of endpoints."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: _ANY = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _ANY, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, tool tip or spoken text."""
        if not index.isValid():
            return None
        row = self._order[index.row()].row
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, cell, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = f"{self._titles[index.column()]}: {cell.text}"
            extra = (row.why,) if index.column() == Column.MODE else row.missing if index.column() == 0 else ()
            return ". ".join((spoken, *(text for text in extra if text)))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._titles[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by how bad it is where the column is -1."""
        self._column = Column(column) if column >= 0 else None
        self._direction = order
        if self._settle():
            self.structured.emit()

    # How it keeps both apart

    def _make(self, endpoint: _Endpoint) -> Row:
        return make_row(self._known(endpoint), self._zone, self._now_us, self._phrases)

    def _known(self, endpoint: _Endpoint) -> Known:
        losses = None if self._losses is None else self._losses.get(endpoint.status.source, _NO_LOSSES)
        return Known(endpoint.status, endpoint.rate.per_second, losses, endpoint.unreadable.lately)

    def _show(self, endpoints: Iterable[_Endpoint]) -> None:
        """Say rows anew and tell the view of those cells that changed."""
        places = {id(endpoint): place for place, endpoint in enumerate(self._order)}
        for endpoint in endpoints:
            old, new = endpoint.row, self._make(endpoint)
            if new == old:
                continue
            endpoint.row = new
            place = places[id(endpoint)]
            changed = [at for at, cell in enumerate(new.cells) if cell != old.cells[at]]
            if new.why != old.why or new.missing != old.missing or new.mode != old.mode:
                changed = [0, len(Column) - 1]
            if changed:
                self.dataChanged.emit(self.index(place, changed[0]), self.index(place, changed[-1]))

    def _settle(self) -> bool:
        """Bring the rows into order; return whether any moved."""
        order = sorted(
            sorted(self._order, key=lambda endpoint: endpoint.position),
            key=lambda endpoint: order_key(self._column, self._known(endpoint), endpoint.row, self._now_us),
            reverse=self._direction is Qt.SortOrder.DescendingOrder and self._column is not None,
        )
        if order == self._order:
            return False
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        moved = {id(endpoint): place for place, endpoint in enumerate(order)}
        new = [self.index(moved[id(self._order[index.row()])], index.column()) for index in old]
        self._order = order
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        return True
