"""Takes a first look at an agent: connects as the program would, and notes what there is to know before it is used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, isinf
from typing import Final

from hmi.domain.inspection import WANTED, InspectedDevice, Inspection
from hmi.domain.link import LinkFault, LinkReason
from hmi.domain.observation import Observation
from hmi.settings.site import SourceSettings
from hmi.sources.mtconnect.client import AgentClient, Heard, Probe
from hmi.sources.mtconnect.document import Header
from hmi.sources.mtconnect.failure import AgentRefused, EndpointFailure, NoAnswer, NotAStream
from hmi.sources.mtconnect.model import Bindings, MachineModel, find_device, model_of
from hmi.sources.mtconnect.patience import Patience
from hmi.sources.mtconnect.probe import Device
from hmi.sources.mtconnect.resume import head_of
from hmi.sources.mtconnect.security import security_of
from hmi.sources.mtconnect.streams import Streams

LOOKING: Final = Patience(connect_s=5.0, answer_s=10.0, whole_s=20.0)
"""Somebody waits for what is found, so nothing is waited for as long as in a collecting that goes on for months."""

_SECOND_US: Final = 1_000_000
_INTERVAL_S: Final = 0.2
_HEARTBEAT_S: Final = 1.0
"""Shorter than the listening, so that an idle agent is told from one that has fallen silent."""
_COUNT: Final = 1000
_MARGINS: Final = (0, 16, 256)
"""How far from the oldest observation to ask: a full buffer overwrites it while the request is on its way."""
_STARTS: Final = 4
_LONGEST_KEY: Final = 80


@dataclass(frozen=True, slots=True)
class Seen:
    """An inspection with the observations behind it, by device in the inspection's order and in ascending sequence.

    ``agent_now_us`` is the agent's clock at the end.
    """

    inspection: Inspection
    present: tuple[tuple[Observation, ...], ...] = ()
    followed: tuple[tuple[Observation, ...], ...] = ()
    agent_now_us: int = 0


async def inspect(
    source: SourceSettings, clock_us: Callable[[], int], listen_s: float = 3.0, patience: Patience | None = None
) -> Seen:
    """Look at an agent for ``listen_s`` after its first answers.

    Whatever goes wrong with the endpoint ends in the inspection's ``reason``, with what was learnt until then. It takes
    at most ``patience.whole_s`` and ``patience.silence_s`` longer than the listening. ``clock_us`` is this computer's
    clock.
    """
    patience = patience or LOOKING
    look = _Look(source, clock_us, listen_s, patience)
    limit_s = listen_s + patience.whole_s + patience.silence_s
    try:
        async with asyncio.timeout(limit_s):
            await look.take()
    except EndpointFailure as failure:
        look.reason = failure.reason
    except TimeoutError:
        look.reason = NoAnswer(f"not done within {limit_s:g} s").reason
    return look.seen()


@dataclass(slots=True)
class _Look:
    """What is known so far."""

    source: SourceSettings
    clock_us: Callable[[], int]
    listen_s: float
    patience: Patience
    began_us: int = field(init=False)
    reason: LinkReason | None = None
    answer_us: int | None = None
    version: str = ""
    models: tuple[tuple[str, MachineModel], ...] = ()
    """The devices with what the site file's ``device`` has to say for them."""
    present: list[Observation] = field(default_factory=list)
    followed: list[Observation] = field(default_factory=list)
    heard: int = 0
    listened_us: int = 0
    streams: bool = True
    buffer_size: int | None = None
    buffered: int | None = None
    oldest_us: int | None = None
    least_skew_us: float = -inf
    most_skew_us: float = inf

    def __post_init__(self) -> None:
        self.began_us = self.clock_us()

    async def take(self) -> None:
        """Ask and listen. Raises EndpointFailure."""
        async with AgentClient(self.source.url, self.clock_us, self.patience, self.source) as client:
            asked_us = self.clock_us()
            probe = await client.probe()
            self.answer_us = max(probe.received_us - asked_us, 0)
            self._note(probe.content.header, probe, asked_us)
            self._adopt(probe.content)
            if not self.models:
                return
            bindings = Bindings(model for _, model in self.models)
            asked_us = self.clock_us()
            present = await client.current(bindings)
            header = present.content.header
            self._note(header, present, asked_us)
            self.present += present.content.observations
            self.oldest_us = await self._oldest(client, header, bindings)
            await self._listen(client, header, bindings, present.received_us)

    def _adopt(self, probe: Probe) -> None:
        """Take the devices, or the one that the settings name."""
        machines = [device for device in probe.devices if not device.is_agent]
        if self.source.device:
            wanted = find_device(machines, self.source.device)
            if wanted is None:
                names = ", ".join(device.label for device in machines)
                offer = f"the agent has {names}" if names else "the agent has no device"
                self.reason = LinkReason(LinkFault.DEVICE_MISSING, offer)
                return
            keys = [(self.source.device, wanted)]
        else:
            keys = list(_keys(machines))
        self.models = tuple((key, model_of(key or device.label, device)) for key, device in keys)

    async def _oldest(self, client: AgentClient, header: Header, bindings: Bindings) -> int | None:
        """Return the agent's time of the oldest observation that it holds; None where it does not say or give it."""
        first, head = header.first_sequence, head_of(header)
        if first is None or head is None:
            return None
        self.buffered = max(head - first, 0)
        for margin in _MARGINS:
            try:
                oldest = await client.sample(min(first + margin, head), self._count(), bindings)
            except AgentRefused:
                continue
            self._note(oldest.content.header, oldest)
            return oldest.content.observations[0].time_us if oldest.content.observations else None
        return None

    async def _listen(self, client: AgentClient, header: Header, bindings: Bindings, since_us: int) -> None:
        """Follow the agent as the program would. What was heard came between ``since_us`` and the end."""
        ends_s = asyncio.get_running_loop().time() + self.listen_s
        try:
            for attempt in range(_STARTS):
                try:
                    await self._follow(client, _next(header), bindings, ends_s)
                    break
                except AgentRefused:
                    # a small buffer has overwritten what was asked for, which a first look can do without
                    if attempt == _STARTS - 1:
                        raise
                    header = (await client.current(bindings)).content.header
        finally:
            self.listened_us = max(self.clock_us() - since_us, 0)

    async def _follow(self, client: AgentClient, start: int, bindings: Bindings, ends_s: float) -> None:
        silence_s = self.patience.silence_s
        heartbeat_s = min(self.source.heartbeat_s, _HEARTBEAT_S, silence_s / 2)
        interval_s = min(self.source.interval_s, _INTERVAL_S)
        said = False
        try:
            async with client.stream(start, self._count(), interval_s, heartbeat_s, silence_s, bindings) as documents:
                # until the first document it is not known whether the agent is idle or silent
                async with asyncio.timeout(max(self.listen_s, silence_s)) as limit:
                    async for document in documents:
                        limit.reschedule(ends_s)
                        said = True
                        self._take(document)
        except NotAStream:
            self.streams = False
            await self._poll(client, start, bindings, interval_s, ends_s)
        except TimeoutError:
            if not said:
                raise NoAnswer(f"nothing for {silence_s:g} s", silent=True) from None

    async def _poll(
        self, client: AgentClient, start: int, bindings: Bindings, interval_s: float, ends_s: float
    ) -> None:
        while asyncio.get_running_loop().time() < ends_s:
            document = await client.sample(start, self._count(), bindings)
            self._take(document)
            after = document.content.header.next_sequence or start
            if after <= start or after >= (head_of(document.content.header) or 0):
                await asyncio.sleep(interval_s)
            start = max(start, after)

    def _count(self) -> int:
        """Return how many observations to ask for; agents refuse a count beyond their buffer, some have 333."""
        return min(_COUNT, self.buffer_size or _COUNT)

    def _take(self, document: Heard[Streams]) -> None:
        self._note(document.content.header, document)
        self.followed += document.content.observations
        self.heard += document.content.heard

    def _note(self, header: Header, heard: Heard[object], asked_us: int | None = None) -> None:
        """Take what every document tells; one that was asked for was made after ``asked_us``."""
        self.version = header.version or self.version
        if header.buffer_size is not None:
            self.buffer_size = header.buffer_size
        if header.created_us is not None:
            self.least_skew_us = max(self.least_skew_us, header.created_us - heard.received_us)
            if asked_us is not None:
                # most agents cut the fraction off their clock
                self.most_skew_us = min(self.most_skew_us, header.created_us + _SECOND_US - asked_us)

    # -- what comes of it --------------------------------------------------------------------------------------------

    def seen(self) -> Seen:
        """Return what is known now."""
        now_us = self.clock_us()
        skew_us = self._skew_us()
        agent_now_us = now_us + (skew_us or 0)
        newest_us = max((o.time_us for o in self.followed or self.present), default=None)
        present, followed = self._by_device(self.present), self._by_device(self.followed)
        inspection = Inspection(
            url=self.source.url,
            tested_us=self.began_us,
            took_us=max(now_us - self.began_us, 0),
            reason=self.reason,
            answer_us=self.answer_us,
            version=self.version,
            devices=tuple(
                _inspected(key, model, (*before, *after))
                for (key, model), before, after in zip(self.models, present, followed, strict=True)
            ),
            listened_us=self.listened_us,
            heard=self.heard,
            newest_age_us=None if newest_us is None else agent_now_us - newest_us,
            streams=self.streams,
            buffer_size=self.buffer_size,
            buffered=self.buffered,
            buffered_us=None if self.oldest_us is None else max(agent_now_us - self.oldest_us, 0),
            skew_us=skew_us,
            security=security_of(self.source),
        )
        return Seen(inspection, present, followed, agent_now_us)

    def _skew_us(self) -> int | None:
        """Return the agent's clock minus ours, as near to none as all documents allow: slow ones prove little."""
        if isinf(self.least_skew_us):
            return None
        return int(min(max(0.0, self.least_skew_us), max(self.most_skew_us, self.least_skew_us)))

    def _by_device(self, observations: Sequence[Observation]) -> tuple[tuple[Observation, ...], ...]:
        return tuple(tuple(o for o in observations if o.machine == model.machine) for _, model in self.models)


