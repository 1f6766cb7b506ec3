"""What stands above the tiles: how many there are, what the pictures mean, their order and their size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from hmi.domain.state import MachineState
from hmi.ui.controls.line import Line
from hmi.ui.figures import count
from hmi.ui.ink import Ink, typeface
from hmi.ui.theme import Size, Weight
from hmi.ui.wall.face import Gauge
from hmi.ui.wall.flat import Flat
from hmi.ui.wall.order import Order
from hmi.ui.wall.plan import TileSize
from hmi.ui.wall.tile import paint_scale

_GAP: Final = 32
_Choice = TypeVar("_Choice", Order, TileSize)


class Legend(QWidget):
    """What the pictures on a tile mean; shows as much as there is room for."""

    def __init__(self, ink: Ink) -> None:
        super().__init__()
        self._ink = ink
        self._words: tuple[str, ...] = ()
        self.gauges = True
        """Whether the tiles have bars to explain."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, *words: str) -> None:
        """Name the pictures."""
        self._words = words
        self.setAccessibleName(", ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        body, theme = typeface(Size.BODY), self._ink.theme
        x = 0.0
        middle = round(self.height() / 2)
        for paint, words in zip((self._ribbon, self._band, self._usual), self._words, strict=False):
            wide = 44 + 12 + body.metrics.horizontalAdvance(words)
            if x + wide > self.width():
                return
            paint(painter, x, middle)
            self._ink.write(painter, QRectF(x + 56, 0, wide, self.height()), words, body, theme.tertiary)
            x = round(x + wide + _GAP)
            if not self.gauges:
                return

    def _ribbon(self, painter: QPainter, x: float, middle: int) -> None:
        theme = self._ink.theme
        painter.fillRect(QRectF(x, middle - 4, 42, 8), theme.states[MachineState.RUNNING])
        painter.fillRect(QRectF(x + 42, middle - 8, 2, 16), theme.primary)

    def _band(self, painter: QPainter, x: float, middle: int) -> None:
        paint_scale(painter, self._ink.theme, QRectF(x, middle - 4, 44, 8), Gauge("", low=0.25, high=0.75))

    def _usual(self, painter: QPainter, x: float, middle: int) -> None:
        paint_scale(painter, self._ink.theme, QRectF(x, middle - 4, 44, 8), Gauge("", line=2 / 3))


class Toolbar(QWidget):
    """Order, size and full screen, and the way back to hidden filters; what is chosen is told to it."""

    orderChosen = Signal(object)
    sizeChosen = Signal(object)
    fullScreenWanted = Signal()
    filtersWanted = Signal()
    clearWanted = Signal()

    def __init__(self, ink: Ink, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink
        self._shown = self._machines = 0
        self._order = Order.WORST
        self._size = TileSize.MEDIUM
        self.filters = Flat(ink, key="F")
        self.machines = Line(ink.theme, weight=Weight.MEDIUM)
        self.clear = Flat(ink)
        self.legend = Legend(ink)
        self.orders = Flat(ink)
        self.sizes = Flat(ink)
        self.full = Flat(ink, key="F11")
        self.order_menu = QMenu(self)
        self.size_menu = QMenu(self)
        self.order_actions = _choices(self.order_menu, Order)
        self.size_actions = _choices(self.size_menu, TileSize)
        self.order_menu.triggered.connect(self._order_chosen)
        self.size_menu.triggered.connect(self._size_chosen)
        self.orders.clicked.connect(self._open_orders)
        self.sizes.clicked.connect(self._open_sizes)
        self.full.clicked.connect(self.fullScreenWanted)
        self.filters.clicked.connect(self.filtersWanted)
        self.clear.clicked.connect(self.clearWanted)
        layout = QHBoxLayout(self)
        # the tiles begin 40 px below, 4 of them are theirs; the texts at the right end with the last tile
        layout.setContentsMargins(16, 3, 10, 1)
        layout.setSpacing(12)
        layout.addWidget(self.filters)
        layout.addWidget(self.machines)
        layout.addWidget(self.clear)
        layout.addSpacing(4)
        layout.addWidget(self.legend, 1)
        layout.addWidget(self.orders)
        layout.addWidget(self.sizes)
        layout.addWidget(self.full)
        self.filters.hide()
        self.clear.hide()
        self.setFixedHeight(36)
        self.retranslate()

    def show_state(
        self, shown: int, machines: int, order: Order, size: TileSize, *, filtered: bool, rail: bool
    ) -> None:
        """Show how many of how many machines there are, and how they stand; ``rail``: the filters are open."""
        self._shown, self._machines, self._order, self._size = shown, machines, order, size
        self.clear.setVisible(filtered)
        self.filters.setVisible(not rail)
        self.legend.gauges = size is not TileSize.SMALL
        self.legend.update()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        if self._shown != self._machines:
            words = self.tr("%1 of %2 machines").replace("%2", count(self._machines))
        else:
            words = self.tr("1 machine") if self._machines == 1 else self.tr("%1 machines")
        self.machines.set_text(words.replace("%1", count(self._shown)))
        self.clear.say(self.tr("Clear filters"))
        self.filters.say(self.tr("Filters"))
        self.legend.say(self.tr("last 8 h, now"), self.tr("normal band"), self.tr("feed 100 %"))
        self.full.say(self.tr("Full screen"))
        orders = {
            Order.WORST: self.tr("worst first"),
            Order.NAME: self.tr("by name"),
            Order.CELL: self.tr("by plant and cell"),
        }
        sizes = {
            TileSize.SMALL: self.tr("small"),
            TileSize.MEDIUM: self.tr("medium"),
            TileSize.LARGE: self.tr("large"),
        }
        self.orders.say(self.tr("Order"), orders[self._order])
        self.orders.setToolTip(self.tr("Next order (%1)").replace("%1", "O"))
        self.sizes.say(self.tr("Size"), sizes[self._size])
        self.sizes.setToolTip(self.tr("Larger or smaller tiles (%1)").replace("%1", "+ −"))
        for order, action in self.order_actions.items():
            action.setText(orders[order])
            action.setChecked(order is self._order)
        for size, action in self.size_actions.items():
            action.setText(sizes[size])
            action.setChecked(size is self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._ink.theme.canvas)

    def _open_orders(self) -> None:
        self.order_menu.popup(self.orders.mapToGlobal(self.orders.rect().bottomLeft()))

    def _open_sizes(self) -> None:
        self.size_menu.popup(self.sizes.mapToGlobal(self.sizes.rect().bottomLeft()))

    def _order_chosen(self, action: QAction) -> None:
        self.orderChosen.emit(action.data())

    def _size_chosen(self, action: QAction) -> None:
        self.sizeChosen.emit(action.data())


def _choices(menu: QMenu, values: type[_Choice]) -> Mapping[_Choice, QAction]:
    """Fill a menu with values of which one is chosen."""
    group = QActionGroup(menu)
    made: dict[_Choice, QAction] = {}
    for value in values:
        action = QAction(menu)
        action.setData(value)
        action.setCheckable(True)
        group.addAction(action)
        menu.addAction(action)
        made[value] = action
    return made
