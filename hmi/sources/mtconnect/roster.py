"""Which machines of the site an agent has, and under which signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hmi.domain.link import LinkFault, LinkReason, ModelChange
from hmi.domain.signal import Signal
from hmi.settings.site import MachineSettings
from hmi.sources.mtconnect.model import Bindings, MachineModel, find_device, model_of
from hmi.sources.mtconnect.probe import Device
from hmi.sources.port import Sink


class Roster:
    """The machines behind one agent, matched with each probe anew; what is new or has changed is described.

    ``knows`` says whether the history has anything of a machine: one that the site file names since yesterday has
    nothing, although the history of its agent is old.
    """

    def __init__(
        self, source: str, machines: Sequence[MachineSettings], sink: Sink, knows: Callable[[str], bool]
    ) -> None:
        self._source = source
        self._machines = machines
        self._sink = sink
        self._knows = knows
        self._described: dict[str, tuple[int, tuple[Signal, ...]]] = {}
        self.bindings = Bindings(())
        self.machine_by_uuid: dict[str, str] = {}
        """Device uuid to machine, for the devices that are machines of the site and have one."""
        self.present: tuple[str, ...] = ()
        """Machines that the agent has."""
        self.missing: Mapping[str, LinkReason] = {}
        """Machines that the agent does not have, with what it has instead."""
        self.untold: set[str] = set()
        """Machines that are new or changed while the agent goes on: their present state is still to be told."""

    @property
    def names(self) -> set[str]:
        """All machines, missing or not."""
        return {machine.name for machine in self._machines}

    @property
    def empty(self) -> bool:
        """Whether the agent has none of the machines."""
        return len(self.missing) == len(self._machines)

    def adopt(self, instance: int, devices: Sequence[Device], now_us: int) -> list[ModelChange]:
        """Take what a probe says, and return what it changed since the one before.

        ``instance`` is the agent's run: after a restart everything is described again.
        """
        models: dict[str, MachineModel] = {}
        missing: dict[str, LinkReason] = {}
        changes: list[ModelChange] = []
        for settings in self._machines:
            device = find_device(devices, settings.source.device)
            owner = next((model.machine for model in models.values() if model.device is device), None)
            if device is None or owner is not None:
                detail = _offer(devices) if device is None else f"{device.label} is already {owner}"
                missing[settings.name] = LinkReason(LinkFault.DEVICE_MISSING, detail)
                continue
            model = models[settings.name] = model_of(settings.name, device, self._sink.signals(settings.name))
            changes += self._describe(model, instance, now_us)
        self.bindings = Bindings(models.values(), devices)
        self.machine_by_uuid = {model.device.uuid: model.machine for model in models.values() if model.device.uuid}
        self.present = tuple(models)
        self.missing = missing
        return changes

    def _describe(self, model: MachineModel, instance: int, now_us: int) -> Iterator[ModelChange]:
        machine = model.machine
        before = self._described.get(machine)
        if before == (instance, model.signals):
            return
        self._described[machine] = (instance, model.signals)
        self._sink.describe(self._source, machine, model.signals)
        if before is not None or machine in self.missing or not self._knows(machine):
            self.untold.add(machine)
        if before is not None:
            old, new = ({signal.key: None for signal in signals} for signals in (before[1], model.signals))
            appeared = tuple(key for key in new if key not in old)
            vanished = tuple(key for key in old if key not in new)
            if appeared or vanished:
                yield ModelChange(machine, now_us, appeared, vanished)


def _offer(devices: Sequence[Device]) -> str:
    names = [device.label for device in devices if not device.is_agent]
    return f"the agent has {', '.join(names)}" if names else "the agent has no device"
