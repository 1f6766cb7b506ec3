"""What share of today the fleet ran, and was connected, and how much of the day anybody knows about."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState, Reason
from hmi.ui.ask import Ask, Past
from hmi.ui.plant_day import last_midnight_us
from hmi.ui.wall.rounds import Rounds

_PERIOD_US: Final = 30 * 1_000_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Today:
    """Shares of 0 to 1; None where there is nothing to divide by."""

    running: float | None = None
    """Time running over time in a known state: neither offline nor unknown."""
    coverage: float | None = None
    """Time in a known state over the time that has passed, all machines together."""
    connected: float | None = None
    """1 - time offline over time that anything was known about the link."""


def summed(intervals: Iterable[StateInterval], machines: int, start_us: int, end_us: int) -> Today:
    """Return the day's shares from the stays of all machines; an open stay lasts until ``end_us``."""
    running = known = offline = linked = 0
    for stay in intervals:
        last_us = end_us if stay.end_us is None else min(stay.end_us, end_us)
        span = last_us - max(stay.start_us, start_us)
        if span <= 0:
            continue
        state = stay.verdict.state
        running += span * (state is MachineState.RUNNING)
        known += span * (state not in (MachineState.OFFLINE, MachineState.UNKNOWN))
        offline += span * (state is MachineState.OFFLINE)
        linked += span * (stay.verdict.reason is not Reason.NOTHING_YET)
    passed = machines * (end_us - start_us)
    return Today(
        running=running / known if known else None,
        coverage=min(known / passed, 1.0) if passed > 0 else None,
        connected=1 - offline / linked if linked else None,
    )


class Day(QObject):
    """Asks the history for today every half minute; ``changed`` brings the answer."""

    changed = Signal(Today)

    def __init__(self, past: Past | None, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = None if past is None else Ask(past, self)
        self._zone = zone
        self._rounds = Rounds(_PERIOD_US)
        self._failing = False

    def tick(self, now_us: int, machines: int) -> None:
        """Ask when it is time to."""
        if self._ask is None or not machines or self._ask.busy or not self._rounds.begins(now_us):
            return
        past, start_us = self._ask.past, last_midnight_us(now_us, self._zone)
        self._ask.ask(
            lambda: summed(past.states(None, start_us, now_us), machines, start_us, now_us), self._take, self._fail
        )

    def _take(self, today: Today) -> None:
        self._failing = False
        self.changed.emit(today)

    def _fail(self, error: Exception) -> None:
        """Show nothing rather than an old share; the next round asks again."""
        if not self._failing:
            _log.error("today's states could not be read", exc_info=error)
        self._failing = True
        self.changed.emit(Today())
