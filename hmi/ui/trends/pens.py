"""What a chart draws: a signal of a machine."""

from __future__ import annotations

from typing import Final, NamedTuple

MOST_PENS: Final = 4
"""More lanes than that are too low to be read."""


class Pen(NamedTuple):
    """A number signal of a machine, by the keys of both."""

    machine: str
    signal: str


def machines_of(pens: tuple[Pen, ...]) -> tuple[str, ...]:
    """Return the machines of pens, each once, in the order in which they first come."""
    return tuple(dict.fromkeys(pen.machine for pen in pens))
