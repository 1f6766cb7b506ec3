"""A stretch of a machine's time in which it does one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from hmi.simulator.record import Activation

Point: TypeAlias = tuple[float, float, float]
"""X, Y and Z in millimetres; a lathe's Y is 0."""

Reports: TypeAlias = tuple[tuple[str, str | Activation], ...]
"""What a machine says at one moment: keys of data items with their values."""


@dataclass(frozen=True, slots=True)
class Motion:
    """A tool going back and forth between two points, which drift with every stroke.

    ``forward`` is the share of each stroke in which it cuts; the rest is the rapid way back to the next one.
    """

    near: Point
    far: Point
    drift: Point
    strokes: int
    forward: float

    def phase(self, u: float) -> tuple[int, float]:
        """Return the stroke (from 0) and the share of it that is done after the share ``u`` of the motion."""
        done = u * self.strokes
        stroke = min(int(done), self.strokes - 1)
        return stroke, done - stroke

    def at(self, u: float) -> Point:
        """Return where the tool is after the share ``u`` of the motion."""
        stroke, p = self.phase(u)
        back = max(0.0, (p - self.forward) / (1 - self.forward))
        way = p / self.forward if p < self.forward else 1 - back
        step = (stroke + back) / self.strokes
        (nx, ny, nz), (fx, fy, fz), (dx, dy, dz) = self.near, self.far, self.drift
        return (
            nx + (fx - nx) * way + dx * step,
            ny + (fy - ny) * way + dy * step,
            nz + (fz - nz) * way + dz * step,
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """What the machine does for ``seconds`` of simulated time; ``reports`` are (key, value) at its beginning.

    ``rpm`` is where the spindle speed goes, ``feed`` the path feed in mm/s, ``load`` the spindle load in percent while
    the tool cuts along ``motion`` from the share ``begin`` to the share ``end``. ``goto`` is where a rapid move goes.
    ``lines`` are the first and last line of the program that run in it. ``pressure_bar`` is None where it is normal.
    Without ``powered`` the machine is off and says nothing.
    """

    seconds: float
    reports: Reports = ()
    rpm: float = 0.0
    feed: float = 0.0
    load: float = 0.0
    motion: Motion | None = None
    begin: float = 0.0
    end: float = 1.0
    goto: Point | None = None
    lines: tuple[int, int] = (0, 0)
    coolant: bool = False
    pressure_bar: float | None = None
    powered: bool = True

    @property
    def still(self) -> bool:
        """Whether nothing moves in it."""
        return self.motion is None and self.goto is None and self.rpm == 0
