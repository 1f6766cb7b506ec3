"""Makes machines of what a first look at an endpoint found, each with a name that a site file takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Final

from hmi.domain.inspection import Inspection
from hmi.settings.site import MachineSettings, SourceSettings, name_key

_LONGEST: Final = 80
_NAMELESS: Final = "Machine"


def machines_of(
    inspection: Inspection, source: SourceSettings, taken: Collection[str] = ()
) -> tuple[MachineSettings, ...]:
    """Return one machine per device found at ``source``, named after it and unlike ``taken`` and each other."""
    used = {name_key(name) for name in taken}
    machines = []
    for device in inspection.devices:
        name = _unlike(used, _one_line(device.name) or _NAMELESS)
        used.add(name_key(name))
        own = replace(source, device=device.key)
        machines.append(MachineSettings(name, own, model=_one_line(device.model)))
    return tuple(machines)


def _unlike(used: Collection[str], name: str) -> str:
    names = (name if number == 1 else f"{name[: _LONGEST - 5]} {number}" for number in count(1))
    return next(name for name in names if name_key(name) not in used)


def _one_line(text: str) -> str:
    """Return a foreign text as a setting may hold it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST].strip()
