"""The page that shows whether every endpoint delivers, what was lost, and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hmi.live.feed import Changes
from hmi.ui.ask import Past
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.hairline import Hairline
from hmi.ui.controls.line import Line
from hmi.ui.diagnostics.asking import TodayAsked
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.details import DetailsPanel
from hmi.ui.diagnostics.facts import as_text
from hmi.ui.diagnostics.head import HeadStrip
from hmi.ui.diagnostics.model import LinkModel
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.table import LinkTable
from hmi.ui.diagnostics.tally import FIGURES, Absence, Tally, figures, trouble_sentence
from hmi.ui.diagnostics.telling import data_size
from hmi.ui.look import Look
from hmi.ui.page import Page
from hmi.ui.symbols import hatch
from hmi.ui.theme import Size, Weight, font, tokens

_MARGIN: int = tokens()["space"]["page"]
_TABLE_WIDTH = 1272
"""Beside a table of this width there is room for the details; otherwise they go below it."""
_DETAILS_WIDTH = (440, 648)
_DETAILS_HEIGHT = 264
_DETAILS_AT_LEAST = 120
_ANY_SIZE = 2**24 - 1
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not name."""
_FOOT_HEIGHT = 40


class TroubleBand(QWidget):
    """A sentence across the page: the store takes nothing. Its texture is that of a gap, since that is what comes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setFont(font(Size.BODY, Weight.SEMIBOLD))
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN + 16, 12, _MARGIN, 13)
        row.addWidget(self.sentence)
        self.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence, or go away for an empty one."""
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
            self.setAccessibleName(sentence)
            if sentence:
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground and the texture at its left."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.raised)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.hairline)
        hatch(painter, QRectF(0, 0, _MARGIN, self.height() - 1), theme.primary, 1.4, 7)


