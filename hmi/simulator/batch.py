"""The batch of parts that a machine is making."""

from __future__ import annotations

from random import Random
from typing import Final

from hmi.simulator.parts import MachineKind, programs_for
from hmi.simulator.segment import Reports

_SCRAP: Final = 0.015
"""The share of parts that are not good."""


class Batch:
    """The program that makes the part, how many are ``left`` to make, and the control's counters of those made."""

    def __init__(self, kind: MachineKind, sizes: tuple[int, int], fate: Random) -> None:
        self._programs = programs_for(kind)
        self._sizes = sizes
        self._fate = fate
        self.program = fate.choice(self._programs)
        self.left = fate.randint(*sizes)
        self._made = fate.randint(0, max(1, self.left // 2))
        self._scrap = 0

    def count(self) -> None:
        """Count a part that is finished."""
        self._made += 1
        self.left -= 1
        self._scrap += self._fate.random() < _SCRAP

    def take_next(self) -> None:
        """Begin to make another part."""
        self.program = self._fate.choice([one for one in self._programs if one is not self.program])
        self.left = self._fate.randint(*self._sizes)
        self._made = self._scrap = 0

    def counters(self) -> Reports:
        """Return what the control's counters say."""
        return (("partall", f"{self._made}"), ("partgood", f"{self._made - self._scrap}"))

    def told(self) -> Reports:
        """Return what the control says of the program, the part and the counters."""
        program = self.program
        return (
            ("program", program.name),
            ("comment", program.comment),
            ("header", f"{program.name} ({program.comment})"),
            ("part", program.part),
            *self.counters(),
        )