def _next(header: Header) -> int:
    return header.next_sequence or head_of(header) or 0


def _keys(devices: Sequence[Device]) -> Iterator[tuple[str, Device]]:
    """Return each device with what names it and no other; what nothing names cannot be read by the program either."""
    if len(devices) == 1:
        yield "", devices[0]
        return
    for device in devices:
        for key in (device.name, device.uuid, device.id):
            if _is_one_line(key) and find_device(devices, key) is device:
                yield key, device
                break


def _is_one_line(text: str) -> bool:
    """Return whether a site file takes a text."""
    return 0 < len(text) <= _LONGEST_KEY and text.isprintable() and text == text.strip()


def _inspected(key: str, model: MachineModel, observations: Sequence[Observation]) -> InspectedDevice:
    device, roles = model.device, {signal.role for signal in model.signals}
    maker = "" if device.model.casefold().startswith(device.manufacturer.casefold()) else device.manufacturer
    return InspectedDevice(
        name=device.label,
        uuid=device.uuid,
        key=key,
        model=f"{maker} {device.model}".strip(),
        serial=device.serial,
        paths=sum(component.type == "Path" for component in device.components),
        signals=model.signals,
        values={observation.signal: observation.value for observation in observations},
        wanted={role: role in roles for role in WANTED},
    )
