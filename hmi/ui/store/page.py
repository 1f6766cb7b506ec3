"""The page that says where the history lives, how much it holds, how long the disk will do, and how it is backed up."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from hmi.domain.stock import Stock, forecast
from hmi.ui.ask import Ask, Past
from hmi.ui.controls.button import TextButton
from hmi.ui.controls.hairline import Hairline
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.diagnostics.head import HeadStrip
from hmi.ui.diagnostics.page import TroubleBand
from hmi.ui.diagnostics.telling import data_size
from hmi.ui.figures import clock, percent
from hmi.ui.look import Look
from hmi.ui.machine.heading import Heading
from hmi.ui.page import Page
from hmi.ui.store.facts import FactsSection
from hmi.ui.store.phrases import StorePhrases
from hmi.ui.store.port import Keeping, StoreFacts
from hmi.ui.store.sections import backup_facts, button_words, database_facts
from hmi.ui.store.telling import FIGURES, figures, forecast_sentence, retention_sentence, rows, tier_name
from hmi.ui.store.tiers import StockBar, TierTable
from hmi.ui.theme import Size, font, tokens

_log = logging.getLogger(__name__)

_MARGIN: int = tokens()["space"]["page"]
_SECOND = 1_000_000
_EVERY_US = 5 * _SECOND
_SOON_US = _SECOND
"""While a backup is being made, or not all of the store was looked at yet."""
_SIDE_WIDTH = 420
_BESIDE_FROM = 1_160
"""A page of this width has room for the facts beside the tiers; otherwise they go below."""


class StorePage(Page):
    """The history, as ``past`` and a :class:`Keeping` that comes later tell it; asks every few seconds while shown."""

    def __init__(self, look: Look, past: Past, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._ask = Ask(past, self)
        self._phrases = StorePhrases(self)
        self._keeping: Keeping | None = None
        self._collecting = CollectingFigures()
        self._facts: StoreFacts | None = None
        self._asked_us: int | None = None
        self._silent = False
        self._now_us = 0
        theme = look.theme
        self.head = HeadStrip(look, FIGURES)
        self.trouble = TroubleBand(look)
        self._heading = Heading(theme, line=True)
        self.bar = StockBar(look)
        self.table = TierTable(look)
        self.forecast = _sentence()
        self.kept = _sentence()
        self.backups = FactsSection(look)
        self.backup_button = TextButton(theme)
        self.database = FactsSection(look)
        self._line = Hairline(theme, vertical=True)
        self._scroll = QScrollArea()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.backup_button.clicked.connect(self._back_up)
        self.restyle()
        self.retranslate()

    def arrive(self, keeping: Keeping | None) -> None:
        """Ask from now on; None: nobody any more."""
        self._keeping = keeping
        self._asked_us = None
        if keeping is None:
            self._ask.cancel()

    def set_collecting(self, collecting: CollectingFigures) -> None:
        """Take how collecting is doing as a whole."""
        self._collecting = collecting
        if self.isVisible():
            self._refresh()

    def tick(self, now_us: int) -> None:
        """Show how time passes, and ask where it is time to."""
        self._now_us = now_us
        keeping = self._keeping
        if keeping is not None and not self._ask.busy and self._is_time(now_us):
            self._asked_us = now_us
            self._ask.ask(keeping.facts, self._answered, self._failed)
        self._refresh()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        theme = self.look.theme
        for part in (self._heading, self._line, self.backup_button):
            part.restyle(theme)
        for section in (self.backups, self.database):
            section.restyle()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.canvas)
        palette.setColor(QPalette.ColorRole.WindowText, theme.primary)
        for widget in (self._scroll, self._inside, self.forecast, self.kept):
            widget.setPalette(palette)
        super().restyle()

    def retranslate(self) -> None:
        """Say everything in the present language."""
        self.setAccessibleName(self.tr("History"))
        self._scroll.setAccessibleName(self.accessibleName())
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what came while another page was open."""
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts where there is room for them."""
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_FROM
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._body.setDirection(direction)
        self._line.setVisible(beside)
        self._side.setFixedWidth(_SIDE_WIDTH if beside else max(self.width() - 2 * _MARGIN, 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(self.rect(), self.look.theme.canvas)

    def _lay_out(self) -> None:
        tiers = QVBoxLayout()
        tiers.setContentsMargins(0, 0, 0, 0)
        tiers.setSpacing(0)
        tiers.addWidget(self._heading)
        tiers.addSpacing(16)
        tiers.addWidget(self.bar)
        tiers.addSpacing(8)
        tiers.addWidget(self.table)
        tiers.addSpacing(20)
        tiers.addWidget(self.forecast)
        tiers.addSpacing(8)
        tiers.addWidget(self.kept)
        tiers.addStretch(1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.backups)
        side.addWidget(self.backup_button, 0, Qt.AlignmentFlag.AlignLeft)
        side.addSpacing(16)
        side.addWidget(self.database)
        side.addStretch(1)
        self._inside = QWidget()
        self._inside.setLayout(self._body)
        self._body.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        self._body.setSpacing(_MARGIN)
        self._body.addLayout(tiers, 1)
        self._body.addWidget(self._line)
        self._body.addWidget(self._side)
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.trouble)
        column.addWidget(self._scroll, 1)

    def _is_time(self, now_us: int) -> bool:
        if self._asked_us is None:
            return True
        facts = self._facts
        busy = facts is not None and (
            facts.stock.looked_at < 1 or (facts.backup is not None and facts.backup.progress is not None)
        )
        return not 0 <= now_us - self._asked_us < (_SOON_US if busy else _EVERY_US)

    def _answered(self, facts: StoreFacts) -> None:
        self._silent = False
        self._facts = facts
        self._refresh()

    def _failed(self, error: Exception) -> None:
        if not self._silent:
            _log.error("the history does not say how much it holds", exc_info=error)
        self._silent = True
        self._refresh()

    def _back_up(self) -> None:
        if self._keeping is not None:
            self._keeping.back_up()
            self._asked_us = None

    def _refresh(self) -> None:
        """Say everything anew; whatever still says the same is left alone."""
        facts, zone, now_us = self._facts, self.look.zone, self._now_us
        told = figures(facts, self._collecting, self._phrases, zone, now_us)
        self.head.tell(self.tr("History"), self._where(facts), told)
        self.trouble.tell(self._trouble(facts))
        self._scroll.setVisible(facts is not None)
        if facts is None:
            return
        self._heading.say(self.tr("What it holds"), self._note(facts.stock))
        self._tell_bar(facts)
        self.table.tell(rows(facts, self._phrases, zone))
        self.forecast.setText(forecast_sentence(facts, self._phrases))
        self.kept.setText(retention_sentence(facts, self._phrases))
        self.backups.tell(self.tr("Backups"), backup_facts(facts.backup, zone, now_us))
        self.backup_button.setText(button_words(facts.backup))
        self.backup_button.setVisible(facts.backup is not None)
        self.backup_button.setEnabled(facts.backup is not None and facts.backup.progress is None)
        told_of = database_facts(facts, self._collecting, self._phrases, zone, now_us)
        self.database.tell(self.tr("Where it lives"), told_of)

    def _tell_bar(self, facts: StoreFacts) -> None:
        stock, told = facts.stock, forecast(facts.stock, facts.copies)
        parts = [*((tier.tier, tier.size) for tier in stock.tiers), (None, stock.other)]
        spoken = ", ".join(f"{tier_name(tier.tier)} {data_size(round(tier.size))}" for tier in stock.tiers)
        self.bar.tell(parts, 0.0 if told is None else told.levels_at, spoken)

    def _where(self, facts: StoreFacts | None) -> str:
        if facts is None:
            return self.tr("the history does not answer") if self._silent else self.tr("asking the history")
        return self.tr("in a file, %1").replace("%1", facts.engine) if facts.in_file else facts.engine

    def _note(self, stock: Stock) -> str:
        if stock.looked_at < 1:
            return self.tr("%1 of the signals looked at").replace("%1", percent(stock.looked_at))
        return self.tr("estimated %1").replace("%1", clock(stock.asked_us, self.look.zone, self._now_us))

    def _trouble(self, facts: StoreFacts | None) -> str:
        if facts is not None and facts.spool is not None and facts.spool.away_since_us is not None:
            words = self.tr(
                "The database has been away since %1. What comes waits on this computer's disk and is stored once it "
                "is back."
            )
            return words.replace("%1", clock(facts.spool.away_since_us, self.look.zone, self._now_us))
        return self._collecting.trouble if self._collecting.waiting_since_us is not None else ""


def _sentence() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFont(font(Size.BODY))
    return label
