"""What a chart is given to show: one value for one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hmi.domain.machine import Band
from hmi.domain.records import StateInterval, TextSpan
from hmi.ui.trends.absence import Absence
from hmi.ui.trends.curve import Curve
from hmi.ui.trends.marks import Mark
from hmi.ui.trends.pens import Pen


@dataclass(frozen=True, slots=True)
class LaneSpec:
    """One lane: a signal with its name and unit as people read them; ``named``: its title says the machine too."""

    key: str
    name: str
    unit: str = ""
    band: Band | None = None
    machine: str = ""
    named: bool = False

    @property
    def pen(self) -> Pen:
        """The signal that is drawn."""
        return Pen(self.machine, self.key)

    @property
    def title(self) -> str:
        """What stands above the lane."""
        return f"{self.machine} · {self.name}" if self.named else self.name


@dataclass(frozen=True, slots=True, eq=False)
class MachineContent:
    """What happened to one machine of a chart; times in microseconds UTC on its clock, everything ascends.

    ``now_us`` is the present, which states that last have reached.
    """

    key: str
    now_us: int
    absences: Sequence[Absence] = ()
    states: Sequence[StateInterval] = ()
    programs: Sequence[TextSpan] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True, eq=False)
class TrendContent:
    """A window of time with all that happened in it; ``now_us`` is the present."""

    start_us: int
    end_us: int
    now_us: int
    lanes: tuple[LaneSpec, ...] = ()
    curves: Mapping[Pen, Curve] = field(default_factory=dict)
    machines: tuple[MachineContent, ...] = ()

    def absences_of(self, machine: str) -> Sequence[Absence]:
        """Return where a machine's data are absent."""
        return next((found.absences for found in self.machines if found.key == machine), ())


EMPTY = TrendContent(0, 1, 0)
