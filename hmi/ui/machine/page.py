"""The machine page: who it is, what it does and why, its values, its trend, its day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hmi.live.feed import Changes, MachineLive
from hmi.ui.ask import Past
from hmi.ui.controls.hairline import Hairline
from hmi.ui.fleet import Fleet
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.choices import SignalChoices
from hmi.ui.machine.columns import Columns
from hmi.ui.machine.conditions import Conditions
from hmi.ui.machine.day import MachineDay
from hmi.ui.machine.header import Header
from hmi.ui.machine.nobody import Nobody
from hmi.ui.machine.picker import MachinePicker
from hmi.ui.machine.pile import Pile
from hmi.ui.machine.signals import same_signals, signals_of
from hmi.ui.machine.stops import Stops
from hmi.ui.machine.today import Today
from hmi.ui.machine.tools import Tools
from hmi.ui.machine.values import LiveValues
from hmi.ui.page import Page
from hmi.ui.theme import tokens
from hmi.ui.trends.place import TrendPlace

if TYPE_CHECKING:
    from hmi.ui.trends.panel import TrendPanel

_MARGIN: int = tokens()["space"]["page"]


class MachinePage(Page):
    """Shows the machine that was chosen last; knows all machines, so that one can go from each to the next.

    ``machineChosen`` carries the key of the machine that the user went to from here, which is already shown.
    """

    wallWanted = Signal()
    machineChosen = Signal(str)
    signalsChosen = Signal(tuple)

    def __init__(self, look: Look, past: Past | None, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._ink = Ink(look.theme)
        self._fleet = Fleet()
        self._key = ""
        self._now_us = 0
        self._choices = SignalChoices()
        self._shown: MachineLive | None = None
        self.day = MachineDay(past, look.zone, self)
        self.header = Header(look)
        self.values = LiveValues(look, self._ink)
        self.today = Today(look, self._ink, self.day)
        self.conditions = Conditions(look, self._ink)
        self.tools = Tools(look, self._ink)
        self.stops = Stops(look, self._ink, self.day)
        self.picker = MachinePicker(look, self._ink, self)
        self._trend_place = TrendPlace(look, past)
        self._level = Hairline(look.theme)
        self._nobody = Nobody(look)
        self._parts = (
            *(self.header, self.values, self.today, self.conditions, self.tools, self.stops),
            *(self.picker, self._nobody, self._trend_place),
        )
        self._stack = QStackedWidget()
        self._columns = self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(False)
        self.retranslate()
        self._show()

    # -- building ----------------------------------------------------------------------------------------------------

    def _arrange(self) -> Columns:
        right = QWidget()
        beside = Pile(right, (self.conditions, self.tools, self.stops))
        beside.setContentsMargins(20, 20, _MARGIN, 8)
        beside.setSpacing(24)
        middle = QWidget()
        between = QVBoxLayout(middle)
        between.setContentsMargins(_MARGIN, 16, 16, 12)
        between.setSpacing(12)
        between.addWidget(self._trend_place, 1)
        between.addWidget(self._level)
        between.addWidget(self.today)
        columns = Columns(self.look.theme, self.values, middle, right)
        machine = QWidget()
        whole = QVBoxLayout(machine)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(columns, 1)
        self._stack.addWidget(self._nobody)
        self._stack.addWidget(machine)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._stack)
        return columns

    def _connect(self) -> None:
        self.header.wallWanted.connect(self.wallWanted)
        self.header.listWanted.connect(self.open_picker)
        self._nobody.wallWanted.connect(self.wallWanted)
        self._nobody.listWanted.connect(self.open_picker)
        self._columns.leftChanged.connect(self.header.set_left_width)
        self.picker.chosen.connect(self._go)
        self.values.chosenChanged.connect(self.choose_signals)
        self.stops.chosen.connect(self._look_at)
        self._trend_place.made.connect(self._trend_made)
        for keys, action in (
            ("PgUp", lambda: self.step(-1)),
            ("PgDown", lambda: self.step(1)),
            ("Ctrl+K", self.open_picker),
            ("Ctrl+F", self.values.seek),
            ("/", self.values.seek),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _trend_made(self) -> None:
        """The keyboard belongs to the trend where nothing else wants it."""
        trend, had_focus = self.trend, self.hasFocus()
        if trend is not None:
            self.setFocusProxy(trend)
            if had_focus:
                trend.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_trend()

    # -- which machine -----------------------------------------------------------------------------------------------

    @property
    def trend(self) -> TrendPanel | None:
        """The trend; None until the page was shown once."""
        return self._trend_place.panel

    @property
    def machine_key(self) -> str:
        """The machine that was chosen; empty while none is."""
        return self._key

    def show_machine(self, key: str) -> None:
        """Show a machine; one that no feed has named yet appears as soon as one does."""
        if key != self._key:
            self._key = key
            self._shown = None
            self._show()

    def step(self, by: int) -> None:
        """Go to the machine that stands so many places behind this one, round and round."""
        keys = list(self._fleet.lives)
        if not keys:
            return
        at = keys.index(self._key) + by if self._key in keys else 0 if by > 0 else -1
        self._go(keys[at % len(keys)])

    def open_picker(self) -> None:
        """Let the user choose a machine by name."""
        corner = self.mapToGlobal(QPoint(_MARGIN, self.header.height() - 8))
        self.picker.open_at(corner, self._fleet.lives.values(), self._now_us, self._key)

    def _go(self, key: str) -> None:
        if key != self._key:
            self.show_machine(key)
            self.machineChosen.emit(key)

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def machine(self) -> MachineLive | None:
        """The newest snapshot of the machine that is shown, with the freshest word of its link and all its signals."""
        live = self._fleet.lives.get(self._key)
        if live is None:
            return None
        link, signals = self._fleet.links.get(live.machine.source, live.link), signals_of(live)
        return live if link is live.link and signals is live.signals else replace(live, link=link, signals=signals)

    def apply(self, changes: Changes) -> None:
        """Take what changed, and show what of it is about this machine."""
        self._fleet.apply(changes)
        received = [live.received_us for live in changes.machines if live.received_us is not None]
        self._now_us = max([self._now_us, *received])
        mine = any(live.machine.key == self._key for live in changes.machines)
        if mine or any(self._key in link.machines for link in changes.links):
            self._show()

    def tick(self, now_us: int) -> None:
        """Follow the time."""
        self._now_us = now_us
        live = self.machine
        if live is None:
            return
        here_us = now_us + live.clock_offset_us
        silent_us = self._fleet.age_us(live, now_us)
        self.header.show_machine(live, now_us, silent_us)
        self.values.tick(here_us, silent_us)
        self.day.tick(here_us)
        self.today.refresh()
        self.stops.refresh()
        if self.trend is not None:
            self.trend.tick(now_us)

    def _show(self) -> None:
        """Show the newest snapshot; another machine resets what belongs to the one before."""
        live = self.machine
        self._stack.setCurrentIndex(0 if live is None else 1)
        before, self._shown = self._shown, live
        if live is None:
            self._nobody.say(self._key, others=bool(self._fleet.lives))
            self.values.show_machine(None)
            self.day.show_machine(None)
            self._show_trend()
            return
        another = before is None or before.machine.key != live.machine.key
        here_us = self._now_us + live.clock_offset_us
        silent_us = self._fleet.age_us(live, self._now_us)
        self.header.show_machine(live, self._now_us, silent_us)
        if another:
            self.day.tick(here_us)
        self.values.show_machine(live)
        self.values.tick(here_us, silent_us)
        self.conditions.show_machine(live, here_us)
        self.tools.show_machine(live)
        self.day.show_machine(live)
        if before is None or not same_signals(before, live):
            self._show_trend()
        elif self.trend is not None:
            self.trend.apply(live)

    def _show_trend(self) -> None:
        live = self._shown
        self.values.model.choose(() if live is None else self.chosen_signals())
        if self.trend is not None:
            self.trend.show_machine(live, self.chosen_signals(), self._now_us)

    # -- the signals in the trend ------------------------------------------------------------------------------------

    def chosen_signals(self) -> tuple[str, ...]:
        """Return the keys of the signals in the trend, from top to bottom; at most four."""
        live = self._shown
        return () if live is None else self._choices.of(live)

    def choose_signals(self, keys: tuple[str, ...]) -> None:
        """Put other signals into the trend, here and on every machine with the same known signals."""
        live = self._shown
        if live is None:
            return
        self._choices.choose(live, keys)
        self._show_trend()
        self.signalsChosen.emit(self.chosen_signals())

    def view_state(self) -> str:
        """Return what the user chose here, to be kept over a restart."""
        return json.dumps({"length_us": self._trend_place.length_us, "signals": self._choices.stored()})

    def restore_view(self, stored: str) -> None:
        """Take what :meth:`view_state` returned; what cannot be read is as if it had not been."""
        try:
            state = json.loads(stored)
        except ValueError:
            return
        if not isinstance(state, Mapping):
            return
        self._choices.restore(state.get("signals"))
        length = state.get("length_us")
        if isinstance(length, int) and length > 0:
            self._trend_place.set_length(length)
        self._show_trend()

    def _look_at(self, start_us: int, end_us: int) -> None:
        if self.trend is not None:
            self.trend.look_at(start_us, end_us)

    # -- look --------------------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self.look.theme
        self._ink.dress(theme)
        for part in self._parts:
            part.restyle()
        self._columns.restyle(theme)
        self._level.restyle(theme)
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Machine"))
        for part in self._parts:
            part.retranslate()
        self._show_trend()

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys of the trend work wherever on the page the keyboard is."""
        trend = self.trend
        if trend is not None and self._shown is not None and not trend.isAncestorOf(self.focusWidget() or self):
            trend.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page's ground."""
        QPainter(self).fillRect(self.rect(), self.look.theme.surface)
