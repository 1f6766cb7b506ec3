"""A machine with what belongs to it beside its control: the tools in it, and for some the details that they tell."""

from __future__ import annotations

from hmi.simulator.cnc import Machine
from hmi.simulator.details import Details, detailed
from hmi.simulator.device import Device
from hmi.simulator.dialect import Flavour
from hmi.simulator.magazine import Magazine
from hmi.simulator.record import UNAVAILABLE, Emission


class EquippedMachine:
    """Says what a machine says, and what follows from it for its tools and its details.

    It listens to the machine and never changes it, so that the machine's days are the same with and without it.
    """

    def __init__(self, machine: Machine, seed: int, flavour: Flavour = Flavour.V1) -> None:
        self._machine = machine
        self._magazine = Magazine(machine.machine, seed)
        self._details: Details | None = None
        self.device: Device = machine.device
        if machine.machine.make.detailed:
            self.device = detailed(machine.device, flavour)
            self._details = Details(self.device, seed)
        keys = ("avail", "program", "partall", "tool", "fmode", "Sload")
        heard = keys if self._details is not None else keys[:3]
        self._keys = {f"{machine.machine.device}-{key}": key for key in heard}
        self._known = False
        self._program = ""
        self._made: int | None = None
        self._setting_up = False

    def until(self, time_us: int) -> list[Emission]:
        """Return everything that is said up to and including a moment, once."""
        said: list[Emission] = []
        keys = self._keys
        for emission in self._machine.until(time_us):
            said.append(emission)
            if emission.item in keys:
                said += self._hear(emission.time_us, keys[emission.item], str(emission.value))
        return said

    def skim_until(self, time_us: int) -> None:
        """Thin what is said up to a moment, because nobody took it when it was due."""
        self._machine.skim_until(time_us)

    def _hear(self, time_us: int, key: str, value: str) -> list[Emission]:
        if key == "avail":
            return self._switched(time_us, value != UNAVAILABLE)
        if key == "partall":
            return self._counted(time_us, int(value) if value.isdecimal() else None)
        if key == "program":
            self._program = value
        elif self._details is not None and value != UNAVAILABLE:
            return self._hear_more(self._details, time_us, key, value)
        return []

    def _hear_more(self, details: Details, time_us: int, key: str, value: str) -> list[Emission]:
        if key == "Sload":
            return details.loaded(time_us, float(value))
        if key == "tool":
            return details.tool_changed(time_us, value)
        was_setting_up, self._setting_up = self._setting_up, value == "SETUP"
        return details.set_up(time_us) if was_setting_up and not self._setting_up else []

    def _switched(self, time_us: int, on: bool) -> list[Emission]:
        said: list[Emission] = []
        if self._details is not None:
            said += self._details.switched_on(time_us) if on else self._details.switched_off(time_us)
        if on and not self._known:
            self._known = True
            said += self._magazine.everything(time_us)
        if on:
            said += self._worn(time_us)
        return said

    def _counted(self, time_us: int, made: int | None) -> list[Emission]:
        before, self._made = self._made, made
        if before is None or made is None or made != before + 1:
            return []
        said = self._magazine.part_made(time_us, self._program)
        if self._details is not None:
            said += self._details.part_made(time_us, made)
        return said + self._worn(time_us)

    def _worn(self, time_us: int) -> list[Emission]:
        return [] if self._details is None else self._details.tools_worn(time_us, self._magazine.worn)
