"""The simulator in a process of its own, as demonstrations, tests and benches use it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import IO, Any, Final

from hmi.simulator.options import SimulatorOptions, to_arguments

READY_S: Final = 60.0
ANSWER_S: Final = 15.0
STOP_S: Final = 5.0


class SimulatorError(RuntimeError):
    """The simulator did not start, did not answer or refused; the text is its own words where it had any."""


@dataclass(frozen=True, slots=True)
class AnnouncedAgent:
    """An agent as its ready line describes it; ``devices`` have at least name, uuid and model."""

    url: str
    devices: tuple[Mapping[str, str], ...]


class SimulatorProcess:
    """A simulator that runs; it ends with :meth:`stop`, with the ``with`` statement, or with this process.

    It notices the end of this process by its standard input, and so even after a kill that nobody can catch.
    """

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors
        self._lines: queue.Queue[str | None] = queue.Queue(maxsize=1000)
        self._reader = threading.Thread(target=self._read, name="simulator", daemon=True)
        self._reader.start()
        self.agents: tuple[AnnouncedAgent, ...] = ()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_ready(self, timeout_s: float) -> None:
        """Wait for the ready line. Raises SimulatorError."""
        ready = self._answer(timeout_s)
        self.agents = tuple(AnnouncedAgent(one["url"], tuple(one["devices"])) for one in ready["agents"])

    def wait_ended(self, timeout_s: float) -> int:
        """Wait until the simulator has ended by itself; return its exit status. Raises SimulatorError."""
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise SimulatorError(f"the simulator did not end within {timeout_s:g} s") from None

    def fault(self, fault: str, agent: int = 0, **more: float | str | bool | Sequence[str]) -> None:
        """Inflict a fault of :mod:`hmi.simulator.faults` and return once it is in force. Raises SimulatorError."""
        if self._process.stdin is None:
            raise SimulatorError("the simulator takes no commands")
        try:
            self._process.stdin.write(json.dumps({"fault": fault, "agent": agent, **more}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise SimulatorError(f"the simulator has ended: {self._complaint()}") from None
        answer = self._answer(ANSWER_S)
        if "error" in answer:
            raise SimulatorError(str(answer["error"]))

    def stop(self) -> int:
        """End the simulator and return its exit status; harmless if it has ended."""
        if self._process.stdin is not None:
            with suppress(OSError):  # it ended with a command unread
                self._process.stdin.close()
        for end in (None, self._process.terminate, self._process.kill):
            if end is not None:
                end()
            try:
                status = self._process.wait(STOP_S)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            raise SimulatorError(f"the simulator (pid {self.pid}) cannot be ended")
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()
        return status

    def __enter__(self) -> SimulatorProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                try:
                    self._lines.put_nowait(line)
                except queue.Full:
                    continue  # nobody asks for what it says
        try:
            self._lines.put_nowait(None)
        except queue.Full:
            return

    def _answer(self, timeout_s: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            raise SimulatorError(f"the simulator did not answer within {timeout_s:g} s") from None
        if line is None:
            raise SimulatorError(f"the simulator has ended: {self._complaint()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _complaint(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1].removeprefix("hmi simulate: ") if lines else f"exit status {self._process.poll()}"


def start_simulator(options: SimulatorOptions, timeout_s: float = READY_S) -> SimulatorProcess:
    """Start a simulator and wait until its agents answer. Raises SimulatorError."""
    arguments = to_arguments(replace(options, json=True, stop_with_stdin=True))
    # a frozen program is its own interpreter and knows commands only
    program = ["simulate"] if getattr(sys, "frozen", False) else ["-m", "hmi.simulator"]
    errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  it outlives this call
    try:
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        errors.close()
        raise SimulatorError(f"the simulator cannot be started: {error.strerror}") from None
    simulator = SimulatorProcess(process, errors)
    try:
        simulator.wait_ready(timeout_s)
    except BaseException:
        simulator.stop()
        raise
    return simulator
