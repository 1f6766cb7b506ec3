"""The simulator in this process."""

from __future__ import annotations

import asyncio
import io
import json
import os
import queue
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from hmi.domain.clock import now_us
from hmi.simulator import control
from hmi.simulator.__main__ import main
from hmi.simulator.main import run
from hmi.simulator.options import SimulatorOptions
from tests.simulator.wire import Document, read, until

_BRIEF = SimulatorOptions(port=0, machines=2, seconds=0.1, json=True)


def test_a_ready_line_says_where_which_machines_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(_BRIEF) == 0
    (agent,) = json.loads(capsys.readouterr().out)["agents"]
    assert agent["url"].startswith("http://127.0.0.1:")
    assert agent["devices"][0] == {
        "name": "Torno01",
        "uuid": "SIM-Torno01",
        "model": "Romi GL 240",
        "machine": "Torno 01",
        "plant": "Joinville 1",
        "cell": "Tornos A",
        "kind": "lathe",
        "personality": "steady",
    }


def test_machines_are_spread_over_agents(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--mtconnect=0", "--machines=5", "--agents=2", "--seconds=0.1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" with ")[1] for line in lines] == [
        "2 devices: Torno01, Centro01",
        "3 devices: Torno02, Centro02, Torno03",
    ]


def test_too_few_machines_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SimulatorOptions(port=0, machines=2, agents=3)) == 2
    assert capsys.readouterr().err == "hmi simulate: 2 machines are too few for 3 agents.\n"


def test_a_port_in_use_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(SimulatorOptions(port=port)) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"hmi simulate: port {port} of 127.0.0.1 cannot be had (")
    assert error.count("\n") == 1


def test_ports_beyond_the_last_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SimulatorOptions(port=65535, machines=2, agents=2)) == 2
    assert "no 2 ports from 65535" in capsys.readouterr().err


def test_a_recording_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(SimulatorOptions(port=0, replay=tmp_path / "none.xml")) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_recording_takes_the_place_of_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.xml"
    path.write_text(
        '<MTConnectStreams><Streams><DeviceStream name="GF01" uuid="u"><ComponentStream component="Device">'
        '<Events><Execution dataItemId="e" timestamp="2016-01-01T00:00:00Z" sequence="1">ACTIVE</Execution></Events>'
        "</ComponentStream></DeviceStream></Streams></MTConnectStreams>",
        encoding="utf-8",
    )
    assert run(SimulatorOptions(port=0, replay=path, once=True, seconds=0.1, json=True)) == 0
    (agent,) = json.loads(capsys.readouterr().out)["agents"]
    assert agent["devices"] == [{"name": "GF01", "uuid": "u", "model": ""}]


class _Said(io.StringIO):
    """Standard output whose lines another thread waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str] = queue.Queue(maxsize=100)
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self.lines.put(line)
        return len(text)


def _look(options: SimulatorOptions, target: str) -> Document:
    """Run the simulator, ask it once, and stop it by a signal, as a person at a terminal does."""
    found: list[bytes] = []
    said = _Said()

    def ask() -> None:
        url = json.loads(said.lines.get(timeout=60))["agents"][0]["url"]
        found.append(httpx.get(url + target, trust_env=False, timeout=20).content)
        signal.raise_signal(signal.SIGINT)

    asking = threading.Thread(target=ask)
    asking.start()
    with redirect_stdout(said):
        assert run(replace(options, seconds=60.0)) == 0
    asking.join()
    return read(found[0])


def test_a_history_is_there_from_the_first_moment() -> None:
    before_us = now_us()
    options = SimulatorOptions(port=0, machines=3, history_h=2, json=True)
    document = _look(options, '/sample?count=100000&path=//DataItem[@type="EXECUTION"]')
    times = [one["timestamp"] for one in document.observations if one["dataItemId"] == "Torno01-execution"]
    first = sorted(times)[0]
    assert abs(_us(first) - (before_us - 7_200_000_000)) < 60_000_000
    assert len(times) > 20


def _us(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1e6)


def test_a_history_that_does_not_fit_makes_the_buffer_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmi.simulator.agent.DEFAULT_BUFFER", 128)
    document = _look(SimulatorOptions(port=0, machines=1, history_h=1, json=True), "/current")
    size = int(document.header["bufferSize"])
    assert document.first == 1
    assert size >= document.next * 1.4
    assert size.bit_count() == 1


def test_a_buffer_that_is_asked_for_is_had() -> None:
    document = _look(SimulatorOptions(port=0, machines=1, history_h=1, buffer=333, json=True), "/current")
    assert document.header["bufferSize"] == "333"
    assert document.next - document.first == 333


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    results: list[int] = []
    thread = threading.Thread(target=lambda: results.append(run(_BRIEF)))
    thread.start()
    thread.join(30)
    assert results == [0]


async def test_commands_come_line_by_line_and_end_with_the_pipe() -> None:
    reading, writing = os.pipe()
    lines: list[bytes] = []
    ended = asyncio.Event()
    control.listen(reading, lines.append, ended.set)
    os.write(writing, b'{"a": 1}\n\n{"b"')
    await until(lambda: len(lines) == 1)
    os.write(writing, b": 2}\nleft")
    os.close(writing)
    await ended.wait()
    assert lines == [b'{"a": 1}', b'{"b": 2}']
    os.close(reading)


async def test_a_line_without_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "LONGEST_LINE", 10)
    reading, writing = os.pipe()
    lines: list[bytes] = []
    ended = asyncio.Event()
    control.listen(reading, lines.append, ended.set)
    os.write(writing, b"x" * 100 + b"\n")
    os.close(writing)
    await ended.wait()
    assert all(len(line) <= 20 for line in lines)
    os.close(reading)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (b'{"fault": "thaw"}', {"done": {"fault": "thaw"}}),
        (b"[]", {"error": "a command is a JSON object"}),
        (b'{"fault": "no"}', {"error": "no"}),
    ],
)
async def test_a_command_is_answered(line: bytes, answer: object) -> None:
    async def act(command: Mapping[str, object]) -> None:
        if command["fault"] == "no":
            raise ValueError("no")

    assert json.loads(await control.obey(line, act)) == answer


async def test_a_command_that_is_no_json_is_answered_with_an_error() -> None:
    async def act(command: Mapping[str, object]) -> None:
        raise AssertionError(command)

    assert "error" in json.loads(await control.obey(b"{", act))
    assert "error" in json.loads(await control.obey(b"\xff", act))


@pytest.mark.parametrize("broken", [None, object()])
def test_a_program_without_standard_input_takes_no_commands(
    monkeypatch: pytest.MonkeyPatch, broken: Callable[[], None] | None
) -> None:
    monkeypatch.setattr("sys.stdin", broken)
    assert control.stdin_descriptor() is None
