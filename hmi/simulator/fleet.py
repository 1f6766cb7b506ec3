"""The machines of a shop that does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hmi.domain.machine import Band
from hmi.domain.signal import Role
from hmi.simulator.options import MOST_MACHINES
from hmi.simulator.parts import MachineKind
from hmi.simulator.personality import WALL, Personality
from hmi.simulator.trouble import Control


@dataclass(frozen=True, slots=True)
class Model:
    """A model of machine, by its full ``name``; speeds in rev/min.

    ``detailed``: its adapter tells macro variables, work offsets and vibrations beside what all of them tell.
    """

    name: str
    manufacturer: str
    control: Control
    spindle_max: float
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedMachine:
    """One machine: ``name`` is what the shop calls it, ``device`` the agent's name for it, without blanks."""

    name: str
    device: str
    plant: str
    cell: str
    model: str
    kind: MachineKind
    personality: Personality
    make: Model

    @property
    def uuid(self) -> str:
        return f"SIM-{self.device}"

    @property
    def bands(self) -> Mapping[str, Band]:
        """The normal bands of its signals, by signal key."""
        return normal_bands(self.make)


_LATHES = (
    Model("Romi GL 240", "Romi", Control.FANUC, 4500),
    Model("Mazak QTN 200", "Mazak", Control.MAZATROL, 5000),
    Model("Okuma LB3000 EX", "Okuma", Control.OSP, 5000),
    Model("Romi Centur 35", "Romi", Control.SINUMERIK, 3000),
    Model("Mazak QTN 250", "Mazak", Control.MAZATROL, 4000),
    Model("Romi GL 280", "Romi", Control.FANUC, 4000),
    Model("Nardini Logic 195", "Nardini", Control.SINUMERIK, 3000),
)
_MILLS = (
    Model("Haas VF-4", "Haas", Control.HAAS, 8100),
    Model("Robodrill α-D21MiB", "Fanuc", Control.FANUC, 10000, detailed=True),
    Model("DMG Mori CMX 600 V", "DMG Mori", Control.SINUMERIK, 12000),
    Model("Haas VF-2SS", "Haas", Control.HAAS, 12000),
    Model("Mazak VCN-530C", "Mazak", Control.MAZATROL, 12000),
    Model("Romi D 800", "Romi", Control.FANUC, 10000),
)


def demo_fleet(n: int) -> list[SimulatedMachine]:
    """Return ``n`` machines, lathes and machining centres in turn; the first are the same for every ``n``.

    Raises ValueError unless 1 <= n <= 500.
    """
    if not 1 <= n <= MOST_MACHINES:
        raise ValueError(f"a fleet has 1 to {MOST_MACHINES} machines, not {n}")
    return [_machine(index) for index in range(n)]


def _machine(index: int) -> SimulatedMachine:
    pair, is_mill = divmod(index, 2)
    makes, word = (_MILLS, "Centro") if is_mill else (_LATHES, "Torno")
    make = makes[pair % len(makes)]
    cell = "Centros" if is_mill else ("Tornos A" if pair % 2 == 0 else "Tornos B")
    return SimulatedMachine(
        name=f"{word} {pair + 1:02d}",
        device=f"{word}{pair + 1:02d}",
        plant="Joinville 2" if index % 10 >= 7 else "Joinville 1",
        cell=cell,
        model=make.name,
        kind=MachineKind.MILL if is_mill else MachineKind.LATHE,
        personality=WALL[(index + index // len(WALL)) % len(WALL)],
        make=make,
    )


def normal_bands(make: Model) -> Mapping[str, Band]:
    """Return the normal bands of a make's signals, by signal key; in the product's units."""
    return {
        Role.SPINDLE_LOAD: Band(30, 80, 100, 0, 120),
        Role.SPINDLE_TEMPERATURE: Band(20, 65, 75, 15, 90),
        Role.SPINDLE_SPEED: Band(400, make.spindle_max * 0.7, make.spindle_max, 0, make.spindle_max),
        Role.FEED_RATE: Band(80, 800, None, 0, 1200),
        Role.FEED_OVERRIDE: Band(80, 110, None, 0, 150),
        Role.RAPID_OVERRIDE: Band(50, 100, None, 0, 100),
        Role.SPINDLE_OVERRIDE: Band(80, 110, None, 50, 150),
    }
