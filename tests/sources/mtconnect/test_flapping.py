"""A day of an agent that comes and goes: the source stays whole, and leaves nothing behind of what has ended.

The agent is a process of its own, so that every task, file descriptor and byte that is counted here is the source's.
"""

from __future__ import annotations

import asyncio
import gc
import random
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

import psutil
import pytest

from hmi.domain.clock import now_us
from hmi.domain.link import LinkMode, LinkStatus
from hmi.domain.observation import Batch
from hmi.domain.records import Gap, GapReason
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.source import MTConnectSource
from tests.end2end.ledger import next_sequence
from tests.fakes.sink import FakeSink
from tests.sources.mtconnect.making import machines

HASTY = Patience(
    connect_s=2.0,
    answer_s=0.1,
    whole_s=1.0,
    silence_s=0.1,
    steady_s=0.02,
    retry_s=0.005,
    longest_retry_s=0.02,
    polling_s=0.05,
    audit_s=0.2,
    tools_s=0.05,
    missing_s=0.05,
)
"""A day's patience in a minute: every wait is about a thousandth of what it is in a shop."""


class WatchfulSink(FakeSink):
    """Keeps no observation; checks each batch when it comes, so that memory tells what the source keeps."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.restarts = 0
        self.wrong: list[str] = []

    @property
    def streaming(self) -> bool:
        return self.status.mode is LinkMode.STREAMING

    def accept(self, batch: Batch) -> bool:
        before = self.cursors.get(batch.cursor.source)
        wanted = before.next_sequence if before and before.instance == batch.cursor.instance else 1
        if not batch.snapshot:
            self._check(batch, wanted)
            self.heard += len(batch.observations)
        accepted = super().accept(batch)
        self.batches.clear()
        return accepted

    def _check(self, batch: Batch, wanted: int) -> None:
        sequences = [observation.sequence for observation in batch.observations]
        # the parts of a 3D value are several observations of one sequence
        if sorted(set(sequences)) != list(range(wanted, batch.cursor.next_sequence)):
            self.wrong.append(f"from {wanted} to {batch.cursor}: {sequences[:3]} ... {sequences[-3:]}")

    def link(self, status: LinkStatus) -> None:
        self.statuses.clear()
        super().link(status)

    def describe(self, source: str, machine: str, signals: object) -> None:
        self._changed.set()

    def audit(self, batch: Batch) -> int:
        self._changed.set()
        return 0

    def gap(self, gap: Gap) -> None:
        if gap.reason is not GapReason.RESTART:
            self.wrong.append(f"lost: {gap}")
        self.restarts += 1
        self._changed.set()


class Flapping:
    """The agent, and the ways in which it comes and goes, in turn."""

    def __init__(self, simulator: SimulatorProcess, sink: WatchfulSink, seed: int) -> None:
        self._simulator = simulator
        self._sink = sink
        self._dice = random.Random(seed)
        self.restarts = 0

    async def cycle(self, number: int) -> None:
        """Let the agent go and come back once, and wait until it is followed again."""
        ways = (self._drop, self._refuse, self._freeze, self._restart, self._rubbish)
        await ways[number % len(ways)](number // len(ways))
        await self._sink.until(lambda: self._sink.streaming)

    async def _drop(self, _: int) -> None:
        await self._do("drop")
        await self._gone()

    async def _refuse(self, _: int) -> None:
        await self._do("refuse")
        await self._do("drop")
        await self._gone()
        await self._tried()
        await self._do("accept")

    async def _freeze(self, _: int) -> None:
        await self._do("freeze")
        await self._gone()
        await self._do("thaw")

    async def _restart(self, _: int) -> None:
        instance = self._sink.status.instance
        await self._do("restart", down_s=self._dice.choice((0.0, 0.02)))
        self.restarts += 1
        await self._sink.until(lambda: self._sink.status.instance != instance)

    async def _rubbish(self, turn: int) -> None:
        await self._do("rubbish", kind=("html", "truncated", "wrong_length", "not_found")[turn % 4])
        await self._do("drop")
        await self._gone()
        await self._tried()
        await self._do("heal")

    async def _gone(self) -> None:
        await self._sink.until(lambda: not self._sink.streaming)

    async def _tried(self) -> None:
        """Wait until the source has found out once more that it cannot be had."""
        attempt = self._sink.status.attempt
        await self._sink.until(lambda: self._sink.status.attempt > attempt)

    async def _do(self, fault: str, **more: float | str) -> None:
        await asyncio.to_thread(self._simulator.fault, fault, 0, **more)


async def flap(cycles: int) -> Kept:
    """Let an agent flap; check the data all the time, and at the end tasks and descriptors."""
    process = psutil.Process()
    sink = WatchfulSink()
    await asyncio.to_thread(lambda: None)  # the loop's executor has its threads from here on
    tasks = asyncio.all_tasks()
    with start_simulator(SimulatorOptions(port=0, machines=1, rate=50)) as simulator:
        (agent,) = simulator.agents
        open_before, connections_before = _descriptors(process), len(process.net_connections())
        settings = machines(agent.url, heartbeat_s=0.05, interval_s=0.01)
        source = MTConnectSource(settings, sink, now_us, random.Random(1), HASTY)
        running = asyncio.create_task(source.run())
        flapping = Flapping(simulator, sink, seed=cycles)
        await sink.until(lambda: sink.streaming)
        kept = await _measured(flapping.cycle, cycles)
        await sink.until(lambda: sink.heard > 0)
        end = await asyncio.to_thread(next_sequence, agent.url)
        await sink.until(lambda: sink.cursors[agent.url].next_sequence >= end)
        assert len(process.net_connections()) - connections_before <= 2, "a stream, and a question beside it"
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert (_descriptors(process), len(process.net_connections())) == (open_before, connections_before)
    assert sink.wrong == []
    assert sink.restarts == flapping.restarts
    assert asyncio.all_tasks() == tasks
    return kept


class Kept(NamedTuple):
    """What a cycle leaves behind on average."""

    size: float
    """In bytes."""
    objects: float


async def _measured(cycle: Callable[[int], Awaitable[None]], cycles: int) -> Kept:
    """Run all cycles; return what those of the second half leave in memory."""
    half, begun = cycles // 2, cycles // 2 + cycles // 10
    size = objects = 0
    for number in range(cycles):
        if number == half:
            tracemalloc.start()
        if number == begun:  # what lives long has been made anew by now, and is counted
            size, objects = _in_memory()
        await cycle(number)
    size_after, objects_after = _in_memory()
    tracemalloc.stop()
    return Kept((size_after - size) / (cycles - begun), (objects_after - objects) / (cycles - begun))


def _in_memory() -> tuple[int, int]:
    gc.collect()
    return tracemalloc.get_traced_memory()[0], len(gc.get_objects())


def _descriptors(process: psutil.Process) -> int:
    """Return how many files and sockets are open; Windows has no such number, but one of all handles."""
    return int(getattr(process, "num_handles" if psutil.WINDOWS else "num_fds")())


@pytest.fixture(autouse=True)
def unlogged(caplog: pytest.LogCaptureFixture) -> None:
    """Keep pytest from remembering every line of the log, which would look like the source's own memory."""
    caplog.set_level("CRITICAL", "hmi.sources")


async def test_an_agent_that_flaps_is_followed_whole_and_leaves_nothing_behind() -> None:
    await flap(cycles=20)


@pytest.mark.slow
async def test_a_day_of_an_agent_that_flaps_every_minute_leaves_nothing_in_memory() -> None:
    kept = await flap(cycles=24 * 60)
    # the smallest object that could be kept of a cycle is one object of 50 bytes; caches come and go by some 40 kB
    assert kept.objects < 0.2
    assert kept.size < 150
