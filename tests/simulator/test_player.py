"""Real time."""

from __future__ import annotations

import asyncio

from hmi.simulator.agent import Agent
from hmi.simulator.player import Player
from hmi.simulator.record import Emission
from tests.simulator.wire import LOAD, OTHER, START_US, said, until


class _Voice:
    """Says a list of things when they are due."""

    def __init__(self, emissions: list[Emission]) -> None:
        self._emissions = emissions
        self.skimmed_us: list[int] = []

    def until(self, time_us: int) -> list[Emission]:
        due = [one for one in self._emissions if one.time_us <= time_us]
        self._emissions = self._emissions[len(due) :]
        return due

    def skim_until(self, time_us: int) -> None:
        self.skimmed_us.append(time_us)


async def test_several_voices_speak_in_the_order_of_time(agent: Agent) -> None:
    voices = [_Voice([said(LOAD, "1", 1), said(LOAD, "2", 3)]), _Voice([said(OTHER, "9", 2), said(OTHER, "8", 5)])]
    player = Player([(agent, voices)])
    player.play(START_US + 4_000_000)
    assert [record.value for record in agent.instance._ring.held(8, 99)] == ["1", "9", "2"]
    before = agent.instance.next
    player.play(START_US + 4_500_000)
    assert agent.instance.next == before


async def test_the_player_plays_what_becomes_due(agent: Agent) -> None:
    now = [START_US]
    voice = _Voice([said(LOAD, "1", 1), said(LOAD, "2", 100)])
    playing = asyncio.create_task(Player([(agent, [voice])], clock=lambda: now[0]).run())
    now[0] += 2_000_000
    await until(lambda: agent.instance.next == 9)
    assert voice.skimmed_us == []

    now[0] += 3_600_000_000  # the computer was asleep
    await until(lambda: agent.instance.next == 10)
    assert voice.skimmed_us == [now[0]]
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
