"""Collecting as a whole: real agent processes, the wire, the parser, the store, the command line."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hmi.domain.link import LinkFault
from hmi.domain.state import MachineState
from hmi.live.feed import MachineLive
from hmi.runtime import Runtime
from hmi.settings.loader import load_site
from hmi.settings.site import Site
from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from tests.end2end.ledger import differences, held, progress, stored
from tests.end2end.site import hmi, start_hmi, wait_until, write_site

FAST = ", heartbeat: 0.5, interval: 0.1"


@pytest.fixture
def agents() -> Iterator[SimulatorProcess]:
    """Two agents with one machine each, in one process."""
    with start_simulator(SimulatorOptions(port=0, machines=2, agents=2, rate=50)) as simulator:
        yield simulator


@pytest.fixture
def site(agents: SimulatorProcess, tmp_path: Path) -> Site:
    return load_site(write_site(tmp_path, agents.agents, FAST))


@pytest.fixture
def runtime(site: Site, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime that collects from both agents, with both machines seen alive."""
    made = Runtime(site, tmp_path / "data")
    made.start()
    wait_until(lambda: all(m.link and m.link.connected and m.values for m in lives(made)), "both machines")
    yield made
    made.stop()


def lives(runtime: Runtime) -> tuple[MachineLive, MachineLive]:
    one, two = runtime.feed.everything().machines
    return one, two


def is_offline(live: MachineLive) -> bool:
    return live.verdict.state is MachineState.OFFLINE


def lost_fault(live: MachineLive) -> LinkFault | None:
    return live.lost.fault if live.lost else None


@pytest.mark.parametrize("fault", ["freeze", "refuse", "html", "truncated", "wrong_length", "not_found"])
def test_a_broken_agent_is_offline_alone_and_comes_back_by_itself(
    agents: SimulatorProcess, runtime: Runtime, fault: str
) -> None:
    if fault in ("freeze", "refuse"):
        agents.fault(fault)
    else:
        agents.fault("rubbish", kind=fault)
    if fault != "freeze":
        agents.fault("drop")
    wait_until(lambda: is_offline(lives(runtime)[0]), "the broken machine to be offline")
    broken, sound = lives(runtime)
    assert broken.lost is not None
    assert not is_offline(sound)
    before = sound.newest_us or 0
    wait_until(lambda: (lives(runtime)[1].newest_us or 0) > before, "the sound machine to go on")
    assert not is_offline(lives(runtime)[1])
    agents.fault("heal")
    wait_until(lambda: not is_offline(lives(runtime)[0]), "the broken machine to come back", 90)
    wait_until(lambda: lives(runtime)[0].lost is None, "the reason to go")


def test_what_an_agent_kept_during_an_outage_is_stored_once_and_its_absence_taken_back(
    agents: SimulatorProcess, runtime: Runtime
) -> None:
    agents.fault("freeze")
    wait_until(lambda: is_offline(lives(runtime)[0]), "the machine to be offline")
    agents.fault("thaw")
    wait_until(lambda: not is_offline(lives(runtime)[0]), "the machine to come back")
    runtime.store.writer.flush(10)
    url = agents.agents[0].url
    kept = held(url)
    runtime.stop()
    (rows,) = stored(runtime.folder, url).runs.values()
    newest = rows[-1].sequence
    assert differences((said for said in kept.observations if said.sequence <= newest), rows) == []
    with sqlite3.connect(runtime.folder / "history.db") as db:
        assert db.execute("select count(*) from gap").fetchone() == (0,)
        assert db.execute("select count(*) from state_interval where state = 7").fetchone() == (0,)


def test_a_restarted_agent_starts_over_and_the_unknown_stretch_is_a_gap(
    agents: SimulatorProcess, runtime: Runtime
) -> None:
    before = lives(runtime)[0].link
    assert before is not None
    agents.fault("restart", down_s=0.2)
    wait_until(lambda: _instance(runtime) not in (None, before.instance), "the new instance")
    wait_until(lambda: not is_offline(lives(runtime)[0]), "the machine to come back")
    runtime.store.writer.flush(10)
    now_us = time.time_ns() // 1000
    (gap,) = runtime.store.history.gaps(0, now_us + 60_000_000)
    assert (gap.source, gap.reason.value, gap.lost) == (agents.agents[0].url, "restart", None)


def _instance(runtime: Runtime) -> int | None:
    link = lives(runtime)[0].link
    return link.instance if link else None


def test_a_stopped_agent_process_is_offline_with_its_reason_and_comes_back(tmp_path: Path) -> None:
    with start_simulator(SimulatorOptions(port=0, machines=1)) as simulator:
        agents = simulator.agents
        runtime = Runtime(load_site(write_site(tmp_path, agents, FAST)), tmp_path / "data")
        runtime.start()
        try:
            wait_until(lambda: bool(runtime.feed.everything().machines[0].values), "the machine")
            os.kill(simulator.pid, signal.SIGSTOP)
            try:
                wait_until(lambda: is_offline(runtime.feed.everything().machines[0]), "the machine to be offline")
                assert lost_fault(runtime.feed.everything().machines[0]) in (LinkFault.SILENT, LinkFault.TIMEOUT)
            finally:
                os.kill(simulator.pid, signal.SIGCONT)
            wait_until(lambda: not is_offline(runtime.feed.everything().machines[0]), "the machine to come back")
        finally:
            runtime.stop()


def test_a_second_collector_on_one_store_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with start_simulator(SimulatorOptions(port=0, machines=1)) as simulator:
        site = write_site(tmp_path, simulator.agents)
        data = tmp_path / "data"
        first = start_hmi("collect", "--config", site, "--data", data)
        try:
            wait_until(lambda: (data / "collector.lock").exists() and (data / "history.db").exists(), "the first")
            second = hmi("collect", "--config", site, "--data", data, "--seconds", "1")
        finally:
            first.terminate()
            first.communicate(timeout=30)
    assert second.returncode == 2
    assert f"Process {first.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.returncode == 0


def test_a_terminated_collector_says_what_it_stored(tmp_path: Path) -> None:
    with start_simulator(SimulatorOptions(port=0, machines=2, agents=1)) as simulator:
        site = write_site(tmp_path, simulator.agents)
        collector = start_hmi("collect", "--config", site, "--data", tmp_path / "data")
        name = simulator.agents[0].devices[0]["name"]
        wait_until(lambda: progress(tmp_path / "data").next > 0, "the store to grow")
        collector.terminate()
        output, _ = collector.communicate(timeout=30)
    assert collector.returncode == 0
    assert name in output
    assert "p99 ms" in output
