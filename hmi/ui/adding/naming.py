"""Names and places of machines to be added, judged and proposed by those that there are."""

from __future__ import annotations

from collections.abc import Sequence

from hmi.domain.inspection import InspectedDevice
from hmi.domain.phrase import Phrase
from hmi.settings.site import MachineSettings, name_key
from hmi.ui.adding import words
from hmi.ui.natural import natural


def name_fault(name: str, machines: Sequence[MachineSettings]) -> Phrase | None:
    """Return what is wrong with a name; None where it can be had."""
    wanted = name_key(name.strip())
    if not wanted:
        return words.NAME_EMPTY
    same = next((machine.name for machine in machines if name_key(machine.name) == wanted), None)
    return None if same is None else Phrase(words.NAME_TAKEN, (same,))


def proposed_name(device: InspectedDevice, machines: Sequence[MachineSettings]) -> str:
    """Return the agent's own name of a device, numbered where a machine has it already."""
    name = device.name.strip()
    number = 1
    while True:
        proposed = name if number == 1 else f"{name} {number}"
        if not proposed or name_fault(proposed, machines) is None:
            return proposed
        number += 1


def collected_as(device: InspectedDevice, url: str, machines: Sequence[MachineSettings]) -> str:
    """Return the machine by which a device at an address is collected already; empty where it is not."""
    known = {device.key, device.uuid, device.name} - {""}
    folded = device.name.casefold()
    for machine in machines:
        wanted = machine.source.device
        # without a device the machine means the only one of its agent, which then has an empty key
        means = wanted in known or wanted.casefold() == folded if wanted else not device.key
        if machine.source.url == url and means:
            return machine.name
    return ""


def plants(machines: Sequence[MachineSettings]) -> list[str]:
    """Return the plants that there are, in the order of their names."""
    return sorted({machine.plant for machine in machines if machine.plant}, key=natural)


def cells(machines: Sequence[MachineSettings], plant: str) -> list[str]:
    """Return the cells of a plant; those of all plants for one that has none yet."""
    here = {machine.cell for machine in machines if machine.cell and machine.plant == plant}
    return sorted(here or {machine.cell for machine in machines if machine.cell}, key=natural)


def likely_place(url: str, machines: Sequence[MachineSettings]) -> tuple[str, str]:
    """Return plant and cell where a machine at an address may stand: where its neighbours at that address do."""
    near = [machine for machine in machines if machine.source.url == url]
    if near:
        plant, cell = {machine.plant for machine in near}, {machine.cell for machine in near}
        return _only(plant), _only(cell)
    return _only({machine.plant for machine in machines}), ""


def _only(values: set[str]) -> str:
    return next(iter(values)) if len(values) == 1 else ""
