"""The spool of a data folder, with what is known from it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hmi.domain.records import Memory
from hmi.history.errors import StoreError
from hmi.history.health import sentence
from hmi.history.spool.file import FILE_NAME, SpoolError, SpoolFile, open_spool
from hmi.history.spool.known import Knowledge


class Spool:
    """What a program has of the spool when it starts; the writer's thread then owns it.

    ``blind_since_us``: when collecting began, if nobody could say then what the database has.
    """

    def __init__(self, file: SpoolFile) -> None:
        self.file: Final = file
        self.knowledge: Final = Knowledge(file.known())
        self.blind_since_us: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self.file.spooled().loads

    def memory(self, now_us: int) -> Memory:
        """Return what to start from without the database."""
        if not self.knowledge.sources:
            self.blind_since_us = now_us
        return self.knowledge.memory()


def spool_in(folder: Path, now_us: int) -> Spool:
    """Open the spool of a data folder. Raises StoreError."""
    path = folder / FILE_NAME
    try:
        return Spool(open_spool(path, now_us))
    except SpoolError as error:
        raise StoreError(f"{sentence(error.trouble, str(path))} ({error})") from error
