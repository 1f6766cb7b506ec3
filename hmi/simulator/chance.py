"""When something happens to a simulated machine, by chance or because it is to be seen at the start.

Clocks are simulated seconds, and 0 is the moment at which the simulation starts. Before it lies a calm, in which
nothing happens by chance, so that at 0 the machine is in the middle of the situation that its personality asks for.
"""

from __future__ import annotations

import math
from enum import Enum
from random import Random
from typing import Final

from hmi.simulator.personality import Personality, Situation

_HOUR: Final = 3600.0
_CALM_BEFORE_S: Final = 900.0
_CALM_AFTER_S: Final = 60.0
_FILTERS_PER_HOUR: Final = 0.05

SHOWN_IN_A_CUT: Final = frozenset({Situation.FEED_HOLD, Situation.PROGRAM_STOP, Situation.ALARM})
"""The situations that begin while a tool cuts; the others begin between two parts."""
_LEAD_S: Final = {
    Situation.RUNNING: (300, 300),
    Situation.FEED_HOLD: (420, 1500),
    Situation.PROGRAM_STOP: (420, 900),
    Situation.ALARM: (400, 800),
    Situation.WAITING: (300, 1100),
    Situation.SETUP: (600, 1800),
    Situation.OFF: (1500, 4500),
}
"""How long before 0 a situation begins, least and most."""
_TAIL_S: Final = {
    Situation.FEED_HOLD: (200, 600),
    Situation.PROGRAM_STOP: (150, 400),
    Situation.ALARM: (180, 500),
    Situation.WAITING: (240, 700),
    Situation.SETUP: (500, 1000),
    Situation.OFF: (1200, 3000),
}
"""How long after 0 it ends."""


class Event(Enum):
    """What can happen."""

    HOLD = "hold"
    ALARM = "alarm"
    WAIT = "wait"
    OFF = "off"
    OVERRIDE = "override"
    FILTER = "filter"
    HEAT = "heat"
    """The spindle gets too hot; not by chance, but it comes as suddenly."""
    SHOW = "show"
    """The situation begins that is to be seen at 0."""


IN_A_CUT: Final = (Event.HOLD, Event.ALARM, Event.OVERRIDE, Event.FILTER)


class Chance:
    """Draws the moments of everything that happens to one machine, starting at ``clock``."""

    def __init__(self, personality: Personality, fate: Random, clock: float, never_off: bool) -> None:
        self._fate = fate
        situation = personality.situation
        self.situation = Situation.WAITING if never_off and situation is Situation.OFF else situation
        self.shown = False
        self.show_at = -fate.uniform(*_LEAD_S[self.situation])
        self._rates = {
            Event.HOLD: personality.holds,
            Event.ALARM: personality.alarms,
            Event.WAIT: personality.waits,
            Event.OFF: 0.0 if never_off else personality.offs,
            Event.OVERRIDE: personality.overrides,
            Event.FILTER: _FILTERS_PER_HOUR,
        }
        self._due = {event: clock + self._interval(event) for event in self._rates}

    def calm(self, clock: float) -> bool:
        """Return whether nothing may happen by chance."""
        if self.situation is Situation.RUNNING:
            return self.show_at - _CALM_BEFORE_S <= clock < _CALM_AFTER_S
        return not self.shown and clock >= self.show_at - _CALM_BEFORE_S

    def has_time_for(self, seconds: float, clock: float) -> bool:
        """Return whether something unexpected that lasts so long is over well before the situation to be shown."""
        if self.calm(clock):
            return False
        return self.shown or clock >= 0 or clock + seconds < self.show_at - _CALM_BEFORE_S / 2

    def is_due(self, event: Event, seconds: float, clock: float) -> bool:
        """Return whether an event that lasts so long happens now; one that has no time now is put off."""
        if self._due[event] > clock:
            return False
        if not self.has_time_for(seconds, clock):
            self.again(event, clock)
            return False
        return True

    def next_in_cut(self, seconds: float, hot_after_s: float, clock: float) -> tuple[Event | None, float]:
        """Return what interrupts a cut of so many seconds, and after how many; None if nothing does.

        ``hot_after_s`` is how long the spindle takes to get too hot in it.
        """
        calm = self.calm(clock)
        for event in IN_A_CUT:
            if calm and self._due[event] < clock + seconds:
                self.again(event, clock)
        after = {event: max(0.0, self._due[event] - clock) for event in IN_A_CUT}
        to_show = not self.shown and self.situation in SHOWN_IN_A_CUT
        if not calm or (to_show and self.situation is Situation.ALARM):
            after[Event.HEAT] = hot_after_s
        if to_show:
            after[Event.SHOW] = max(0.0, self.show_at - clock)
        event = min(after, key=after.__getitem__)
        return (event, after[event]) if after[event] < seconds else (None, seconds)

    def again(self, event: Event, clock: float, at_most_s: float = math.inf) -> None:
        """Draw when an event happens next, ``at_most_s`` from now."""
        earliest = max(clock, _CALM_AFTER_S) if self.calm(clock) else clock
        self._due[event] = earliest + min(self._interval(event), at_most_s)

    def show(self, clock: float) -> float:
        """Begin the situation that is to be seen at 0; return how long it lasts from now on."""
        self.shown = True
        seconds = self._fate.uniform(*_TAIL_S[self.situation]) - clock
        for event in self._rates:
            self.again(event, clock + seconds)
        return seconds

    def _interval(self, event: Event) -> float:
        per_hour = self._rates[event]
        return self._fate.expovariate(per_hour / _HOUR) if per_hour > 0 else math.inf