class ConnectionsPage(Page):
    """Endpoints, what they deliver and what was lost; ``addWanted`` asks for another machine.

    ``past`` is None where this window has no history.
    """

    addWanted = Signal()

    def __init__(self, look: Look, past: Past | None, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._collecting = CollectingFigures()
        self._phrases = Phrases(self)
        self._asked = None if past is None else TodayAsked(past, look, self)
        self._model = LinkModel(look.zone, self)
        theme = look.theme
        self.head = HeadStrip(look, FIGURES)
        self.add_button = TextButton(theme)
        self.add_button.hide()
        self.trouble = TroubleBand(look)
        self.table = LinkTable(look, self._model)
        self.details = DetailsPanel(look)
        self.details.hide()
        self._foot_line = Hairline(theme)
        self._store = Line(theme, size=Size.CAPTION, tone="secondary")
        self.copy_all_button = TextButton(theme)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.setFocusProxy(self.table)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self._let_go)
        self.details.closed.connect(self._let_go)
        self.details.copied.connect(self.table.copy)
        self.copy_all_button.clicked.connect(self._copy_all)
        self.add_button.clicked.connect(self.addWanted)
        self.table.chosen.connect(self._show_details)
        if self._asked is not None:
            self._asked.changed.connect(self._take_today)
        self.retranslate()

    def offer_adding(self) -> None:
        """Show the way to add a machine."""
        self.head.lead_to(self.add_button)
        self.add_button.show()

    def set_collecting(self, collecting: CollectingFigures) -> None:
        """Take how collecting is doing as a whole."""
        self._collecting = collecting
        self._refresh()

    def apply(self, changes: Changes) -> None:
        """Take the endpoints that changed: what a person must see at once is shown at once, the rest by the tick."""
        if self._model.take(changes.links):
            if self._asked is not None:
                self._asked.something_changed()
            self._refresh()

    def tick(self, now_us: int) -> None:
        """Show how time passes, and ask the history where it is time to."""
        self._model.tick(now_us)
        if self._asked is not None:
            self._asked.tick(now_us)
        self._refresh()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self.look.theme
        for part in (self._foot_line, self._store, self.copy_all_button, self.add_button):
            part.restyle(theme)
        self.table.restyle()
        self.details.restyle()
        super().restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("Connections"))
        self.add_button.setText(self.tr("Add machine"))
        self.add_button.setToolTip("Ctrl+N")
        self.copy_all_button.setText(self.tr("Copy all"))
        self.copy_all_button.setToolTip(self.tr("Copies everything on this page as text"))
        self._model.retranslate()
        self.table.retranslate(
            (
                self.tr("No endpoint yet"),
                self.tr("The site file names no machine, or nothing has been heard of them since the window opened."),
            )
        )
        self.details.retranslate()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came while another page was open."""
        super().showEvent(event)
        self._model.tick(self._model.now_us)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the details where there is room for them."""
        super().resizeEvent(event)
        self._place_details()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(self.rect(), self.look.theme.canvas)

    def text(self) -> str:
        """Return everything on the page as text."""
        tally = self._tally()
        parts = [told.spoken for told in figures(tally, self._phrases)]
        parts += [part for part in (trouble_sentence(tally), self._store_words()) if part]
        parts += ["\n" + as_text(self.table.facts_of(row)) for row in range(self._model.rowCount())]
        return "\n".join(parts)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 0, 16, 0)
        foot.setSpacing(16)
        foot.addWidget(self._store, 1)
        foot.addWidget(self.copy_all_button)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        self._foot.setFixedHeight(_FOOT_HEIGHT)
        self._body.setSpacing(0)
        self._body.addWidget(self.table, 1)
        self._body.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.trouble)
        column.addLayout(self._body, 1)
        column.addWidget(self._foot_line)
        column.addWidget(self._foot)

    def _place_details(self) -> None:
        narrow, wide = _DETAILS_WIDTH
        spare = self.width() - _TABLE_WIDTH
        below = spare < narrow
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._body.setDirection(direction)
        self.details.lay_out(below=below)
        if below:
            self.details.setMinimumWidth(0)
            self.details.setMaximumWidth(_ANY_SIZE)
            self.details.setFixedHeight(min(_DETAILS_HEIGHT, max(int(self.height() * 0.42), _DETAILS_AT_LEAST)))
        else:
            self.details.setMinimumHeight(0)
            self.details.setMaximumHeight(_ANY_SIZE)
            self.details.setFixedWidth(min(spare, wide))

    def _tally(self) -> Tally:
        asked = self._asked
        absence = Absence.NO_HISTORY if asked is None else Absence.SILENT if asked.silent else Absence.ASKED
        return Tally(
            links=self._model.statuses(),
            collecting=self._collecting,
            today=None if asked is None else asked.today,
            absence=absence,
            zone=self.look.zone,
            now_us=self._model.now_us,
        )

    def _refresh(self) -> None:
        """Say anew what is not in the table; whatever still says the same is left alone."""
        tally = self._tally()
        machines = {machine for status in tally.links for machine in status.machines}
        under = f"{self._phrases.endpoints(len(tally.links))}, {self._phrases.machines(len(machines))}"
        self.head.tell(self.tr("Connections"), under, figures(tally, self._phrases))
        self.trouble.tell(trouble_sentence(tally))
        self._store.set_text(self._store_words())
        self._show_details()

    def _store_words(self) -> str:
        """Where the store and the log are, with the store's size and engine."""
        told = self._collecting
        parts = []
        if told.folder:
            parts.append(self.tr("Data in %1").replace("%1", told.folder))
        if told.store_bytes is not None:
            parts.append(data_size(told.store_bytes))
        if told.engine:
            parts.append(told.engine)
        if told.log_path:
            parts.append(self.tr("log %1").replace("%1", told.log_path))
        return " · ".join(parts)

    def _show_details(self) -> None:
        facts = self.table.facts
        if facts is not None:
            self.details.show_facts(facts)
        if self.details.isHidden() is (facts is None):
            return
        held_keyboard = self.details.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.details.setVisible(facts is not None)
        self._escape.setEnabled(facts is not None)
        if held_keyboard:
            self.table.setFocus()

    def _let_go(self) -> None:
        self.table.clearSelection()

    def _copy_all(self) -> None:
        QApplication.clipboard().setText(self.text())

    def _take_today(self) -> None:
        today = None if self._asked is None else self._asked.today
        self._model.set_losses(None if today is None else today.by_source)
        self._refresh()
