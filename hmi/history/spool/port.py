"""What the spool needs of the writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from sqlalchemy import Connection

from hmi.domain.records import Entry
from hmi.history.backlog import Declaration
from hmi.history.errors import Trouble

Note = Callable[[Connection], None]
"""Something to be read or written in the transaction of what is stored; may be called again after a failure."""


class CommitError(Exception):
    """Nothing of it was stored; ``trouble`` is None where the data are at fault. Its cause is the database's error."""

    def __init__(self, trouble: Trouble | None, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.trouble = trouble
        self.cause = cause


class Committing(Protocol):
    """The writer, as the spool sees it. Called on the writer's thread only."""

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

    def in_trouble(self, trouble: Trouble, error: BaseException, place: str) -> None:
        """Tell everybody what is wrong with a place, until something is committed."""

    def reject(self, observations: int) -> None:
        """Count observations that the database did not take."""

    def wait(self) -> None:
        """Wait before something is tried again. Raises an error that ends the writer when the program is to end."""
