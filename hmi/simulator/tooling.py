"""The cutting tools that the simulated machines work with, and how long each sort of them lasts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hmi.simulator.parts import MachineKind


class LifeType(Enum):
    """What a tool's life is counted in; the value is the word of the cutting tool document."""

    PARTS = "PART_COUNT"
    MINUTES = "MINUTES"


@dataclass(frozen=True, slots=True)
class LifeSpan:
    """How much a new tool has before it, in parts or in minutes of cutting, and which way the control counts."""

    type: LifeType
    whole: float
    counts_down: bool = False


@dataclass(frozen=True, slots=True)
class ToolSort:
    """A sort of tool in the station or pot ``number``, by which programs call it."""

    number: int
    name: str
    spans: tuple[LifeSpan, ...]


def _parts(whole: float, counts_down: bool = False) -> LifeSpan:
    return LifeSpan(LifeType.PARTS, whole, counts_down)


def _minutes(whole: float, counts_down: bool = False) -> LifeSpan:
    return LifeSpan(LifeType.MINUTES, whole, counts_down)


_LATHE_TOOLS = (
    ToolSort(1, "CNMG 120408 rough", (_parts(60),)),
    ToolSort(2, "CCMT 09T304 face", (_parts(120),)),
    ToolSort(3, "DNMG 150604 finish", (_parts(80), _minutes(90))),
    ToolSort(4, "Bore bar Ø25", (_minutes(60, counts_down=True),)),
    ToolSort(6, "Groove 3 mm", (_parts(90, counts_down=True),)),
    ToolSort(8, "Drill Ø32", (_minutes(120),)),
    ToolSort(10, "Thread 16ER", (_parts(150, counts_down=True),)),
    ToolSort(12, "Part-off 3 mm", (_parts(200),)),
)
_MILL_TOOLS = (
    ToolSort(1, "Face mill Ø63", (_minutes(100),)),
    ToolSort(2, "End mill Ø12 rough", (_minutes(75), _parts(90))),
    ToolSort(3, "End mill Ø10 rough", (_minutes(70),)),
    ToolSort(4, "End mill Ø20 rough", (_minutes(110, counts_down=True),)),
    ToolSort(5, "End mill Ø16 finish", (_minutes(140),)),
    ToolSort(6, "Drill Ø6.8", (_parts(120, counts_down=True),)),
    ToolSort(7, "Drill Ø8.5", (_parts(100),)),
    ToolSort(8, "Drill Ø3.3", (_parts(140, counts_down=True),)),
    ToolSort(9, "Tap M10", (_parts(160),)),
    ToolSort(12, "Bore head Ø72", (_minutes(80, counts_down=True),)),
)


def tools_for(kind: MachineKind) -> tuple[ToolSort, ...]:
    """Return the tools whose life is watched in that sort of machine."""
    return _LATHE_TOOLS if kind is MachineKind.LATHE else _MILL_TOOLS
