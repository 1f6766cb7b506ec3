"""Collecting that is killed at any moment loses nothing that the agent kept, and tells exactly what it did not keep."""

from __future__ import annotations

import json
import random
import threading
from enum import Enum
from pathlib import Path

import pytest

from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorProcess, start_simulator
from tests.end2end.holes import ends_at, unexplained
from tests.end2end.ledger import Stored, differences, held, progress, stored
from tests.end2end.site import hmi, looked_up, start_hmi, wait_until, write_site

FAST = ", heartbeat: 0.5, interval: 0.1"
SMALL = 128
"""The smallest buffer that a simulated agent has."""


class Moment(Enum):
    """When collecting is killed: at random around these."""

    STARTING = 1.0
    """Anywhere in the first second, in which mostly nothing is written yet."""
    FIRST_WRITE = 0.02
    """As soon as anything of this start is written: a gap, or the first observations."""
    COLLECTING = 0.5
    """Within half a second after observations were stored."""


MOMENTS = (Moment.COLLECTING, Moment.FIRST_WRITE, Moment.COLLECTING, Moment.FIRST_WRITE, Moment.STARTING)


def collect_and_kill(site: Path, data: Path, chance: random.Random, moment: Moment) -> None:
    """Start collecting and kill it at some moment."""
    before = progress(data)
    collector = start_hmi("collect", "--config", site, "--data", data)

    def has_written() -> bool:
        assert collector.poll() is None, "collecting ended by itself"
        now = progress(data)
        return now != before if moment is Moment.FIRST_WRITE else (now.runs, now.next) > (before.runs, before.next)

    try:
        if moment is not Moment.STARTING:
            wait_until(has_written, "the store to grow", turn_s=0.002)
        threading.Event().wait(chance.uniform(0, moment.value))  # to hit another moment each time
    finally:
        collector.kill()
        collector.communicate()


def kill_and_compare(folder: Path, times: int, rate: float) -> None:
    """Kill collecting many times, let it end in peace once, and compare the store with the agent's own buffer."""
    chance = random.Random(times)
    options = SimulatorOptions(port=0, machines=2, rate=rate / 2, buffer=2**20)
    with start_simulator(options) as simulator:
        (agent,) = simulator.agents
        site, data = write_site(folder, simulator.agents, FAST), folder / "data"
        for n in range(times):
            collect_and_kill(site, data, chance, MOMENTS[n % len(MOMENTS)])
        done = hmi("collect", "--config", site, "--data", data, "--seconds", "2", "--json")
        assert done.returncode == 0, done.stderr
        assert all(row["gaps"] == 0 for row in json.loads(done.stdout)["machines"])
        found = stored(data)
        assert found.cursor is not None
        kept = held(agent.url, below=found.cursor.next)
    executions = looked_up(data, agent.devices[0]["name"], "execution")
    assert len({(row["instance"], row["sequence"]) for row in executions}) == len(executions) > 0
    assert kept.first == 1, "the buffer was too small to compare"
    assert list(found.runs) == [kept.instance] == [found.cursor.instance]
    assert found.sequences == list(range(1, found.cursor.next))
    assert ends_at(found.runs[kept.instance][-1].time_us, found.cursor.time_us)
    assert differences(kept.observations, found.runs[kept.instance]) == []
    assert found.gaps == ()
    assert found.cursor.next > times * rate / 4, "it was killed before there was anything to lose"


def test_collecting_that_is_killed_loses_and_repeats_nothing(tmp_path: Path) -> None:
    kill_and_compare(tmp_path, times=3, rate=500)


@pytest.mark.slow
def test_collecting_that_is_killed_fifty_times_loses_and_repeats_nothing(tmp_path: Path) -> None:
    kill_and_compare(tmp_path, times=50, rate=2000)


def kill_beside_a_small_buffer(
    folder: Path, times: int, *, rate: float = 400, buffer: int = SMALL, restarts: frozenset[int] = frozenset()
) -> Stored:
    """Kill collecting many times beside an agent that forgets within a second; let it restart after some kills."""
    chance = random.Random(times)
    with start_simulator(SimulatorOptions(port=0, machines=1, rate=rate, buffer=buffer)) as simulator:
        site, data = write_site(folder, simulator.agents, FAST), folder / "data"
        for n in range(times):
            collect_and_kill(site, data, chance, MOMENTS[n % len(MOMENTS)])
            if n in restarts:
                simulator.fault("restart", down_s=chance.uniform(0, 0.3))
        done = hmi("collect", "--config", site, "--data", data, "--seconds", "2")
        assert done.returncode == 0, done.stderr
        return check_beside_a_small_buffer(simulator, data)


def check_beside_a_small_buffer(simulator: SimulatorProcess, data: Path) -> Stored:
    found = stored(data)
    assert found.cursor is not None
    newest = found.runs[found.cursor.instance]
    assert found.sequences[-1] == found.cursor.next - 1
    kept = held(simulator.agents[0].url, below=found.cursor.next)
    both = {said.sequence for said in kept.observations}
    assert differences(kept.observations, [said for said in newest if said.sequence in both]) == []
    assert unexplained(found) == []
    return found


def test_what_a_small_buffer_lost_between_kills_is_what_the_gaps_say(tmp_path: Path) -> None:
    found = kill_beside_a_small_buffer(tmp_path, times=2)
    assert sum(gap.lost or 0 for gap in found.gaps) > SMALL


@pytest.mark.slow
def test_what_a_small_buffer_lost_between_many_kills_and_restarts_is_what_the_gaps_say(tmp_path: Path) -> None:
    found = kill_beside_a_small_buffer(tmp_path, times=40, restarts=frozenset({7, 19, 20, 33}))
    assert len(found.runs) == 5
    assert sum(gap.lost or 0 for gap in found.gaps) > 20 * SMALL


@pytest.mark.slow
def test_what_a_buffer_of_large_documents_lost_between_many_kills_is_what_the_gaps_say(tmp_path: Path) -> None:
    """Here the writer often commits what is told of the present before the first observations that follow it."""
    found = kill_beside_a_small_buffer(tmp_path, times=25, rate=4000, buffer=4096)
    assert sum(gap.lost or 0 for gap in found.gaps) > 4096
