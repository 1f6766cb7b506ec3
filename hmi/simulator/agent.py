"""An MTConnect agent on a port of this computer."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import NAMESPACE_DNS, uuid5

from hmi.domain.clock import now_us as this_clock_us
from hmi.simulator.adapters import Adapters
from hmi.simulator.connection import Connection
from hmi.simulator.device import Device, agent_device
from hmi.simulator.dialect import DIALECTS, Dialect, Flavour
from hmi.simulator.documents import Press
from hmi.simulator.faults import Faults
from hmi.simulator.instance import Instance
from hmi.simulator.record import Asset, Emission, Reported, unavailable
from hmi.simulator.remodel import Model, remodelled

LOOPBACK: Final = "127.0.0.1"
DEFAULT_BUFFER = 2**17
MOST_CLIENTS = 512
RATE_S = 10.0
"""How often an agent that describes itself tells how much its adapters bring."""

_last_identity: dict[int, int] = {}
"""Port to the instanceId of the last agent that this process started there."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """How an agent is set up; ``port`` 0 takes a free one. ``namespaces`` are extension prefixes of its data items.

    ``tells_adapters``: where it describes itself, it also tells of the adapters through which its machines reach it.
    """

    port: int = 0
    flavour: Flavour = Flavour.V1
    buffer_size: int = DEFAULT_BUFFER
    sender: str = "simulator"
    namespaces: Mapping[str, str] = field(default_factory=dict)
    tells_adapters: bool = False


class Agent:
    """Serves the probe, the present and the recent past of its devices; start it on a running loop.

    ``clock`` gives the time in microseconds since 1970 UTC, before the skew that a fault may add.
    """

    def __init__(
        self,
        devices: Sequence[Device],
        settings: AgentSettings | None = None,
        clock: Callable[[], int] = this_clock_us,
    ) -> None:
        self.settings = settings or AgentSettings()
        self.faults = Faults()
        self.bells: set[asyncio.Event] = set()
        self._clock = clock
        every = tuple(devices)
        described = self.dialect.describes_itself and not any(device.root.tag == "Agent" for device in devices)
        self._measures = described and self.settings.tells_adapters
        self._adapters = Adapters(every, self._measures)
        if described:
            uuid = str(uuid5(NAMESPACE_DNS, self.settings.sender))
            every = (agent_device(uuid, *((self._adapters.component,) if self._measures else ())), *every)
        self._measuring: asyncio.Task[None] | None = None
        self._devices = tuple(devices)
        self._first_model = self._model = Model(every)
        self._remodelled = 0
        self._press = Press(self.dialect, every, self.settings.namespaces)
        self._instance: Instance | None = None
        self._server: asyncio.Server | None = None
        self._port = self.settings.port
        self._connections: dict[asyncio.Task[None], Connection] = {}

    @property
    def dialect(self) -> Dialect:
        """The habits of the imitated generation."""
        return DIALECTS[self.settings.flavour]

    @property
    def devices(self) -> tuple[Device, ...]:
        """The devices behind the agent, without the one that stands for the agent itself."""
        return self._devices

    @property
    def buffer_size(self) -> int:
        return self.settings.buffer_size

    @property
    def instance(self) -> Instance:
        """The present run. Raises RuntimeError before the start."""
        if self._instance is None:
            raise RuntimeError("the agent has not been started")
        return self._instance

    @property
    def port(self) -> int:
        """The port on which the agent listens or last listened."""
        return self._port

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self._port}"

    def now_us(self) -> int:
        """Return the agent's own time."""
        return self._clock() + self.faults.skew_us

    async def start(self, past: Iterable[Emission] = (), started_us: int | None = None) -> None:
        """Open the port, with ``past`` already in the buffer. Raises OSError if the port cannot be had.

        ``started_us`` stamps the UNAVAILABLE with which every data item begins; it belongs before ``past``.
        """
        listening = self._bind()
        started_us = self.now_us() if started_us is None else started_us
        self._instance = self._begin(started_us)
        self._put(self._adapters.listen(started_us))
        self.observe(past)
        self._adapters.forget_rates()
        await self._listen(listening)
        if self._measures:
            self._measuring = asyncio.create_task(self._measure())

    async def stop(self) -> None:
        """Close the port and every connection."""
        self.refuse()
        ending: list[asyncio.Task[None]] = list(self._connections)
        if self._measuring is not None:
            self._measuring.cancel()
            ending.append(self._measuring)
        self.drop()
        await asyncio.gather(*ending, return_exceptions=True)

    def observe(self, emissions: Iterable[Emission]) -> None:
        """Take over what machines say and tell the streaming clients. Unknown data items raise KeyError."""
        skew_us = self.faults.skew_us
        if skew_us:
            emissions = [emission._replace(time_us=emission.time_us + skew_us) for emission in emissions]
        self._put(self._adapters.take(emissions))

    def _put(self, emissions: Iterable[Emission]) -> None:
        if self._model.ids:
            emissions = [one for one in map(self._model.translated, emissions) if one is not None]
        self.instance.observe(emissions)
        for bell in self.bells:
            bell.set()

    def refuse(self) -> None:
        """Close the port; connections that are open stay."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def accept(self) -> None:
        """Open the port again. Raises OSError if another program has taken it."""
        if self._server is None:
            await self._listen(self._bind())

    def drop(self) -> None:
        """Cut every connection."""
        for task, connection in self._connections.items():
            connection.abort()
            task.cancel()

    async def restart(self, down_s: float = 0.0, *, same_identity: bool = False) -> None:
        """Begin a new run as after a power cut, ``down_s`` later; the machines then say again what they last said.

        With ``same_identity`` it has the instanceId of the run before.
        """
        await self._restart(down_s, self._model, self.instance.identity if same_identity else None)

    async def remodel(self, new_ids: bool, remove: Collection[str], add: int, down_s: float = 0.0) -> None:
        """Begin a new run with another device model, made from the first one; see :func:`remodelled`.

        Raises LookupError for a data item to remove that is none.
        """
        self._remodelled += new_ids
        prefix = f"r{self._remodelled}_" if new_ids else ""
        await self._restart(down_s, remodelled(self._first_model, self._model, prefix, remove, add))

    def spoil(self, times: int) -> None:
        """Write the sequences of the next observations as something that is no number."""
        self.instance.spoil(times)

    def forget_conditions(self, forgetful: bool) -> None:
        """Keep conditions that change out of the stream, or do so no longer."""
        self.instance.forgetful = forgetful

    def lose_adapter(self, machine: int | str) -> None:
        """Let nothing more come from a device, by index, name or uuid; its data items become UNAVAILABLE.

        Raises LookupError if there is no such device.
        """
        self._put(self._adapters.lose(machine, self.now_us(), self._said()))

    def regain_adapter(self, machine: int | str | None = None) -> None:
        """Let a device, or all of them, say its present values and go on. Raises LookupError."""
        if machine is None:
            self.observe(self._adapters.regain_all(self._clock()))
        else:
            self.observe(self._adapters.regain(machine, self._clock()))

    async def _measure(self) -> None:
        loop = asyncio.get_running_loop()
        before_s = loop.time()
        while True:
            await asyncio.sleep(RATE_S)
            now_s = loop.time()
            self._put(self._adapters.rates(self.now_us(), now_s - before_s))
            before_s = now_s

    def _said(self) -> list[tuple[str, Reported]]:
        """Return what machines said last, by the ids of the first device model, without assets."""
        origin = {key: first for first, key in self._model.ids.items()}
        return [
            (origin.get(record.item.id, record.item.id), record.value)
            for record in self.instance.latest()
            if record.value != unavailable(record.item)
            and record.item.id not in self._model.added
            and not isinstance(record.value, Asset)
        ]

    async def _restart(self, down_s: float, model: Model, identity: int | None = None) -> None:
        self.refuse()
        self.drop()
        await asyncio.sleep(down_s)
        origin = {key: first for first, key in self._model.ids.items()}
        present = self.instance.assets.present()
        said: list[tuple[str, Reported]] = [(origin.get(one.item) or one.item, one.asset) for one in present]
        said += self._said()
        listening = self._bind()
        if model is not self._model:
            self._model = model
            self._press = Press(self.dialect, model.devices, self.settings.namespaces)
        forgetful = self.instance.forgetful
        self._instance = self._begin(self.now_us(), identity)
        self.observe(Emission(self._clock(), key, value) for key, value in said)
        self._instance.forgetful = forgetful
        self.instance.observe(model.values_of_added(self.now_us()))
        await self._listen(listening)

    def _begin(self, started_us: int, identity: int | None = None) -> Instance:
        if identity is None:
            identity = max(self.now_us() // 1_000_000, _last_identity.get(self._port, 0) + 1)
            _last_identity[self._port] = identity
        return Instance(identity, self._press, self.buffer_size, self.settings.sender, self.now_us, started_us)

    def _bind(self) -> socket.socket:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((LOOPBACK, self._port))
        except BaseException:
            listening.close()
            raise
        self._port = listening.getsockname()[1]
        return listening

    async def _listen(self, listening: socket.socket) -> None:
        self._server = await asyncio.start_server(self._welcome, sock=listening, backlog=128)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= MOST_CLIENTS:
            writer.transport.abort()
            return
        connection = Connection(self, reader, writer)
        task = asyncio.get_running_loop().create_task(connection.serve())
        self._connections[task] = connection
        task.add_done_callback(self._leave)

    def _leave(self, task: asyncio.Task[None]) -> None:
        del self._connections[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a connection of the simulated agent failed", "exception": error, "task": task}
            )
