"""A machine with what belongs to it beside its control: the tools in it."""

from __future__ import annotations

from hmi.simulator.cnc import Machine
from hmi.simulator.device import Device
from hmi.simulator.magazine import Magazine
from hmi.simulator.record import UNAVAILABLE, Emission


class EquippedMachine:
    """Says what a machine says, and what follows from it for its tools.

    It listens to the machine and never changes it, so that the machine's days are the same with and without it.
    """

    def __init__(self, machine: Machine, seed: int) -> None:
        self._machine = machine
        self._magazine = Magazine(machine.machine, seed)
        name = machine.machine.device
        self._heard = {f"{name}-avail": self._on, f"{name}-program": self._loaded, f"{name}-partall": self._counted}
        self._known = False
        self._program = ""
        self._made: int | None = None

    @property
    def device(self) -> Device:
        return self._machine.device

    def until(self, time_us: int) -> list[Emission]:
        """Return everything that is said up to and including a moment, once."""
        said: list[Emission] = []
        heard = self._heard
        for emission in self._machine.until(time_us):
            said.append(emission)
            if emission.item in heard:
                said += heard[emission.item](emission.time_us, str(emission.value))
        return said

    def skim_until(self, time_us: int) -> None:
        """Thin what is said up to a moment, because nobody took it when it was due."""
        self._machine.skim_until(time_us)

    def _on(self, time_us: int, value: str) -> list[Emission]:
        if value == UNAVAILABLE or self._known:
            return []
        self._known = True
        return self._magazine.everything(time_us)

    def _loaded(self, _time_us: int, value: str) -> list[Emission]:
        self._program = value
        return []

    def _counted(self, time_us: int, value: str) -> list[Emission]:
        before, self._made = self._made, int(value) if value.isdecimal() else None
        if before is None or self._made != before + 1:
            return []
        return self._magazine.part_made(time_us, self._program)
