"""Runs the simulator as a program of its own."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from hmi.domain.clock import now_us as this_clock_us
from hmi.simulator.options import MOST_BUFFER, SimulatorOptions, add_arguments, from_arguments, to_arguments

if TYPE_CHECKING:
    from hmi.simulator.agent import Agent
    from hmi.simulator.device import Device
    from hmi.simulator.player import Voice
    from hmi.simulator.record import Emission

__all__ = ["SimulatorOptions", "add_arguments", "from_arguments", "run", "to_arguments"]

FAILED = 2
"""The exit status where the simulator could not start."""


class _NotPossibleError(Exception):
    """The simulator cannot start; the text says why in one sentence."""


def run(options: SimulatorOptions) -> int:
    """Simulate until stopped by a signal, by the time or by standard input; return the exit status."""
    try:
        asyncio.run(_run(options))
    except _NotPossibleError as error:
        print(f"hmi simulate: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # whoever read standard output is gone, and the interpreter must not try to write there again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return 0


class _Part:
    """One agent with the voices behind it and what its ready line says of them."""

    def __init__(self, devices: Sequence[Device], voices: Sequence[Voice], about: Sequence[Mapping[str, str]]) -> None:
        self.devices = devices
        self.voices = voices
        self.about = about
        self.namespaces: Mapping[str, str] = {}

    def past(self, now_us: int) -> list[Emission]:
        """Return what has been said until now, in the order of time."""
        said = [emission for voice in self.voices for emission in voice.until(now_us)]
        said.sort(key=lambda emission: emission.time_us)
        return said


async def _run(options: SimulatorOptions) -> None:
    from hmi.simulator.player import Player

    stop = asyncio.Event()
    now_us = this_clock_us()
    parts = _recorded(options, now_us) if options.replay is not None else _machines(options, now_us)
    agents: list[Agent] = []
    with _stopped_by_signals(stop):
        try:
            for index, part in enumerate(parts):
                agents.append(await _start(options, part, index, now_us))
            # the next start of this program shall find another second, and so another instanceId
            newest = max(agent.instance.identity for agent in agents)
            await asyncio.sleep(max(0.0, newest + 1 - time.time()))
            player = Player([(agent, part.voices) for agent, part in zip(agents, parts, strict=True)])
            player.play(this_clock_us())  # what was said while the agents started
            playing = asyncio.create_task(player.run())
            commands = _Commands(agents, stop, options.stop_with_stdin)
            _announce(options, agents, parts)
            await _until_over(stop, playing, options.seconds)
            await commands.close()
        finally:
            await asyncio.gather(*(agent.stop() for agent in agents))


def _machines(options: SimulatorOptions, now_us: int) -> list[_Part]:
    from hmi.simulator.cnc import Machine
    from hmi.simulator.dialect import Flavour
    from hmi.simulator.equipped import EquippedMachine
    from hmi.simulator.fleet import demo_fleet

    if options.agents > options.machines:
        raise _NotPossibleError(f"{options.machines} machines are too few for {options.agents} agents.")
    machines = [
        Machine(
            machine,
            options.seed,
            now_us,
            history_s=options.history_h * 3600.0,
            speed=options.speed,
            rate=options.rate,
        )
        for machine in demo_fleet(options.machines)
    ]
    parts = []
    for index in range(options.agents):
        mine = machines[index * options.machines // options.agents : (index + 1) * options.machines // options.agents]
        about = [
            {
                "name": one.machine.device,
                "uuid": one.machine.uuid,
                "model": one.machine.model,
                "machine": one.machine.name,
                "plant": one.machine.plant,
                "cell": one.machine.cell,
                "kind": one.machine.kind.value,
                "personality": one.machine.personality.name,
            }
            for one in mine
        ]
        voices = [EquippedMachine(one, options.seed, Flavour(options.flavour)) for one in mine]
        parts.append(_Part([voice.device for voice in voices], voices, about))
    return parts


def _recorded(options: SimulatorOptions, now_us: int) -> list[_Part]:
    from hmi.simulator.replay import Replay, ReplayError, read_recording

    if options.replay is None:
        return []
    try:
        recording = read_recording(options.replay)
    except ReplayError as error:
        raise _NotPossibleError(str(error)) from None
    about = [{"name": device.name, "uuid": device.uuid, "model": ""} for device in recording.devices]
    parts = []
    for _ in range(options.agents):
        replay = Replay(recording, now_us, options.speed, options.original_times, not options.once)
        part = _Part(recording.devices, [replay], about)
        part.namespaces = recording.namespaces
        parts.append(part)
    return parts


async def _start(options: SimulatorOptions, part: _Part, index: int, now_us: int) -> Agent:
    """Start one agent with the past of its machines in its buffer."""
    from hmi.simulator.agent import DEFAULT_BUFFER, LOOPBACK, Agent, AgentSettings
    from hmi.simulator.dialect import Flavour

    # a past makes hundred thousands of objects that all stay; looking for garbage among them doubles the time
    gc.disable()
    try:
        past = part.past(now_us)
        room = max(DEFAULT_BUFFER, 1 << (len(past) * 3 // 2).bit_length())
        port = options.port + index if options.port else 0
        if port > 65535:
            raise _NotPossibleError(f"there are no {options.agents} ports from {options.port} on.")
        agent = Agent(
            part.devices,
            AgentSettings(
                port=port,
                flavour=Flavour(options.flavour),
                buffer_size=options.buffer or min(room, MOST_BUFFER),
                namespaces=part.namespaces,
                tells_adapters=True,
            ),
        )
        started_us = min([now_us, *(emission.time_us for emission in past[:1])])
        try:
            await agent.start(past, started_us)
        except OSError as error:
            raise _NotPossibleError(
                f"port {port} of {LOOPBACK} cannot be had ({error.strerror}); choose another with --mtconnect."
            ) from None
        gc.freeze()
    finally:
        gc.enable()
    return agent


class _Commands:
    """Takes commands from standard input, unless a person sits there."""

    def __init__(self, agents: Sequence[Agent], stop: asyncio.Event, stop_with_stdin: bool) -> None:
        from hmi.simulator.control import listen, stdin_descriptor

        self._agents = agents
        self._stop = stop
        self._ends = stop_with_stdin
        self._lines: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1000)
        self._task = asyncio.create_task(self._obey())
        descriptor = stdin_descriptor()
        if descriptor is not None and (stop_with_stdin or not sys.stdin.isatty()):
            listen(descriptor, self._take, self._end)

    async def close(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    def _take(self, line: bytes) -> None:
        with suppress(asyncio.QueueFull):  # nobody who waits for answers writes a thousand lines ahead
            self._lines.put_nowait(line)

    def _end(self) -> None:
        if self._ends:
            self._stop.set()

    async def _obey(self) -> None:
        from hmi.simulator.control import obey

        while True:
            print(await obey(await self._lines.get(), self._act), flush=True)

    async def _act(self, command: Mapping[str, object]) -> None:
        from hmi.simulator.faults import inflict

        index = command.get("agent", 0)
        if not isinstance(index, int) or not 0 <= index < len(self._agents):
            raise ValueError(f"there is no agent {index!r}")
        await inflict(self._agents[index], command)


def _announce(options: SimulatorOptions, agents: Sequence[Agent], parts: Sequence[_Part]) -> None:
    """Say on standard output that the agents answer."""
    if options.json:
        ready = [{"url": agent.url, "devices": list(part.about)} for agent, part in zip(agents, parts, strict=True)]
        print(json.dumps({"agents": ready}), flush=True)
        return
    for agent, part in zip(agents, parts, strict=True):
        names = ", ".join(one["name"] for one in part.about)
        print(f"MTConnect agent ready at {agent.url} with {len(part.about)} devices: {names}", flush=True)


async def _until_over(stop: asyncio.Event, playing: asyncio.Task[None], seconds: float | None) -> None:
    """Return when it is time to stop. Raises what ended the player, if it did."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((stopping, playing), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            await playing
    finally:
        for task in (stopping, playing):
            task.cancel()
        await asyncio.gather(stopping, playing, return_exceptions=True)


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM stop the simulator; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
