"""Lets machines speak to their agents in real time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from hmi.domain.clock import now_us as this_clock_us
from hmi.simulator.agent import Agent
from hmi.simulator.record import Emission

TICK_S = 0.1
_ASLEEP_US = 30_000_000
"""After so long without a tick this computer was asleep; what the machines did meanwhile is thinned."""


class Voice(Protocol):
    """Something that speaks in the order of time: a simulated machine, or a recording."""

    def until(self, time_us: int) -> list[Emission]:
        """Return what is said up to a moment, once."""

    def skim_until(self, time_us: int) -> None:
        """Say less of what lies before that moment."""


class Player:
    """Hands over what voices say as soon as it is due; ``clock`` gives microseconds since 1970 UTC."""

    def __init__(
        self, parts: Sequence[tuple[Agent, Sequence[Voice]]], clock: Callable[[], int] = this_clock_us
    ) -> None:
        self._parts = parts
        self._clock = clock

    def play(self, now_us: int) -> None:
        """Hand over everything that is due at a moment."""
        for agent, voices in self._parts:
            due = [emission for voice in voices for emission in voice.until(now_us)]
            if due:
                due.sort(key=_time)
                agent.observe(due)

    async def run(self) -> None:
        """Play until cancelled."""
        before_us = self._clock()
        while True:
            await asyncio.sleep(TICK_S)
            now_us = self._clock()
            if now_us - before_us > _ASLEEP_US:
                for _, voices in self._parts:
                    for voice in voices:
                        voice.skim_until(now_us)
            before_us = now_us
            self.play(now_us)


def _time(emission: Emission) -> int:
    return emission.time_us
