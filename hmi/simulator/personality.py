"""How the days of a simulated machine go: what stops it, how often, and what it does when somebody first looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Situation(Enum):
    """What a machine is in the middle of at the moment the simulation starts."""

    RUNNING = "running"
    FEED_HOLD = "feed_hold"
    PROGRAM_STOP = "program_stop"
    ALARM = "alarm"
    WAITING = "waiting"
    SETUP = "setup"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Personality:
    """A way of working. Rates are per hour of simulated time; 0 means never.

    ``automatic``: a bar feeder or a pallet changer loads the machine, so that it works through breaks.
    ``stop_every`` is the number of parts between stops for inspection. ``heat`` is how much warmer than a healthy one
    its spindle gets. ``batch`` is the least and the most parts between two set-ups.
    """

    name: str
    situation: Situation
    automatic: bool = False
    holds: float = 0.3
    stop_every: int = 0
    alarms: float = 0.08
    waits: float = 0.2
    offs: float = 0.0
    overrides: float = 1.0
    heat: float = 1.0
    batch: tuple[int, int] = (60, 140)


STEADY = Personality("steady", Situation.RUNNING, automatic=True, holds=0.1, alarms=0.04, waits=0.05)
ATTENDED = Personality("attended", Situation.RUNNING, holds=0.5, stop_every=25)
HESITANT = Personality("hesitant", Situation.FEED_HOLD, holds=6.0, overrides=4.0)
GAUGED = Personality("gauged", Situation.PROGRAM_STOP, stop_every=2, batch=(20, 40))
TROUBLED = Personality("troubled", Situation.ALARM, alarms=1.6, heat=2.6)
STARVED = Personality("starved", Situation.WAITING, waits=4.0)
JOBBING = Personality("jobbing", Situation.SETUP, batch=(3, 6), stop_every=3)
PART_TIME = Personality("part_time", Situation.OFF, offs=0.6)

WALL: tuple[Personality, ...] = (
    STEADY,
    STEADY,
    HESITANT,
    TROUBLED,
    STEADY,
    JOBBING,
    STEADY,
    STARVED,
    ATTENDED,
    STEADY,
    GAUGED,
    PART_TIME,
)
"""The order in which a fleet is peopled, so that even its first ten machines show most states."""
