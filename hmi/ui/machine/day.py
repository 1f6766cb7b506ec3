"""The machine's day in states: asked of the history, brought up to the present by the live side."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from hmi.domain.records import StateInterval
from hmi.domain.state import MachineState
from hmi.live.feed import MachineLive
from hmi.ui.ask import Ask, Past
from hmi.ui.plant_day import day_window
from hmi.ui.present import states_now

_log = logging.getLogger(__name__)

_PERIOD_US = 60_000_000
_RETRY_US = 10_000_000
_SETTLE_MS = 1_000
"""After a change of state the history needs a moment before it has it."""
_STOPS = frozenset({MachineState.STOPPED, MachineState.ALARM, MachineState.IDLE, MachineState.SETUP})
_KNOWN = frozenset(MachineState) - {MachineState.OFFLINE, MachineState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Stop:
    """A stay of today in which the machine did not run; ``end_us`` is None while it lasts."""

    start_us: int
    end_us: int | None
    interval: StateInterval

    def length_us(self, now_us: int) -> int:
        """How long it lasted, or has lasted."""
        return max((now_us if self.end_us is None else self.end_us) - self.start_us, 0)


def _clipped(interval: StateInterval, start_us: int, now_us: int) -> int:
    end_us = now_us if interval.end_us is None else min(interval.end_us, now_us)
    return max(end_us - max(interval.start_us, start_us), 0)


def totals(intervals: Sequence[StateInterval], start_us: int, now_us: int) -> Mapping[MachineState, int]:
    """Return how long the machine was in each state since ``start_us``, in microseconds; only states that it was in."""
    found: dict[MachineState, int] = {}
    for interval in intervals:
        length = _clipped(interval, start_us, now_us)
        if length:
            found[interval.verdict.state] = found.get(interval.verdict.state, 0) + length
    return found


def coverage(found: Mapping[MachineState, int], start_us: int, now_us: int) -> float | None:
    """Return the share of the day until now of which anybody knows what the machine did; None before it began."""
    if now_us <= start_us:
        return None
    return min(sum(length for state, length in found.items() if state in _KNOWN) / (now_us - start_us), 1.0)


def stops(intervals: Sequence[StateInterval], start_us: int) -> list[Stop]:
    """Return the day's stays in which the machine could have run and did not, newest first."""
    return [
        Stop(max(interval.start_us, start_us), interval.end_us, interval)
        for interval in reversed(intervals)
        if interval.verdict.state in _STOPS and (interval.end_us is None or interval.end_us > start_us)
    ]


class DayState(Enum):
    """How far the day is known."""

    ASKING = auto()
    KNOWN = auto()
    FAILED = auto()
    NO_HISTORY = auto()


class MachineDay(QObject):
    """Asks for one machine's day once a minute and after every change of state; ``changed`` when there is news.

    Times are microseconds UTC on the machine's clock.
    """

    changed = Signal()

    def __init__(self, past: Past | None, zone: ZoneInfo, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = None if past is None else Ask(past, self)
        self._zone = zone
        self._live: MachineLive | None = None
        self._stored: Sequence[StateInterval] = ()
        self._due_us = 0
        self.now_us = 0
        self.window_us = (0, 1)
        self.state = DayState.NO_HISTORY if past is None else DayState.ASKING
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._query)

    @property
    def intervals(self) -> list[StateInterval]:
        """The day's stays, ascending; the last one lasts."""
        return [] if self._live is None else states_now(self._stored, self._live)

    def show_machine(self, live: MachineLive | None) -> None:
        """Take a machine, or its newest snapshot."""
        before, self._live = self._live, live
        if live is None or before is None or live.machine.key != before.machine.key:
            self._stored = ()
            self._settle.stop()
            if self._ask is not None:
                self._ask.cancel()
                self.state = DayState.ASKING
                self._query()
            self.changed.emit()
        elif (live.since_us, live.verdict.why) != (before.since_us, before.verdict.why):
            self._settle.start()
            self.changed.emit()

    def tick(self, now_us: int) -> None:
        """Follow the time; a new day begins at the plant's midnight."""
        self.now_us = now_us
        window_us = day_window(now_us, self._zone)
        # The clock may have been set back, too.
        due = window_us != self.window_us or not self._due_us - _PERIOD_US <= now_us < self._due_us
        self.window_us = window_us
        if due and not (self._ask is not None and self._ask.busy):
            self._query()

    def _query(self) -> None:
        ask, live = self._ask, self._live
        if ask is None or live is None or not self.now_us:
            return
        self._due_us = self.now_us + _PERIOD_US
        machine, (start_us, end_us) = live.machine.key, self.window_us
        ask.ask(lambda: ask.past.states(machine, start_us, end_us), self._take, self._fail)

    def _take(self, intervals: list[StateInterval]) -> None:
        self._stored = intervals
        self.state = DayState.KNOWN
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        if self.state is not DayState.FAILED:
            _log.warning("the machine's day cannot be read: %s", error)
        self.state = DayState.FAILED
        self._due_us = self.now_us + _RETRY_US
        self.changed.emit()
