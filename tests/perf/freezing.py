"""How soon an agent that freezes is noticed, and how soon it is followed again once it thaws."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time

from hmi.domain.clock import now_us
from hmi.domain.link import LinkMode
from hmi.settings.site import MachineSettings, SourceSettings, SourceType
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from hmi.sources.mtconnect.source import MTConnectSource
from tests.fakes.sink import FakeSink
from tests.perf.rows import Row

_FROZEN_S = (6.0, 9.0, 40.0)
"""From the moment when it is noticed; the last is longer than one question waits for its answer."""


async def _measured(simulator: SimulatorProcess, source: SourceSettings) -> list[tuple[float, float]]:
    """Return for each time of being frozen the seconds until it was noticed, and from the thaw until followed."""
    sink = FakeSink()
    reading = MTConnectSource([MachineSettings("m", source)], sink, now_us, random.Random(1))
    task = asyncio.create_task(reading.run())
    seen: list[tuple[float, float]] = []
    try:
        for frozen_s in _FROZEN_S:
            await sink.until(lambda: sink.status.mode is LinkMode.STREAMING and sink.status.lag_us is not None)
            os.kill(simulator.pid, signal.SIGSTOP)
            try:
                frozen = time.monotonic()
                await sink.until(lambda: sink.status.mode is not LinkMode.STREAMING)
                noticed = time.monotonic()
                await asyncio.sleep(frozen_s)
            finally:
                os.kill(simulator.pid, signal.SIGCONT)
            thawed = time.monotonic()
            await sink.until(lambda: sink.status.mode is LinkMode.STREAMING)
            seen.append((noticed - frozen, time.monotonic() - thawed))
    finally:
        task.cancel()
        await asyncio.wait({task})
    return seen


def measure() -> list[Row]:
    """Return the figures of an agent's process that is stopped and continued."""
    with start_simulator(SimulatorOptions(port=0, machines=1)) as simulator:
        source = SourceSettings(SourceType.MTCONNECT, simulator.agents[0].url)
        seen = asyncio.run(_measured(simulator, source))
    heartbeats = [noticed / source.heartbeat_s for noticed, _ in seen]
    return [
        Row("a frozen agent is noticed after, worst", max(heartbeats), "heartbeats", goal=2.0),
        Row("followed again after the thaw, worst", max(recovered for _, recovered in seen), "s", goal=1.0),
    ]
