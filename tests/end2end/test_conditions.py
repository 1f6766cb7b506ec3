"""Conditions from the agent to the live side, with an agent whose stream forgets some."""

from __future__ import annotations

from dataclasses import replace

from hmi.domain.clock import now_us
from hmi.domain.link import LinkStatus
from hmi.domain.machine import Machine
from hmi.domain.records import Memory
from hmi.live.hub import Hub
from hmi.simulator.agent import Agent
from hmi.simulator.faults import inflict
from hmi.simulator.record import Activation, Level
from tests.fakes.journal import FakeJournal
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.shop import QUICK, agent_of, reading, say

AUDITING = replace(QUICK, audit_s=0.05)


class WatchedHub(Hub):
    """A hub that lets a test wait until something it was told holds."""

    def __init__(self, agent: Agent) -> None:
        machine = Machine("Torno 1", source=agent.url)
        super().__init__([machine], FakeJournal(), Memory(), now_us)
        self.told = FakeSink()

    def link(self, status: LinkStatus) -> None:
        super().link(status)
        self.told.link(status)

    @property
    def codes(self) -> list[str]:
        self.flush()
        return sorted(active.condition.code for active in self.everything().machines[0].conditions)


def fault(code: str, level: Level = Level.FAULT) -> Activation:
    return Activation(level, code, f"alarm {code}")


async def test_an_audit_raises_what_the_stream_forgot_and_clears_what_it_forgot_to_clear() -> None:
    async with agent_of() as agent:
        hub = WatchedHub(agent)
        async with reading(agent.url, hub, patience=AUDITING):
            say(agent, "Lathe_system", fault("1"))
            await hub.told.until(lambda: hub.codes == ["1"])
            await inflict(agent, {"fault": "forget_condition"})
            say(agent, "Lathe_system", fault("2"))
            await hub.told.until(lambda: hub.codes == ["1", "2"])
            say(agent, "Lathe_system", Activation(Level.NORMAL, "1", ""))
            await hub.told.until(lambda: hub.codes == ["2"])
            say(agent, "Lathe_system", Activation(Level.NORMAL, "", ""))
            await hub.told.until(lambda: hub.codes == [])
            assert hub.told.status.healed == 3
            audits = hub.told.status.audits
            await hub.told.until(lambda: hub.told.status.audits > audits + 2)
            assert hub.told.status.healed == 3
    assert not hub.defective


async def test_several_conditions_of_one_item_are_cleared_one_by_one_and_all_at_once() -> None:
    async with agent_of() as agent:
        hub = WatchedHub(agent)
        async with reading(agent.url, hub):
            for code in ("1", "2", "3"):
                say(agent, "Lathe_system", fault(code))
            await hub.told.until(lambda: hub.codes == ["1", "2", "3"])
            say(agent, "Lathe_system", Activation(Level.NORMAL, "2", ""))
            await hub.told.until(lambda: hub.codes == ["1", "3"])
            say(agent, "Lathe_system", Activation(Level.NORMAL, "", ""))
            await hub.told.until(lambda: hub.codes == [])


async def test_what_agents_understand_differently_is_compared_with_the_agent_soon() -> None:
    patience = replace(QUICK, audit_s=3600.0, doubt_s=0.05)
    async with agent_of() as agent:
        hub = WatchedHub(agent)
        async with reading(agent.url, hub, patience=patience):
            say(agent, "Lathe_system", fault("1"))
            await hub.told.until(lambda: hub.codes == ["1"])
            assert hub.told.status.audits == 0
            say(agent, "Lathe_system", Activation(Level.FAULT, "", "no code"))
            await hub.told.until(lambda: hub.told.status.audits == 1)
