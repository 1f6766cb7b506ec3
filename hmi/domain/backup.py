"""What the program knows of its backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from hmi.domain.phrase import NOTHING, Phrase


class BackupForm(Enum):
    """What a backup's file is."""

    SQLITE = "sqlite"
    """A store of its own, which every version of this program from the same one on can open."""
    PG_DUMP = "pg_dump"
    """An archive of PostgreSQL's own tool."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked when it was made; times in microseconds UTC."""

    path: Path
    form: BackupForm
    store: str
    """Which store it is of: computer and file, or the database's address."""
    made_us: int
    until_us: int | None
    """What was collected until then is in it; None where nothing was ever collected."""
    size: int
    """Bytes."""
    sha256: str
    revision: str
    """Of the tables."""
    version: str
    """Of this program."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """By table; empty where the form cannot be counted without putting it back."""


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """How backing up goes; times in microseconds UTC on this computer's clock."""

    folder: Path
    newest: Backup | None = None
    """The last one that went well."""
    next_us: int | None = None
    """When the next one is made; None where none is made by itself."""
    progress: float | None = None
    """How much of the one that is being made is copied, 0 to 1; None while none is."""
    failure: Phrase = NOTHING
    """Why the last attempt failed, and what to do."""
    failed_us: int | None = None
    warning: Phrase = NOTHING
    """What is unwise about the folder."""
    damaged: bool = False
    """The last attempt found the store itself damaged."""
