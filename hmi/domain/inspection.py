"""What a first look at an endpoint found: facts to be judged and told before a machine is added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hmi.domain.link import LinkReason, Security
from hmi.domain.observation import Value
from hmi.domain.signal import Role, Signal
from hmi.domain.state import Verdict

WANTED: Final = (
    Role.EXECUTION,
    Role.CONTROLLER_MODE,
    Role.PROGRAM,
    Role.PART_COUNT,
    Role.SPINDLE_LOAD,
    Role.FEED_OVERRIDE,
    Role.CONDITION,
)
"""The roles that matter: what a tile shows, and what says why a machine stands."""


@dataclass(frozen=True, slots=True)
class InspectedDevice:
    """One device as the program would show it; ``values`` are the latest by signal key, in the signal's unit.

    ``name`` is what the agent calls it: its name, else its uuid or id. ``wanted`` maps each role of ``WANTED`` to
    whether a signal plays it.
    """

    name: str
    uuid: str
    key: str = ""
    """What a site file's ``device`` says so that this one is meant; empty where the agent has no other."""
    model: str = ""
    serial: str = ""
    paths: int = 0
    signals: tuple[Signal, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    verdict: Verdict | None = None
    wanted: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found at ``url``; spans in microseconds, ``tested_us`` on this computer's clock.

    ``reason`` says why nothing, or nothing more, could be learnt. ``heard`` observations came in ``listened_us`` of
    listening, the newest ``newest_age_us`` old on the agent's clock. ``streams`` is False for an agent that has to be
    polled.
    """

    url: str
    tested_us: int
    took_us: int = 0
    reason: LinkReason | None = None
    answer_us: int | None = None
    version: str = ""
    devices: tuple[InspectedDevice, ...] = ()
    listened_us: int = 0
    heard: int = 0
    newest_age_us: int | None = None
    streams: bool = True
    buffer_size: int | None = None
    buffered: int | None = None
    """Observations that the buffer holds now."""
    buffered_us: int | None = None
    """The agent's time from the oldest of them to now."""
    skew_us: int | None = None
    security: Security = field(default_factory=Security)

    @property
    def rate(self) -> float | None:
        """Observations a second while it was listened to."""
        return self.heard / self.listened_us * 1_000_000 if self.listened_us else None
