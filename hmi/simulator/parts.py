"""The parts that the simulated machines make: programs with their operations, as a machinist would plan them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class MachineKind(Enum):
    """What sort of machine tool it is."""

    LATHE = "lathe"
    MILL = "mill"


def axes_of(kind: MachineKind) -> tuple[str, ...]:
    """Return the names of the linear axes."""
    return ("X", "Z") if kind is MachineKind.LATHE else ("X", "Y", "Z")


class Cut(Enum):
    """How the tool moves through the work."""

    PASSES = "passes"
    """Back and forth, a little deeper every time: turning, milling."""
    PECKS = "pecks"
    """Down and up along Z: drilling, tapping."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One tool's work: seconds at 100 % feed, spindle in rev/min, feed in mm/min, spindle load in percent.

    ``travel_mm`` is the length of one pass or peck.
    """

    tool: int
    name: str
    seconds: float
    rpm: float
    feed: float
    load: float
    travel_mm: float
    cut: Cut = Cut.PASSES


@dataclass(frozen=True, slots=True)
class Program:
    """A part program; ``name`` is what the controller shows, ``part`` the part's number."""

    name: str
    part: str
    comment: str
    kind: MachineKind
    change_s: float
    operations: tuple[Operation, ...]


def _lathe(name: str, part: str, comment: str, change_s: float, *operations: Operation) -> Program:
    return Program(name, part, comment, MachineKind.LATHE, change_s, operations)


def _mill(name: str, part: str, comment: str, change_s: float, *operations: Operation) -> Program:
    return Program(name, part, comment, MachineKind.MILL, change_s, operations)


PROGRAMS: tuple[Program, ...] = (
    _lathe(
        "O1041",
        "FLG-DN100",
        "FLANGE DN100 OP20",
        35,
        Operation(1, "CNMG 120408 ROUGH", 62, 820, 246, 66, 55),
        Operation(3, "DNMG 150604 FINISH", 34, 1250, 185, 31, 55),
        Operation(8, "DRILL 32", 41, 480, 62, 57, 12, Cut.PECKS),
        Operation(4, "BORE BAR 25", 36, 940, 132, 36, 42),
    ),
    _lathe(
        "O1040",
        "FLG-DN100",
        "FLANGE DN100 OP10",
        40,
        Operation(1, "CNMG 120408 ROUGH", 96, 760, 228, 71, 70),
        Operation(1, "FACE", 22, 900, 200, 44, 50),
        Operation(3, "DNMG 150604 FINISH", 48, 1180, 178, 33, 70),
    ),
    _lathe(
        "4471-OP20",
        "HUB-4471",
        "HUB 6-BOLT OP20",
        32,
        Operation(1, "WNMG 080412 ROUGH", 74, 980, 275, 69, 46),
        Operation(6, "GROOVE 3MM", 19, 620, 44, 42, 8, Cut.PECKS),
        Operation(3, "VNMG 160404 FINISH", 41, 1480, 205, 30, 46),
        Operation(10, "THREAD 16ER M42X2", 24, 600, 720, 27, 30),
    ),
    _lathe(
        "4470-OP10",
        "HUB-4470",
        "HUB 6-BOLT OP10",
        32,
        Operation(1, "WNMG 080412 ROUGH", 88, 930, 262, 73, 52),
        Operation(8, "DRILL 28", 33, 560, 70, 52, 11, Cut.PECKS),
        Operation(4, "BORE BAR 20", 29, 1100, 140, 34, 38),
    ),
    _lathe(
        "EIX-62",
        "EIX-62-4340",
        "SHAFT 4340 D62",
        55,
        Operation(1, "CNMG 160612 ROUGH", 142, 640, 214, 76, 180),
        Operation(3, "DNMG 150608 FINISH", 78, 980, 166, 35, 180),
        Operation(6, "GROOVE 4MM", 26, 480, 38, 41, 9, Cut.PECKS),
        Operation(10, "THREAD M60X2", 34, 420, 600, 29, 45),
    ),
    _lathe(
        "HST-45-310",
        "HST-45-310",
        "PISTON ROD 45X310",
        50,
        Operation(1, "CNMG 120412 ROUGH", 118, 1020, 290, 67, 290),
        Operation(3, "DNMG 150604 FINISH", 92, 1500, 196, 29, 290),
        Operation(10, "THREAD M33X2", 21, 720, 760, 26, 40),
    ),
    _mill(
        "ENG-2207-20",
        "ENG-2207",
        "VALVE BODY OP20",
        60,
        Operation(1, "FACE MILL 63", 48, 1150, 520, 58, 160),
        Operation(4, "END MILL 20 ROUGH", 126, 2600, 640, 66, 90),
        Operation(7, "DRILL 8.5", 52, 2900, 210, 38, 22, Cut.PECKS),
        Operation(9, "TAP M10", 31, 480, 560, 24, 18, Cut.PECKS),
        Operation(5, "END MILL 16 FINISH", 64, 3800, 480, 27, 90),
    ),
    _mill(
        "O7720",
        "BRK-M8X4",
        "BRACKET M8X4",
        26,
        Operation(2, "END MILL 12 ROUGH", 58, 4200, 760, 52, 70),
        Operation(6, "DRILL 6.8", 36, 3600, 240, 33, 16, Cut.PECKS),
        Operation(9, "TAP M8", 27, 640, 600, 21, 14, Cut.PECKS),
        Operation(11, "CHAMFER 90", 18, 4800, 620, 14, 60),
    ),
    _mill(
        "O3118",
        "SNS-118",
        "SENSOR HOUSING",
        20,
        Operation(3, "END MILL 10 ROUGH", 44, 7200, 820, 47, 40),
        Operation(5, "BALL 6 FINISH", 51, 9800, 640, 23, 40),
        Operation(8, "DRILL 3.3", 29, 6800, 260, 28, 10, Cut.PECKS),
        Operation(9, "TAP M4", 22, 1200, 540, 17, 9, Cut.PECKS),
    ),
    _mill(
        "TMP-19-10",
        "TMP-19",
        "GEAR COVER OP10",
        55,
        Operation(1, "FACE MILL 80", 66, 900, 480, 61, 220),
        Operation(4, "END MILL 16 ROUGH", 138, 3000, 700, 59, 110),
        Operation(12, "BORE HEAD 72", 47, 720, 78, 37, 20, Cut.PECKS),
        Operation(5, "END MILL 12 FINISH", 82, 4600, 560, 26, 110),
    ),
    _mill(
        "PLC-400-B",
        "PLC-400",
        "MOULD PLATE 400",
        90,
        Operation(1, "FACE MILL 100", 112, 720, 430, 68, 380),
        Operation(4, "HIGH FEED 32", 264, 2100, 780, 63, 300),
        Operation(7, "DRILL 14", 88, 1700, 150, 49, 35, Cut.PECKS),
        Operation(5, "END MILL 20 FINISH", 146, 3100, 520, 30, 300),
    ),
    _mill(
        "CARC-310-20",
        "CARC-310",
        "CASING OP20",
        80,
        Operation(1, "FACE MILL 125", 98, 560, 360, 70, 340),
        Operation(12, "BORE HEAD 110", 104, 480, 58, 44, 60, Cut.PECKS),
        Operation(7, "DRILL 17.5", 76, 1250, 128, 51, 40, Cut.PECKS),
        Operation(9, "TAP M20", 45, 220, 550, 35, 38, Cut.PECKS),
    ),
)


def programs_for(kind: MachineKind) -> tuple[Program, ...]:
    """Return the programs that run on that sort of machine."""
    return tuple(program for program in PROGRAMS if program.kind is kind)
