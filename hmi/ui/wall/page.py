"""The wall's page: what every machine does, who needs somebody first, filtered and ordered as the user likes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Container

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hmi.domain.clock import now_us as this_clock_us
from hmi.live.feed import Changes
from hmi.ui.ask import Past
from hmi.ui.controls.hairline import Hairline
from hmi.ui.controls.line import Line
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.page import Page
from hmi.ui.wall.fleetstrip import FleetStrip
from hmi.ui.wall.grid import Grid
from hmi.ui.wall.model import WallModel
from hmi.ui.wall.nothing import Nothing
from hmi.ui.wall.order import AS_LISTED, Filter, Group, Order, Value, arrange, choices, counts
from hmi.ui.wall.plan import TileSize
from hmi.ui.wall.rail import Rail
from hmi.ui.wall.ribbons import Ribbons
from hmi.ui.wall.today import Day
from hmi.ui.wall.toolbar import Toolbar

_log = logging.getLogger(__name__)


class WallPage(Page):
    """All machines as tiles.

    Machines stand in the order of the first :meth:`apply` until another order is chosen. Keys: arrows, Home, End and
    page keys move, Enter opens, ``/`` searches, F shows and hides the filters, 1 to 8 filter by a state, O changes the
    order, plus and minus the size, F11 asks for the full screen. One click opens a machine.
    """

    machineChosen = Signal(str)
    fullScreenWanted = Signal()

    def __init__(
        self,
        look: Look,
        past: Past | None = None,
        *,
        clock: Callable[[], int] = this_clock_us,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._clock = clock
        self._filter = Filter()
        self._order = Order.WORST
        self._size = TileSize.MEDIUM
        self._unsorted = False
        self._ink = Ink(look.theme)
        self.ribbons = Ribbons(past, self)
        self.day = Day(past, look.zone, self)
        self.model = WallModel(look.zone, self.ribbons, self)
        self.strip = FleetStrip(self._ink)
        self.rail = Rail(self._ink)
        self.toolbar = Toolbar(self._ink)
        self.grid = Grid(self.model, self._ink, clock)
        self.nothing = Nothing(self._ink)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.nothing)
        self._build()
        self._connect()
        self.setFocusProxy(self.grid)
        self.restyle()
        self.retranslate()

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.toolbar)
        right.addWidget(self._stack, 1)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.rail)
        below.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.strip)
        layout.addLayout(below, 1)
        self.setAutoFillBackground(True)

    def _connect(self) -> None:
        self.day.changed.connect(self.strip.show_today)
        self.strip.toggled.connect(self._toggle_state)
        self.rail.toggled.connect(self._toggle)
        self.rail.searched.connect(self._search)
        self.rail.hideWanted.connect(self.toggle_rail)
        self.rail.left.connect(self.grid.setFocus)
        self.toolbar.orderChosen.connect(self.order_by)
        self.toolbar.sizeChosen.connect(self.resize_tiles)
        self.toolbar.fullScreenWanted.connect(self.fullScreenWanted)
        self.toolbar.filtersWanted.connect(self.toggle_rail)
        self.toolbar.clearWanted.connect(self.clear_filter)
        self.nothing.clear.clicked.connect(self.clear_filter)
        self.grid.chosen.connect(self.machineChosen)

    # what happens

    def apply(self, changes: Changes) -> None:
        now_us = self._clock()
        first = not self.model.fleet.lives
        difference = self.model.apply(changes, now_us, self.grid.visible_rows())
        if difference.moved:
            self._unsorted = True
            if not self._sort(now_us):
                self._show_fleet()
        if changes.links or difference.keys:
            self.strip.show_links(*self.model.fleet.connected())
        if first and self.model.fleet.lives:
            self._ask(now_us)

    def tick(self, now_us: int) -> None:
        self.model.tick(now_us, self.grid.visible_rows())
        self._sort(now_us)
        self._ask(now_us)

    def restyle(self) -> None:
        self._ink.dress(self.look.theme)
        palette = QPalette(self.look.theme.palette())
        palette.setColor(QPalette.ColorRole.Window, self.look.theme.canvas)
        palette.setColor(QPalette.ColorRole.Base, self.look.theme.canvas)
        self.setPalette(palette)
        self.grid.setPalette(palette)
        self.rail.setPalette(self.look.theme.palette())
        self.rail.restyle()
        for child in self.findChildren(QWidget):
            if isinstance(child, Line | Hairline):
                child.restyle(self.look.theme)
        self.grid.tiles.tiles.forget()
        self.update()
        self.grid.viewport().update()

    def retranslate(self) -> None:
        labels = (self.tr("Parts"), self.tr("Load"), self.tr("Feed"))
        self.grid.tiles.tiles.labels = labels
        self.grid.tiles.tiles.forget()
        self.grid.setAccessibleName(self.tr("Machines"))
        self.model.retranslate()
        self.strip.retranslate()
        self.rail.retranslate()
        self.toolbar.retranslate()
        self._show_emptiness()

    # what the user does

    @property
    def canvas(self) -> QWidget:
        """What the tiles are painted on."""
        return self.grid.viewport()

    def machine_at(self, row: int) -> str:
        """Return which machine stands in a row."""
        return self.model.key(row)

    def rows_in_sight(self) -> Container[int]:
        """Return the rows that are on the screen as a whole; of one that is cut off, what changed may not be seen."""
        whole = self.grid.viewport().rect()
        return {row for row in self.grid.visible_rows() if whole.contains(self.grid.place(row))}

    @property
    def filter(self) -> Filter:
        """What the user wants to see."""
        return self._filter

    @property
    def order(self) -> Order:
        """How the machines stand."""
        return self._order

    @property
    def size_of_tiles(self) -> TileSize:
        """How large the tiles are."""
        return self._size

    def filter_by(self, wanted: Filter) -> None:
        """Show the machines that pass a filter."""
        self._filter = wanted
        self._arrange()

    def clear_filter(self) -> None:
        """Show every machine."""
        self.filter_by(Filter())

    def order_by(self, order: Order) -> None:
        """Put the machines into an order."""
        self._order = order
        self._arrange()

    def resize_tiles(self, size: TileSize) -> None:
        """Show tiles of a size."""
        self._size = size
        self.grid.resize_tiles(size)
        self._show_fleet()

    def toggle_rail(self) -> None:
        """Show the filters, or hide them so that the tiles gain a column."""
        inside = self.rail.isAncestorOf(self.focusWidget() or self)
        self.rail.setVisible(self.rail.isHidden())
        if inside:
            self.grid.setFocus()
        self._show_fleet()

    def view_state(self) -> str:
        """Return order, size and whether the filters are open, to be stored. Filters are not: they hide machines."""
        view = {"order": self._order.value, "size": self._size.value, "rail": not self.rail.isHidden()}
        return json.dumps(view)

    def restore_view(self, stored: str) -> None:
        """Come back as :meth:`view_state` said; what cannot be read changes nothing."""
        try:
            view = json.loads(stored)
            order, size, rail = Order(view["order"]), TileSize(view["size"]), bool(view["rail"])
        except (ValueError, KeyError, TypeError):
            _log.warning("the stored view of the wall cannot be read: %s", stored)
            return
        self.rail.setVisible(rail)
        self.order_by(order)
        self.resize_tiles(size)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for; keys that mean nothing here go to the window."""
        digits = range(Qt.Key.Key_1, Qt.Key.Key_1 + len(AS_LISTED))
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            event.ignore()
        elif event.text() == "/":
            self.rail.show()
            self._show_fleet()
            self.rail.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.rail.search.selectAll()
        elif event.key() == Qt.Key.Key_F:
            self.toggle_rail()
        elif event.key() == Qt.Key.Key_O:
            every = list(Order)
            self.order_by(every[(every.index(self._order) + 1) % len(every)])
        elif event.text() in ("+", "=", "-"):
            every_size = list(TileSize)
            step = -1 if event.text() == "-" else 1
            at = min(max(every_size.index(self._size) + step, 0), len(every_size) - 1)
            self.resize_tiles(every_size[at])
        elif event.key() in digits:
            self._toggle_state(AS_LISTED[digits.index(event.key())])
        elif event.key() == Qt.Key.Key_F11:
            self.fullScreenWanted.emit()
        elif event.key() == Qt.Key.Key_Escape and not self._filter.empty:
            self.clear_filter()
        else:
            event.ignore()

    def _toggle(self, group: Group, value: Value) -> None:
        self.filter_by(self._filter.toggled(group, value))

    def _toggle_state(self, value: Value) -> None:
        self._toggle(Group.STATE, value)

    def _search(self, text: str) -> None:
        if text != self._filter.text:
            self.filter_by(self._filter.searching(text))

    # what follows from it

    def _ask(self, now_us: int) -> None:
        self.ribbons.tick(now_us)
        self.day.tick(now_us, len(self.model.fleet.lives))

    def _sort(self, now_us: int) -> bool:
        """Move the machines to where they belong now, unless somebody is at work on them; return whether it did."""
        if not self._unsorted or self.grid.held(now_us):
            return False
        self._arrange()
        return True

    def _arrange(self) -> None:
        self._unsorted = False
        self.model.arrange(arrange(self.model.fleet.lives.values(), self._filter, self._order))
        self._show_fleet()

    def _show_fleet(self) -> None:
        """Tell the controls what there is and what is chosen."""
        lives = list(self.model.fleet.lives.values())
        self.strip.show_counts(counts(lives), self._filter.chosen.get(Group.STATE, frozenset()))
        if not self.rail.isHidden():
            self.rail.show_choices(choices(lives, self._filter), self._filter)
        self.toolbar.show_state(
            self.model.rowCount(),
            len(lives),
            self._order,
            self._size,
            filtered=not self._filter.empty,
            rail=not self.rail.isHidden(),
        )
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        """Say so where there is nothing to show, and why."""
        empty = self.model.rowCount() == 0
        lives = bool(self.model.fleet.lives)
        self.nothing.say(
            self.tr("No machine matches the filters") if lives else self.tr("Waiting for the first data"),
            self.tr("Clear filters") if lives else "",
        )
        had_focus = self.grid.hasFocus() or self.nothing.clear.hasFocus()
        self._stack.setCurrentWidget(self.nothing if empty else self.grid)
        if had_focus:
            (self.nothing.clear if empty else self.grid).setFocus()
