"""The last hours of every machine's states, from the history once a minute and from the live side in between."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from hmi.domain.records import StateInterval
from hmi.live.feed import MachineLive
from hmi.ui.ask import Ask, Past
from hmi.ui.present import states_now
from hmi.ui.wall.rounds import Rounds

SPAN_US: Final = 8 * 3600 * 1_000_000
"""How far back a ribbon reaches."""
_PERIOD_US: Final = 60 * 1_000_000
_FARTHEST_CLOCK_US: Final = 24 * 3600 * 1_000_000
"""A machine whose clock is wrong by more than this is not looked for in the history."""

Ribbon = tuple[StateInterval, ...]

_log = logging.getLogger(__name__)


def continued(past: Sequence[StateInterval], live: MachineLive) -> Ribbon:
    """Return stored intervals up to the present state, and the present state after them.

    What the history says about the time since the machine entered its present state is older than what it says itself.
    """
    if live.since_us is None:
        return tuple(past)
    oldest_us = live.since_us - SPAN_US  # or a window without a history would keep more and more of them
    return tuple(states_now([stay for stay in past if stay.end_us is None or stay.end_us > oldest_us], live))


def by_machine(intervals: Iterable[StateInterval]) -> dict[str, Ribbon]:
    """Return intervals that are sorted by machine and time, machine by machine."""
    found: dict[str, list[StateInterval]] = {}
    for stay in intervals:
        found.setdefault(stay.machine, []).append(stay)
    return {machine: tuple(stays) for machine, stays in found.items()}


class Ribbons(QObject):
    """A ribbon per machine, on the machine's clock; ``changed`` says that all of them moved on.

    Until the history has answered, a ribbon holds what the live side has told since the window opened.
    """

    changed = Signal()

    def __init__(self, past: Past | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now_us = 0
        """This computer's clock when the ribbons last moved on: their right end."""
        self._ask = None if past is None else Ask(past, self)
        self._rounds = Rounds(_PERIOD_US)
        self._ribbons: dict[str, Ribbon] = {}
        self._lives: dict[str, MachineLive] = {}
        self._failing = False

    def follow(self, live: MachineLive) -> bool:
        """Continue a machine's ribbon; return whether it has changed."""
        key = live.machine.key
        before = self._lives.get(key)
        self._lives[key] = live
        if before is not None and (before.since_us, before.verdict.state) == (live.since_us, live.verdict.state):
            return False
        self._ribbons[key] = continued(self._ribbons.get(key, ()), live)
        return True

    def ribbon(self, key: str) -> Ribbon:
        """Return a machine's states, ascending; the last one may be open."""
        return self._ribbons.get(key, ())

    def tick(self, now_us: int) -> None:
        """Move on once a minute and ask the history anew."""
        if not self._lives or not self._rounds.begins(now_us):
            return
        self.now_us = now_us
        self.changed.emit()
        if self._ask is None or self._ask.busy:
            return
        offsets = [0, *(live.clock_offset_us for live in self._lives.values())]
        start_us = now_us - SPAN_US + max(min(offsets), -_FARTHEST_CLOCK_US)
        end_us = now_us + min(max(offsets), _FARTHEST_CLOCK_US)
        past = self._ask.past
        self._ask.ask(lambda: by_machine(past.states(None, start_us, end_us)), self._take, self._fail)

    def _take(self, stored: dict[str, Ribbon]) -> None:
        self._failing = False
        for key, live in self._lives.items():
            self._ribbons[key] = continued(stored.get(key, ()), live)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """Keep what is known; the next round asks again."""
        if not self._failing:
            _log.error("the last hours could not be read", exc_info=error)
        self._failing = True
