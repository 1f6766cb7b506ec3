"""The adapters between the machines and their agent: their connections can be lost, and the agent tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hmi.simulator.checkpoint import Checkpoint
from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.record import Asset, Emission, Record, Reported, unavailable

_FIRST_PORT: Final = 7878
_ASSET_TYPES: Final = ("ASSET_CHANGED", "ASSET_REMOVED")


@dataclass(slots=True)
class _Missed:
    """What a machine has said since its adapter was lost, and what it had said before."""

    latest: Checkpoint = field(default_factory=Checkpoint)
    assets: dict[str, tuple[str, Asset]] = field(default_factory=dict)
    count: int = 0

    def add(self, item: DataItem, value: Reported) -> None:
        if isinstance(value, Asset):
            self.assets[value.asset_id] = (item.id, value)
        else:
            self.count += 1
            self.latest.add(Record(self.count, 0, item, value))

    def emissions(self, time_us: int) -> list[Emission]:
        said = [Emission(time_us, key, asset) for key, asset in self.assets.values()]
        return said + [Emission(time_us, one.item.id, one.value) for one in sorted(self.latest.records())]


class _Link:
    """The adapter of one device; ``heard`` counts what came since the rate was last told."""

    def __init__(self, device: Device, port: int) -> None:
        self.device = device
        self.items = {item.id: item for item in device.items}
        key = f"{device.root.id}_adapter"
        self.status = DataItem(f"{key}_status", Category.EVENT, "CONNECTION_STATUS")
        self.uri = DataItem(f"{key}_uri", Category.EVENT, "ADAPTER_URI", constant=f"shdr://127.0.0.1:{port}")
        self.rate = DataItem(
            f"{key}_rate", Category.SAMPLE, "OBSERVATION_UPDATE_RATE", units="COUNT/SECOND", statistic="AVERAGE"
        )
        self.component = Component("Adapter", key, device.name, items=(self.uri, self.status, self.rate))
        self.connected = False
        self.heard = 0
        self.told = ""
        self.missed: _Missed | None = None


class Adapters:
    """The adapters of an agent's devices, one each; ``tells``: the agent has data items for them.

    They speak in the ids of the agent's first device model, and times are microseconds since 1970 UTC.
    """

    def __init__(self, devices: Sequence[Device], tells: bool) -> None:
        self._tells = tells
        self._links = [_Link(device, _FIRST_PORT + index) for index, device in enumerate(devices)]
        self._of = {key: link for link in self._links for key in link.items}

    @property
    def component(self) -> Component:
        """What the agent's own device says of them."""
        return Component("Adapters", "agent_adapters", components=tuple(link.component for link in self._links))

    def listen(self, time_us: int) -> list[Emission]:
        """Return what an agent says of itself that is up and waits for its adapters."""
        up = [Emission(time_us, "agent_avail", "AVAILABLE")] if self._tells else []
        return up + [one for link in self._links for one in self._status(time_us, link, "LISTEN")]

    def take(self, emissions: Iterable[Emission]) -> list[Emission]:
        """Return what reaches the agent of what machines say."""
        taken: list[Emission] = []
        for emission in emissions:
            link = self._of.get(emission.item)
            if link is not None:
                if link.missed is not None:
                    link.missed.add(link.items[emission.item], emission.value)
                    continue
                if not link.connected:
                    link.connected = True
                    taken += self._status(emission.time_us, link, "ESTABLISHED")
                link.heard += 1
            taken.append(emission)
        return taken

    def lose(self, machine: int | str, time_us: int, said: Iterable[tuple[str, Reported]]) -> list[Emission]:
        """Lose the adapter of a device, by its index or its name or uuid; ``said`` is what the agent knows.

        Return what the agent then observes. Raises LookupError if there is no such device.
        """
        link = self._link(machine)
        if link.missed is not None:
            return []
        link.missed, link.connected = _Missed(), False
        for key, value in said:
            if key in link.items:
                link.missed.add(link.items[key], value)
        gone = [item for item in link.items.values() if not item.constant and item.type not in _ASSET_TYPES]
        closed = self._status(time_us, link, "CLOSED")
        return closed + [Emission(time_us, item.id, unavailable(item)) for item in gone]

    def regain(self, machine: int | str, time_us: int) -> list[Emission]:
        """Have an adapter back; return what it says then: the present values. Raises LookupError."""
        link = self._link(machine)
        missed, link.missed = link.missed, None
        return [] if missed is None else missed.emissions(time_us)

    def regain_all(self, time_us: int) -> list[Emission]:
        """Have every adapter back."""
        return [one for index in range(len(self._links)) for one in self.regain(index, time_us)]

    def forget_rates(self) -> None:
        """Begin to count anew."""
        for link in self._links:
            link.heard = 0

    def rates(self, time_us: int, seconds: float) -> list[Emission]:
        """Return how many observations a second each adapter brought in the last ``seconds``, where that changed."""
        told: list[Emission] = []
        for link in self._links:
            rate = f"{link.heard / seconds:.2f}"
            if rate != link.told:
                link.told = rate
                told.append(Emission(time_us, link.rate.id, rate))
        self.forget_rates()
        return told

    def _status(self, time_us: int, link: _Link, status: str) -> list[Emission]:
        return [Emission(time_us, link.status.id, status)] if self._tells else []

    def _link(self, machine: int | str) -> _Link:
        for index, link in enumerate(self._links):
            if machine in (index, link.device.name, link.device.uuid):
                return link
        raise LookupError(machine)
