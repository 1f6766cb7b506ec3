"""Agents of the simulator with machines small enough to count their observations by hand."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

from hmi.domain.clock import now_us
from hmi.domain.link import LinkMode
from hmi.settings.site import MachineSettings
from hmi.simulator.agent import Agent, AgentSettings
from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.dialect import Flavour
from hmi.simulator.record import Emission, Reported
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.source import MTConnectSource
from hmi.sources.port import Sink, Source
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.making import machines

QUICK = Patience(
    connect_s=5.0,
    answer_s=2.0,
    whole_s=10.0,
    silence_s=0.5,
    steady_s=0.05,
    retry_s=0.02,
    longest_retry_s=0.1,
    polling_s=0.3,
    missing_s=0.1,
)
ITEMS = 5
"""Data items of one device, and so observations with which an agent begins for each."""


def device(name: str = "Lathe") -> Device:
    """Return a device with five data items whose ids begin with its name."""
    items = (
        DataItem(f"{name}_exec", Category.EVENT, "EXECUTION"),
        DataItem(f"{name}_count", Category.EVENT, "PART_COUNT"),
        DataItem(f"{name}_feed", Category.SAMPLE, "PATH_FEEDRATE", "ACTUAL", units="MILLIMETER/MINUTE"),
        DataItem(f"{name}_system", Category.CONDITION, "SYSTEM"),
    )
    path = Component("Path", f"{name}_path", "path", items=items)
    controller = Component("Controller", f"{name}_ctl", "controller", components=(path,))
    availability = DataItem(f"{name}_avail", Category.EVENT, "AVAILABILITY")
    return Device(
        Component("Device", f"{name}_dev", name, items=(availability,), components=(controller,)), f"U-{name}"
    )


def emit(agent: Agent, count: int, item: str = "Lathe_feed", start: int = 0) -> None:
    """Let a machine say ``count`` numbers from ``start`` on."""
    agent.observe(Emission(now_us(), item, str(float(n))) for n in range(start, start + count))


def say(agent: Agent, item: str, value: Reported) -> None:
    agent.observe([Emission(now_us(), item, value)])


@asynccontextmanager
async def agent_of(*devices: Device, flavour: Flavour = Flavour.V1, buffer_size: int = 131_072) -> AsyncIterator[Agent]:
    agent = Agent(devices or (device(),), AgentSettings(flavour=flavour, buffer_size=buffer_size))
    await agent.start()
    try:
        yield agent
    finally:
        agent.faults.heal()
        await agent.stop()


@asynccontextmanager
async def reading(
    url: str,
    sink: Sink,
    settings: Sequence[MachineSettings] = (),
    patience: Patience = QUICK,
    knows: Callable[[str], bool] | None = None,
) -> AsyncIterator[Source]:
    """Run the source of an agent; on leaving, end it and check that nothing of it is left."""
    before = asyncio.all_tasks()
    known = {} if knows is None else {"knows": knows}
    source = MTConnectSource(settings or machines(url), sink, now_us, random.Random(1), patience, **known)
    task = asyncio.create_task(source.run())
    try:
        yield source
        assert not task.done(), task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    left = {one for one in asyncio.all_tasks() - before if "hmi.sources" in repr(one) or "httpcore" in repr(one)}
    assert not left


def every(numbers: Iterable[int]) -> list[float]:
    return [float(number) for number in numbers]


def caught_up(sink: FakeSink, agent: Agent) -> bool:
    """Whether the history has everything that the agent's present run has said."""
    cursor, run = sink.cursors.get(agent.url), agent.instance
    return cursor is not None and (cursor.instance, cursor.next_sequence) == (run.identity, run.next)


def streaming(sink: FakeSink) -> bool:
    return sink.status.mode is LinkMode.STREAMING
