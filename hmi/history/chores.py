"""What the writer does to the store between batches: a little at a time, so that no batch waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection


class Chore(Protocol):
    """Work that is never urgent. Called on the writer's thread only."""

    @property
    def name(self) -> str:
        """What the log calls it."""

    def due(self, now_us: int) -> bool:
        """Return whether there may be something to do; cheap, because it is asked after every batch."""

    def step(self, connection: Connection, now_us: int) -> bool:
        """Do one slice, well under 50 ms, in a transaction that the caller begins and ends.

        Return whether there is more to do at once.
        """

    def forget(self) -> None:
        """The transaction of the last step was rolled back: what it remembered of the store may be wrong."""


class Where:
    """A chore that is there only while something holds, which may turn out late."""

    def __init__(self, chore: Chore, holds: Callable[[], bool]) -> None:
        self._chore = chore
        self._holds = holds

    @property
    def name(self) -> str:
        """What the log calls it."""
        return self._chore.name

    def due(self, now_us: int) -> bool:
        """Return whether it holds and there may be something to do."""
        return self._holds() and self._chore.due(now_us)

    def step(self, connection: Connection, now_us: int) -> bool:
        """Do one slice."""
        return self._chore.step(connection, now_us)

    def forget(self) -> None:
        """The transaction of the last step was rolled back."""
        self._chore.forget()
