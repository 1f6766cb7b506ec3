"""What the spool needs of the writer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hmi.domain.records import Entry
from hmi.history.backlog import Declaration
from hmi.history.committing import Note
from hmi.history.errors import Trouble


class Committing(Protocol):
    """The connection that writes; see :class:`hmi.history.committing.Committer`. The writer's thread only."""

    def commit(
        self,
        declarations: Sequence[Declaration],
        entries: Sequence[Entry],
        note: Note | None = None,
        *,
        late: bool = False,
        stopping: bool = False,
    ) -> None:
        """Store all of it in one transaction, and try once. ``late``: it has waited, which is no measure of speed.

        Raises CommitError.
        """

    def in_trouble(self, trouble: Trouble, error: Exception, place: str) -> None:
        """Tell everybody what is wrong with a place, until something is committed."""

    def reject(self, observations: int) -> None:
        """Count observations that the database did not take."""

    def settle(self) -> None:
        """Write what was held back, before the program ends."""
