"""The simulator in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import httpx
import psutil
import pytest

from hmi.simulator.options import SimulatorOptions
from hmi.simulator.process import SimulatorError, start_simulator
from tests.simulator.wire import Document, read

_POSIX = pytest.mark.skipif(os.name != "posix", reason="only POSIX can ask a process to end by a signal")
_SMALL = SimulatorOptions(port=0, machines=2, agents=2)


def _current(url: str) -> Document:
    return read(httpx.get(f"{url}/current", trust_env=False, timeout=20).content)


def test_a_simulator_answers_when_it_says_so_and_stops() -> None:
    with start_simulator(_SMALL) as simulator:
        first, second = simulator.agents
        assert [device["name"] for agent in (first, second) for device in agent.devices] == ["Torno01", "Centro01"]
        assert _current(first.url).values("Torno01-avail") == ["AVAILABLE"]
        assert _current(second.url).values("Centro01-avail") == ["AVAILABLE"]
        running = [simulator.running, psutil.Process(simulator.pid).is_running()]
    assert [*running, simulator.running] == [True, True, False]
    assert simulator.stop() == 0


def test_faults_are_inflicted_from_outside() -> None:
    with start_simulator(_SMALL) as simulator:
        url = simulator.agents[1].url
        before = _current(url)
        simulator.fault("restart", agent=1)
        after = _current(url)
        assert int(after.header["instanceId"]) > int(before.header["instanceId"])
        assert after.values("Centro01-avail") == ["AVAILABLE"]
        simulator.fault("rubbish", agent=1, kind="not_found")
        assert httpx.get(url, trust_env=False).status_code == 404
        assert httpx.get(simulator.agents[0].url, trust_env=False).status_code == 200
        with pytest.raises(SimulatorError, match="no agent 7"):
            simulator.fault("freeze", agent=7)
        with pytest.raises(SimulatorError, match="no fault like"):
            simulator.fault("fire")


def test_another_process_on_the_same_port_is_another_instance() -> None:
    identities = []
    port = 0
    for _ in range(2):
        with start_simulator(SimulatorOptions(port=port, machines=1)) as simulator:
            port = int(simulator.agents[0].url.rsplit(":", 1)[1])
            identities.append(int(_current(simulator.agents[0].url).header["instanceId"]))
    assert identities[1] > identities[0]


def test_a_simulator_that_cannot_start_says_why() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SimulatorError, match="cannot be had"):
        start_simulator(SimulatorOptions(port=taken.getsockname()[1]))


def test_a_simulator_that_is_too_late_is_ended() -> None:
    with pytest.raises(SimulatorError, match="did not answer within"):
        start_simulator(_SMALL, timeout_s=0.01)


@_POSIX
def test_a_simulator_that_has_ended_says_so() -> None:
    simulator = start_simulator(_SMALL)
    psutil.Process(simulator.pid).terminate()
    simulator.wait_ended(20)
    with pytest.raises(SimulatorError, match="has ended"):
        simulator.fault("freeze")
    assert simulator.stop() == 0


def test_a_program_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SimulatorError, match="cannot be started"):
        start_simulator(_SMALL)


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def note(command: list[str], **_more: object) -> subprocess.Popen[str]:
        commands.append(command)
        raise OSError(2, "noted")

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", note)
    with pytest.raises(SimulatorError, match="noted"):
        start_simulator(_SMALL)
    assert commands[0][:2] == [sys.executable, "simulate"]
    assert "--stop-with-stdin" in commands[0]


def test_a_simulator_ends_with_a_parent_that_was_killed() -> None:
    parent = textwrap.dedent(
        """
        import sys, time
        from hmi.simulator.options import SimulatorOptions
        from hmi.simulator.process import start_simulator
        simulator = start_simulator(SimulatorOptions(port=0, machines=1))
        print(simulator.pid, flush=True)
        time.sleep(600)
        """
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        process.kill()
        process.wait(20)
    gone, alive = psutil.wait_procs([child], timeout=20)
    assert (gone, alive) == ([child], [])


@_POSIX
def test_a_terminated_simulator_exits_cleanly() -> None:
    command = [sys.executable, "-m", "hmi.simulator", "--mtconnect=0", "--machines=1"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "MTConnect agent ready at" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""


def test_a_simulator_whose_reader_is_gone_ends_without_a_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "hmi.simulator", "--mtconnect=0", "--machines=1", "--seconds=1"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, "")


@pytest.mark.slow
def test_ten_machines_live_through_eight_hours_in_a_moment(record_property: Callable[[str, object], None]) -> None:
    """The speed is reported, not asserted."""
    began = time.monotonic()
    with start_simulator(SimulatorOptions(port=0, machines=10, history_h=8)) as simulator:
        cpu = psutil.Process(simulator.pid).cpu_times()
        document = _current(simulator.agents[0].url)
    record_property("seconds until ready", round(time.monotonic() - began, 2))
    record_property("CPU seconds", round(cpu.user + cpu.system, 2))
    record_property("observations", document.next - 1)
    print(f"{document.next - 1} observations in {cpu.user + cpu.system:.2f} s of CPU")
    assert document.first == 1
    assert document.next > 100_000
