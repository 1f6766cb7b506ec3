"""The page of trends: a large chart of signals of any machines, and a rail with its pens and the saved charts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hmi.live.feed import Changes, MachineLive
from hmi.ui.ask import Past
from hmi.ui.fleet import Fleet
from hmi.ui.ink import Ink
from hmi.ui.look import Look
from hmi.ui.machine.signals import same_signals
from hmi.ui.page import Page
from hmi.ui.theme import tokens
from hmi.ui.trends.chart_lines import chart_line, pen_line
from hmi.ui.trends.charts import Chart, Charts, restored_pens
from hmi.ui.trends.export_button import ExportButton
from hmi.ui.trends.export_line import ExportLine
from hmi.ui.trends.exporting import Exporting
from hmi.ui.trends.pen_picker import PenPicker
from hmi.ui.trends.pens import MOST_PENS, Pen, machines_of
from hmi.ui.trends.place import TrendPlace
from hmi.ui.trends.rail import Rail
from hmi.ui.trends.saving import Saving
from hmi.ui.trends.span_button import SpanButton

if TYPE_CHECKING:
    from hmi.ui.trends.panel import TrendPanel

_MARGIN: int = tokens()["space"]["page"]
_ROOMY = 1_024


class TrendsPage(Page):
    """Draws the pens that the user chose; ``chartsChanged`` says that the saved charts are others."""

    chartsChanged = Signal()

    def __init__(self, look: Look, past: Past, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._ink = Ink(look.theme)
        self._fleet = Fleet()
        self._now_us = 0
        self._pens: tuple[Pen, ...] = ()
        self.charts = Charts()
        self.rail = Rail(look, self._ink)
        self.picker = PenPicker(look, self._ink, self)
        self.exporting = Exporting(past, self)
        self.export_line = ExportLine(look, self.exporting)
        self.export_button = ExportButton(look, self.exporting, self)
        self.span_button = SpanButton(look, self)
        self._place = TrendPlace(look, past, several=True)
        self.saving = Saving(self, self, self.rail, self.charts)
        self._parts = (self.rail, self.picker, self.export_line, self.export_button, self.span_button, self._place)
        self._lay_out()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def _lay_out(self) -> None:
        self._beside = beside = QVBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self._place, 1)
        beside.addWidget(self.export_line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(beside, 1)

    def _connect(self) -> None:
        self.rail.addWanted.connect(self.open_picker)
        self.rail.removeWanted.connect(self.remove_pen)
        self.rail.openWanted.connect(self.open_chart)
        self.picker.chosen.connect(self.add_pen)
        self.saving.changed.connect(self._charts_changed)
        self._place.made.connect(self._made)
        for keys, action in (
            ("Ctrl+K", self.open_picker),
            ("Ctrl+S", self.saving.ask_name),
            ("Ctrl+E", self.export_button.open_menu),
            ("Ctrl+G", self.span_button.click),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def _made(self) -> None:
        """The keyboard belongs to the chart where nothing else wants it."""
        panel, had_focus = self.panel, self.hasFocus()
        if panel is None:
            return
        panel.controls.add(self.span_button, before_running=True)
        panel.controls.add(self.export_button)
        self.span_button.serve(panel)
        self.export_button.serve(panel)
        panel.rangeChanged.connect(self._show_title)
        self.setFocusProxy(panel)
        if had_focus:
            panel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    # -- what is shown -----------------------------------------------------------------------------------------------

    @property
    def panel(self) -> TrendPanel | None:
        """The chart with its controls; None until the page was shown once."""
        return self._place.panel

    @property
    def pens(self) -> tuple[Pen, ...]:
        """What the user wants to see, from top to bottom; of machines that are unknown too."""
        return self._pens

    @property
    def length_us(self) -> int:
        """How much time is shown, in microseconds."""
        return self._place.length_us or 8 * 3_600_000_000

    def apply(self, changes: Changes) -> None:
        """Take what changed, and show what of it is about the pens."""
        shown = machines_of(self._pens)
        before = {key: self._fleet.lives.get(key) for key in shown}
        self._fleet.apply(changes)
        anew = False
        for key in {live.machine.key for live in changes.machines} & set(shown):
            was, live = before[key], self._fleet.lives[key]
            if was is None or not same_signals(was, live):
                anew = True
            elif self.panel is not None:
                self.panel.apply(live)
        if anew:
            self._show()

    def tick(self, now_us: int) -> None:
        """Follow the time."""
        self._now_us = now_us
        if self.panel is not None:
            self.panel.tick(now_us)

    def _show(self) -> None:
        """Show the pens in the chart and in the rail."""
        lives = self._fleet.lives
        if self.panel is not None:
            known = {key: lives[key] for key in machines_of(self._pens) if key in lives}
            self.panel.show_pens(known, self._pens, self._now_us)
        self.rail.show_pens([pen_line(pen, lives) for pen in self._pens])
        self._show_charts()

    def _show_charts(self) -> None:
        self.rail.show_charts([chart_line(chart, self._fleet.lives, self._pens) for chart in self.charts.all])
        self._show_title()

    def _show_title(self) -> None:
        if self.panel is not None:
            self.panel.controls.title = next((c.name for c in self.charts.all if c.pens == self._pens), "")

    # -- the pens ----------------------------------------------------------------------------------------------------

    def open_picker(self) -> None:
        """Let the user choose a signal by name."""
        if len(self._pens) < MOST_PENS:
            button = self.rail.add_button
            corner = button.mapToGlobal(QPoint(0, button.height() + 4))
            self.picker.open_at(corner, self._sorted_lives(), self._pens)

    def _sorted_lives(self) -> list[MachineLive]:
        """Return all machines, those that are shown first."""
        shown = machines_of(self._pens)
        return sorted(self._fleet.lives.values(), key=lambda live: live.machine.key not in shown)

    def add_pen(self, pen: Pen) -> None:
        """Draw one more signal."""
        self.choose_pens((*self._pens, pen))

    def remove_pen(self, pen: Pen) -> None:
        """Draw a signal no longer."""
        self.choose_pens(tuple(one for one in self._pens if one != pen))

    def choose_pens(self, pens: tuple[Pen, ...]) -> None:
        """Draw other signals."""
        self._pens = tuple(dict.fromkeys(pens))[:MOST_PENS]
        self._show()

    def open_chart(self, chart: Chart) -> None:
        """Show a saved chart, live."""
        self._place.set_length(chart.length_us)
        if self.panel is not None:
            self.panel.go_live()
        self.choose_pens(chart.pens)

    def _charts_changed(self) -> None:
        self._show_charts()
        self.chartsChanged.emit()

    # -- what is remembered ------------------------------------------------------------------------------------------

    def view_state(self) -> str:
        """Return what the user chose here, to be kept over a restart."""
        return json.dumps(
            {
                "pens": [list(pen) for pen in self._pens],
                "length_us": self._place.length_us,
                "charts": self.charts.stored(),
            }
        )

    def restore_view(self, stored: str) -> None:
        """Take what :meth:`view_state` returned; what cannot be read is as if it had not been."""
        try:
            state = json.loads(stored)
        except ValueError:
            return
        if not isinstance(state, Mapping):
            return
        self.charts.restore(state.get("charts"))
        length = state.get("length_us")
        if isinstance(length, int) and length > 0:
            self._place.set_length(length)
        self.choose_pens(restored_pens(state.get("pens")))

    # -- look --------------------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._ink.dress(self.look.theme)
        for part in self._parts:
            part.restyle()
        self.saving.restyle()
        self.update()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Trends"))
        for part in self._parts:
            part.retranslate()
        self.saving.retranslate()
        self._show()

    # -- Qt ----------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the chart's controls have some of the margin where there is little room for them."""
        super().resizeEvent(event)
        margin = _MARGIN if self.width() >= _ROOMY else _MARGIN // 2
        self._beside.setContentsMargins(margin, 16, margin, 12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys of the chart work wherever on the page the keyboard is."""
        panel = self.panel
        if panel is not None and not panel.isAncestorOf(self.focusWidget() or self):
            panel.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the page's ground."""
        QPainter(self).fillRect(self.rect(), self.look.theme.surface)
