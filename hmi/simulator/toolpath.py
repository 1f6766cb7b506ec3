"""The way of a tool through the work."""

from __future__ import annotations

from random import Random

from hmi.simulator.parts import Cut, MachineKind, Operation, Program
from hmi.simulator.segment import Motion


def motion_of(program: Program, operation: Operation, index: int) -> Motion:
    """Return the way of a program's ``index``-th tool, the same for every part."""
    where = Random(f"{program.name}/{index}")
    speed = operation.feed / 60.0
    travel = min(operation.travel_mm, speed * operation.seconds * 0.9)
    strokes = max(1, round(speed * operation.seconds * 0.92 / travel))
    forward = 1.0 - min(0.25, 0.8 * strokes / operation.seconds)
    deep = operation.cut is Cut.PECKS
    if program.kind is MachineKind.LATHE:
        radius = 0.0 if deep else where.uniform(24.0, 80.0)
        near = (radius, 0.0, 4.0)
        drift = (0.0, 0.0, -20.0) if deep else (-8.0, 0.0, 0.0)
        return Motion(near, (radius, 0.0, 4.0 - travel), drift, strokes, forward)
    x, y, z = where.uniform(-420.0, -300.0), where.uniform(-260.0, -180.0), where.uniform(-380.0, -320.0)
    if deep:
        return Motion((x, y, z), (x, y, z - travel), (120.0, 60.0, 0.0), strokes, forward)
    return Motion((x, y, z), (x + travel, y, z), (0.0, 70.0, -6.0), strokes, forward)
