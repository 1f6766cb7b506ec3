"""The error that says everything that is wrong with the settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a settings file.

    ``line`` and ``column`` count from 1; both are 0 where the file as a whole is meant, because it cannot be read.
    ``path`` names the setting (``machines[1].source.url``) and is empty for the whole file.
    """

    file: Path
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else f"{self.file}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` holds every reason, in the order of the files and of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
