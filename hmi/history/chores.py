"""What the writer does to the store between batches: a little at a time, so that no batch waits for it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Connection


class Chore(Protocol):
    """Work that is never urgent. Called on the writer's thread only.

    One that has a true ``frees_space`` goes on while the disk is too full to write.
    """

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
