"""The devices of an agent that has several, of which one is chosen; what is collected already is not offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from hmi.domain.inspection import InspectedDevice
from hmi.ui.adding.marks import draw_choice
from hmi.ui.ink import Ink, typeface
from hmi.ui.machine.records import RECORD, RecordDelegate, RecordList, RecordModel
from hmi.ui.theme import Size, Weight
from hmi.ui.words import state_word

_ROW = 40
_MOST = 5
"""More devices than these scroll."""
_MARK = 16
_INDENT = 34


class Offer(NamedTuple):
    """A device, and the machine by which it is collected already."""

    device: InspectedDevice
    collected_as: str


class OfferModel(RecordModel[Offer]):
    """The devices of an agent; what is collected already cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(self._say, parent)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Return what can be done with a row."""
        offer: Offer | None = index.data(RECORD)
        if offer is None or offer.collected_as:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def state(self, offer: Offer) -> str:
        """Return what a device does, or as what it is collected."""
        if offer.collected_as:
            return self.tr("collected as %1").replace("%1", offer.collected_as)
        return "" if offer.device.verdict is None else state_word(offer.device.verdict.state)

    def _say(self, offer: Offer) -> str:
        return ", ".join(part for part in (offer.device.name, about(offer.device), self.state(offer)) if part)


def about(device: InspectedDevice) -> str:
    """Return what distinguishes a device besides its name."""
    return " · ".join(part for part in (device.model, device.serial) if part)


class OfferDelegate(RecordDelegate):
    """Paints whether a device is chosen, its name, what it is and does."""

    def __init__(self, model: OfferModel, ink: Ink, parent: QObject | None = None) -> None:
        super().__init__(ink, (_ROW, _ROW), parent)
        self._model = model

    def paint_record(self, painter: QPainter, area: QRectF, record: Offer, *, chosen: bool) -> None:
        """Paint one device."""
        theme = self.ink.theme
        open_ = not record.collected_as
        mark = QRectF(area.left() + 2, round(area.center().y() - _MARK / 2), _MARK, _MARK)
        draw_choice(painter, theme, mark, chosen=chosen, open_=open_)
        plain = typeface(Size.BODY)
        state = self._model.state(record)
        width = min(plain.metrics.horizontalAdvance(state) + 1, area.width() / 2)
        right = QRectF(area.right() - width, area.top(), width, area.height())
        self.ink.write(painter, right, state, plain, theme.secondary if open_ else theme.tertiary, right=True)
        room = QRectF(area.left() + _INDENT, area.top(), right.left() - 12 - area.left() - _INDENT, area.height())
        face = typeface(Size.BODY, Weight.MEDIUM if open_ else Weight.REGULAR)
        used = self.ink.write(painter, room, record.device.name, face, theme.primary if open_ else theme.tertiary)
        room.setLeft(room.left() + used + 12)
        self.ink.write(painter, room, about(record.device), plain, theme.tertiary)


class DeviceList(RecordList):
    """The devices; the arrows walk those that can be chosen. ``chosen`` carries the one that the user chose."""

    chosen = Signal(object)

    def __init__(self, ink: Ink) -> None:
        self.offers = OfferModel()
        super().__init__(self.offers, OfferDelegate(self.offers, ink))
        self.offers.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.selectionModel().currentChanged.connect(self._moved)
        self._telling = False

    def tell(self, offers: Sequence[Offer], device: InspectedDevice | None) -> None:
        """Show devices, one of them chosen."""
        self._telling = True
        self.offers.show(offers)
        at = next((at for at, offer in enumerate(offers) if offer.device == device), None)
        if at is None:
            self.selectionModel().clear()
        elif self.currentIndex().row() != at or not self.selectionModel().hasSelection():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self.offers.index(at), flags)
        self._telling = False

    def sizeHint(self) -> QSize:
        """Return the size at which nothing scrolls, as long as that is not too tall."""
        return QSize(200, min(max(self.offers.rowCount(), 1), _MOST) * _ROW)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        offer: Offer | None = current.data(RECORD) if current.isValid() else None
        if offer is not None and not self._telling:
            self.chosen.emit(offer.device)
