"""Asks the history about today, again when something may have changed, never more than once at a time."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from hmi.ui.ask import Ask, Past
from hmi.ui.diagnostics.today import Today, sum_up
from hmi.ui.look import Look
from hmi.ui.plant_day import last_midnight_us

_log = logging.getLogger(__name__)

_SECOND = 1_000_000
_AGAIN_US = 30 * _SECOND
_SOONER_US = 2 * _SECOND
"""A gap is told when the link is back, and stored a moment later."""


class TodayAsked(QObject):
    """What the history says about today. ``changed`` comes on the GUI thread; nothing here waits."""

    changed = Signal()

    def __init__(self, past: Past, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past = past
        self._look = look
        self._ask = Ask(past, self)
        self._asked_us: int | None = None
        self._again = False
        self.today: Today | None = None
        self.silent = False

    def something_changed(self) -> None:
        """Ask again soon."""
        self._again = True

    def tick(self, now_us: int) -> None:
        """Ask where it is time to."""
        midnight = last_midnight_us(now_us, self._look.zone)
        if self.today is not None and self.today.midnight_us != midnight:
            self.today = None  # yesterday's figures are none of today's
            self._asked_us = None
            self.changed.emit()
        if self._asked_us is not None:
            rest = now_us - self._asked_us
            if self._ask.busy or 0 <= rest < (_SOONER_US if self._again else _AGAIN_US):
                return
        self._asked_us = now_us
        self._again = False
        past = self._past

        def question() -> Today:
            return sum_up(midnight, now_us, past.gaps(midnight, now_us), past.collecting(midnight, now_us))

        self._ask.ask(question, self._answered, self._failed)

    def _answered(self, today: Today) -> None:
        if self.silent:
            _log.info("the history answers again")
        self.silent = False
        if today != self.today:
            self.today = today
            self.changed.emit()

    def _failed(self, error: Exception) -> None:
        if not self.silent:
            _log.error("the history does not say what was lost today", exc_info=error)
        self.silent = True
        self.today = None
        self.changed.emit()
