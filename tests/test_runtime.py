"""A look at another endpoint while machines are being collected from."""

from __future__ import annotations

import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hmi.domain.findings import summary
from hmi.domain.link import LinkFault
from hmi.domain.phrase import Phrase
from hmi.domain.state import MachineState
from hmi.live.feed import Changes
from hmi.runtime import Runtime
from hmi.settings.naming import machines_of
from hmi.settings.site import Site, SourceSettings, SourceType
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import start_simulator


def test_an_endpoint_is_inspected_beside_the_collecting_and_then_added(tmp_path: Path) -> None:
    runtime = Runtime(Site("Teste", ZoneInfo("UTC"), ()), tmp_path)
    runtime.start()
    try:
        with start_simulator(SimulatorOptions(port=0, machines=1, rate=30)) as simulator:
            source = SourceSettings(SourceType.MTCONNECT, simulator.agents[0].url)
            found = runtime.inspect(source).result(60)
            assert summary(found) == Phrase("This works.")
            (device,) = found.devices
            assert device.verdict is not None
            assert device.verdict.state is not MachineState.UNKNOWN
            (machine,) = machines_of(found, source)
            runtime.add(machine).result(60)
            assert runtime.site.machines == (machine,)
            simulator.fault("refuse")
            again = runtime.inspect(source).result(60)
            assert again.reason is not None
            assert again.reason.fault is LinkFault.REFUSED
    finally:
        runtime.stop()
    with pytest.raises(RuntimeError, match="not running"):
        runtime.inspect(source)


def test_machines_of_one_endpoint_that_are_added_at_the_same_time_are_all_read(tmp_path: Path) -> None:
    runtime = Runtime(Site("Teste", ZoneInfo("UTC"), ()), tmp_path)
    runtime.start()
    try:
        with start_simulator(SimulatorOptions(port=0, machines=3, rate=30)) as simulator:
            source = SourceSettings(SourceType.MTCONNECT, simulator.agents[0].url)
            machines = machines_of(runtime.inspect(source).result(60), source)
            assert len(machines) == 3
            together = threading.Event()

            def look(changes: Changes) -> None:
                if any(len(link.machines) == 3 for link in changes.links):
                    together.set()

            runtime.feed.subscribe(look)
            for adding in [runtime.add(machine) for machine in machines]:
                adding.result(60)
            assert together.wait(60)
            with pytest.raises(ValueError, match="already"):
                runtime.add(machines[0]).result(60)
    finally:
        runtime.stop()
