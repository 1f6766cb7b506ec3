"""A settings file as plain data that still knows where each value was written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from hmi.settings.errors import Problem

Location: TypeAlias = tuple[str | int, ...]
"""The way from the top of a file to a value: keys of mappings, indices of lists."""

SECRET_KEYS: Final = frozenset({"password", "token", "key_password"})
"""Settings beneath which nothing is repeated in a message: a user may have written the secret itself."""

_REFERENCE_KEYS: Final = frozenset({"env", "file"})
_PLAIN_KEY: Final = re.compile(r"[\w@-]{1,60}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; line and column count from 1. ``text`` is an unquoted scalar as written."""

    line: int
    column: int
    text: str | None = None


@dataclass(slots=True)
class Document:
    """One settings file. ``flagged`` holds the locations that have a problem already and need no second one."""

    file: Path
    data: object = None
    keys: dict[Location, Place] = field(default_factory=dict)
    values: dict[Location, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    flagged: set[Location] = field(default_factory=set)

    def place(self, location: Location) -> Place:
        """Return where the value at ``location`` stands, or for what is not there, its nearest parent."""
        while location not in self.values and location:
            location = location[:-1]
        return self.values.get(location, Place(1, 1))

    def report(self, location: Location, message: str, place: Place | None = None) -> None:
        """Note a problem of ``location``, at ``place`` or else where its value stands."""
        place = place or self.place(location)
        self.flagged.add(location)
        self.problems.append(Problem(self.file, place.line, place.column, shown(location), message))


def is_secret(location: Location) -> bool:
    """Return whether nothing of what is written at ``location`` may be repeated."""
    return not SECRET_KEYS.isdisjoint(location)


def shown(location: Location) -> str:
    """Return ``location`` as a user reads it: ``machines[1].source.url``, ``normal["x.load"].band``."""
    path = ""
    for depth, part in enumerate(location):
        if isinstance(part, int):
            path += f"[{part}]"
        elif is_secret(location[:depth]) and part not in _REFERENCE_KEYS:
            path += ".?"
        elif _PLAIN_KEY.fullmatch(part):
            path += f".{part}" if path else part
        else:
            path += f"[{json.dumps(part[:60])}]"
    return path
